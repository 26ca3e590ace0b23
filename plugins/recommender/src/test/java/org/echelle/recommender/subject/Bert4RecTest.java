package org.echelle.recommender.subject;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import java.nio.file.Path;
import java.util.List;
import org.echelle.api.BadSampleException;
import org.echelle.api.EchelleException;
import org.echelle.api.HookPoint;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.recommender.Opened;
import org.echelle.testkit.SubjectGradients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** BERT4Rec with one history shorter and one longer than its places, against PyTorch ({@code src/test/python/reference.py}). */
class Bert4RecTest {
    private static final Bert4RecSubjectKind KIND = new Bert4RecSubjectKind();
    private static final int ITEMS = 5;
    private static final int WIDTH = 4;

    @TempDir
    Path dir;

    private Path weights() {
        Formula f = new Formula()
                .with("bert.embedding.token.weight", ITEMS + 2, WIDTH)
                .with("bert.embedding.position.pe.weight", 4, WIDTH);
        for (int b = 0; b < 2; b++) {
            String p = "bert.transformer_blocks." + b + ".";
            for (String l : List.of("linear_layers.0", "linear_layers.1", "linear_layers.2", "output_linear")) {
                f.with(p + "attention." + l + ".weight", WIDTH, WIDTH).with(p + "attention." + l + ".bias", WIDTH);
            }
            f.with(p + "feed_forward.w_1.weight", 4 * WIDTH, WIDTH).with(p + "feed_forward.w_1.bias", 4 * WIDTH);
            f.with(p + "feed_forward.w_2.weight", WIDTH, 4 * WIDTH).with(p + "feed_forward.w_2.bias", WIDTH);
            for (String s : List.of("input_sublayer", "output_sublayer")) {
                f.with(p + s + ".norm.a_2", WIDTH).with(p + s + ".norm.b_2", WIDTH);
            }
        }
        return f.with("out.weight", ITEMS + 1, WIDTH)
                .with("out.bias", ITEMS + 1)
                .write(dir);
    }

    @Test
    void scoresAreThoseOfPyTorchAtTheMaskToken() {
        Path file = weights();
        assertTrue(KIND.recognises(file));
        assertFalse(new Gru4RecSubjectKind().recognises(file));
        try (Opened context = Opened.withEngine();
                Subject subject = KIND.open(new Bert4RecOptions(file, 2), context)) {
            List<Sample> batch = List.of(Formula.history(3, 1), Formula.history(2, 2, 4, 1, 3));
            NDList inputs = subject.prepare(batch, context.manager());
            assertArrayEquals(new long[] {0, 3, 1, 6, 4, 1, 3, 6}, inputs.get(0).toLongArray());
            SubjectGradients.outliveJavasMemory(subject, inputs);
            assertArrayEquals(
                    new float[] {
                        3.216519f,
                        -3.951519f,
                        4.836315f,
                        -6.414075f,
                        4.729342f,
                        -5.103095f,
                        3.201227f,
                        -3.962668f,
                        4.872616f,
                        -6.471334f,
                        4.80094f,
                        -5.18076f
                    },
                    subject.forward(inputs, Tap.NONE).singletonOrThrow().toFloatArray(),
                    2e-5f);
            assertEquals(
                    List.of("bert.transformer_blocks.0", "bert.transformer_blocks.1"),
                    subject.hookPoints().stream().map(HookPoint::name).toList());
            Sites sites = subject.sites(subject.hookPoints().get(0), inputs);
            assertArrayEquals(new int[] {-1, 0, 1, -1, 2, 3, 4, -1}, sites.coordinates()[0]);
            assertArrayEquals(new boolean[] {true, false, false, false, false, false, false, false}, sites.dropped());
        }
    }

    @Test
    void zeroedStatesLeaveTheLastLayersBias() {
        Path file = weights();
        try (Opened context = Opened.withEngine();
                Subject subject = KIND.open(new Bert4RecOptions(file, 2), context)) {
            NDList inputs = subject.prepare(List.<Sample>of(Formula.history(3)), context.manager());
            float[] scores = subject.forward(inputs, Edits.zeros("bert.transformer_blocks.1"))
                    .singletonOrThrow()
                    .toFloatArray();
            int last = 2 + 2 * 16 + 1;
            for (int i = 0; i <= ITEMS; i++) {
                assertEquals(0.8 * Math.sin(0.7 * (i + 1) + 1.3 * last), scores[i], 1e-6);
            }
        }
    }

    @Test
    void theMaskTokenIsNoItemAndHeadsMustDivideTheWidth() {
        Path file = weights();
        try (Opened context = Opened.withEngine();
                Subject subject = KIND.open(new Bert4RecOptions(file, 2), context)) {
            assertTrue(assertThrows(
                            BadSampleException.class,
                            () -> subject.prepare(List.<Sample>of(Formula.history(1, 6)), context.manager()))
                    .getMessage()
                    .contains("an item of row 6, but the weights' table of items has rows 1 to 5"));
            assertTrue(assertThrows(EchelleException.class, () -> KIND.open(new Bert4RecOptions(file, 3), context))
                    .getMessage()
                    .contains("correct subject.heads"));
        }
    }
}
