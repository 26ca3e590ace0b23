package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import org.echelle.api.HookPoint;
import org.echelle.api.PictureMaker;
import org.echelle.api.PictureReader;
import org.echelle.api.Sample;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.testkit.OpenedContext;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;

/** A subject that makes pictures with another behind it that says what they show. */
class JudgedSubjectTest {
    private final JudgedSubject pair = new JudgedSubject(new ToyMaker(true), new ToyEye());

    @Test
    void itsOutputsAreTheJudgesAndThePicturesBehindThem() {
        assertThat(pair.outputs()).extracting(TensorSpec::name).containsExactly("logits", "pictures");
        assertThat(pair.outputNames()).isEqualTo(ToyPictures.SEEN);
        assertThat(pair.hookPoints()).extracting(HookPoint::name).containsExactly("class", "block");
        PictureMaker maker = pair.makesPictures().orElseThrow();
        assertThat(maker.output()).isEqualTo(1);
        List<Sample> batch = List.of(maker.sample("a", "cat", 1), maker.sample("b", "ant", 2));
        try (NDManager manager = Torch.newManager(Torch.device("cpu"))) {
            NDList out = pair.forward(pair.prepare(batch, manager), Tap.NONE);
            float[] logits = out.get(0).toFloatArray();
            float[] pixels = out.get(maker.output()).toFloatArray();
            for (int i = 0; i < pixels.length; i++) {
                assertThat(logits[i / 4 * 5 + i % 4]).as("the pixel at 8 bits").isEqualTo((float)
                        Math.round(255 * pixels[i]));
            }
            assertThat(out.get(0).argMax(1).toLongArray()).containsExactly(2, 0);
        }
    }

    @Test
    void itAsksAsTheMakerDoes() {
        PictureMaker maker = pair.makesPictures().orElseThrow();
        Sample sample = maker.avoiding(maker.sample("a", "cat", 7), "dog");
        assertThat(sample).isEqualTo(new ToyPictures.Made("a", "cat", "dog", 7));
        assertThat(maker.condition(sample)).isEqualTo("cat");
        assertThat(maker.conditions()).isEqualTo(ToyPictures.CLASSES);
        assertThat(maker.takesText()).isFalse();
    }

    @Test
    void itIsTheMakersButForTheJudgesFacts() {
        assertThat(pair.fingerprint()).isEqualTo(new ToyMaker(true).fingerprint());
        assertThat(pair.facts())
                .containsEntry("architecture", "a sum")
                .containsEntry("judge's architecture", "the brightest pixel");
    }

    @Test
    void whoMakesNoPicturesOrLooksAtNoneIsRefusedInASentence() {
        assertThatThrownBy(() -> new JudgedSubject(new ToyEye(), new ToyEye()))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("makes no pictures");
        assertThatThrownBy(() -> new JudgedSubject(new ToyMaker(true), new ToyMaker(true)))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("does not look at pictures");
        assertThatThrownBy(() -> new JudgedSubject(new ToyMaker(true), new Embedder()))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("that subject gives 'embedding', not logits of classes");
    }

    @Test
    void classesWithoutNamesAreNumbered() {
        JudgedSubject numbered = new JudgedSubject(new ToyMaker(true), new Nameless());
        assertThat(numbered.outputNames()).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void closingClosesBothAndATwinLeavesTheJudgeOpen() {
        boolean[] closed = new boolean[1];
        Subject judge = new Wrapped() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        JudgedSubject both = new JudgedSubject(new ToyMaker(true), judge);
        try (OpenedContext context = new OpenedContext(Torch.newManager(Torch.device("cpu")))) {
            both.randomTwin(1, context).close();
            assertThat(closed[0]).isFalse();
        }
        both.close();
        assertThat(closed[0]).isTrue();
    }

    /** The eye under other circumstances. */
    private static class Wrapped extends WrappedSubject {
        Wrapped() {
            super(new ToyEye());
        }

        @Override
        public List<String> outputNames() {
            return subject().outputNames();
        }

        @Override
        public Optional<PictureReader> readsPictures() {
            return subject().readsPictures();
        }

        @Override
        public NDList forward(NDList inputs, Tap tap) {
            return subject().forward(inputs, tap);
        }
    }

    private static final class Nameless extends Wrapped {
        @Override
        public List<String> outputNames() {
            return List.of();
        }
    }

    private static final class Embedder extends Wrapped {
        @Override
        public List<TensorSpec> outputs() {
            return List.of(new TensorSpec("embedding", List.of(-1L, 4L), "an embedding"));
        }
    }
}
