package org.echelle.diffusion.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.samples.MadeSample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small pixel U-Net by class, sampled whole. */
class DiffusionSubjectTest {
    private static final SamplingOptions FEW = new SamplingOptions("ddim", 3, 0, 2, 0, 1, 0, "second");

    @TempDir
    Path dir;

    private final ModelFolders context = new ModelFolders();

    private Subject open(SamplingOptions sampling) throws IOException {
        Path folder = Files.isDirectory(dir.resolve("unet")) ? dir : ModelFolders.pixels(dir);
        return new DiffusersKind().open(new DiffusersOptions(folder, List.of(), "float32", sampling), context);
    }

    private float[] pictures(Subject subject, Tap tap, Sample... samples) {
        NDList inputs = subject.prepare(List.of(samples), context.manager());
        return subject.forward(inputs, tap).get(0).toFloatArray();
    }

    private static Sample made(String condition, long seed) {
        return new MadeSample(condition + seed, condition, "", seed);
    }

    @Test
    void aSampleIsTheSameAloneAndInABatch() throws IOException {
        try (context;
                Subject subject = open(FEW)) {
            float[] alone = pictures(subject, Tap.NONE, made("1", 7));
            float[] both = pictures(subject, Tap.NONE, made("2", 5), made("1", 7));
            for (int i = 0; i < alone.length; i++) {
                assertThat(both[alone.length + i]).isCloseTo(alone[i], within(1e-4f));
            }
            assertThat(pictures(subject, Tap.NONE, made("1", 8))).isNotEqualTo(alone);
            assertThat(pictures(subject, Tap.NONE, made("2", 7))).isNotEqualTo(alone);
        }
    }

    @Test
    void readingEveryHookPointLeavesEveryBit() throws IOException {
        try (context;
                Subject subject = open(FEW)) {
            float[] plain = pictures(subject, Tap.NONE, made("1", 7));
            Set<String> met = new TreeSet<>();
            Tap reading = new Tap() {
                @Override
                public boolean wants(String hook) {
                    return true;
                }

                @Override
                public NDArray at(String hook, NDArray x) {
                    met.add(hook);
                    return x;
                }

                @Override
                public Tap with(String axis, int value) {
                    return this;
                }
            };
            assertThat(pictures(subject, reading, made("1", 7))).isEqualTo(plain);
            assertThat(met)
                    .containsExactlyInAnyOrderElementsOf(
                            subject.hookPoints().stream().map(HookPoint::name).toList());
        }
    }

    @Test
    void rowsHaveTimestepAndBranchBeforeTheirPlace() throws IOException {
        try (context;
                Subject subject = open(FEW)) {
            NDList inputs = subject.prepare(List.of(made("0", 1), made("1", 1)), context.manager());
            HookPoint told = subject.hookPoints().get(0);
            assertThat(told.name()).isEqualTo("class_embedding");
            assertThat(told.axes()).extracting(Axis::name).containsExactly("timestep", "branch");
            assertThat(subject.sites(told, inputs).positions()).isEqualTo(1);
            HookPoint hook = subject.hookPoints().get(1);
            assertThat(hook.axes()).extracting(Axis::name).containsExactly("timestep", "branch", "y", "x");
            assertThat(hook.axes().get(0).size()).isEqualTo(1000);
            Sites sites = subject.sites(hook, inputs);
            int rows = hook.axes().get(2).size();
            int columns = hook.axes().get(3).size();
            assertThat(sites.positions()).isEqualTo(rows * columns);
            assertThat(sites.coordinates()[2][columns]).isEqualTo(1);
            assertThat(sites.coordinates()[3][columns + 1]).isEqualTo(1);
        }
    }

    @Test
    void otherSamplingsHaveOtherFingerprintsAndTwinsOtherWeights() throws IOException {
        try (context;
                Subject subject = open(FEW);
                Subject more = open(new SamplingOptions("ddim", 4, 0, 2, 0, 1, 0, "second"));
                Subject twin = subject.randomTwin(3, context)) {
            assertThat(more.fingerprint()).isNotEqualTo(subject.fingerprint());
            assertThat(twin.fingerprint()).isNotEqualTo(subject.fingerprint());
            assertThat(pictures(twin, Tap.NONE, made("1", 7))).isNotEqualTo(pictures(subject, Tap.NONE, made("1", 7)));
        }
    }

    @Test
    void whatCannotBeAskedForOrDoesNotFitIsSaidInASentence() throws IOException {
        try (context;
                Subject subject = open(FEW)) {
            assertThatThrownBy(() -> pictures(subject, Tap.NONE, made("cat", 1)))
                    .isInstanceOf(DiffusionException.class) // not one sample of a config's hundred is dropped
                    .hasMessageContaining("asks for 'cat', which this network does not know");
            assertThatThrownBy(() -> open(new SamplingOptions("euler", 3, 0.5, 2, 0, 1, 0, "second")))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("belongs to ddim");
            assertThatThrownBy(() -> open(new SamplingOptions("plms", 3, 0, 2, 0, 1, 0, "second")))
                    .hasMessageContaining("'plms' is not known; known are ddpm, ddim");
            assertThatThrownBy(() -> open(new SamplingOptions("ddim", 3, 0, 2, 0, 1, 0, "third")))
                    .hasMessageContaining("it is first or second");
            assertThatThrownBy(() -> open(new SamplingOptions("ddim", 3, 0, 2, 0.9, 0.1, 0, "second")))
                    .hasMessageContaining("'from' is not above 'to'");
            assertThatThrownBy(() -> open(new SamplingOptions("ddim", 5000, 0, 2, 0, 1, 0, "second")))
                    .hasMessageContaining("between 1 and the 1000 timesteps");
        }
    }
}
