package org.echelle.recommender.subject;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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

/** GRU4Rec under three sets of names against PyTorch's GRU ({@code src/test/python/reference.py}). */
class Gru4RecTest {
    private static final Gru4RecSubjectKind KIND = new Gru4RecSubjectKind();

    @TempDir
    Path dir;

    private Path recbole() {
        return new Formula()
                .with("item_embedding.weight", 5, 3)
                .with("gru_layers.weight_ih_l0", 12, 3)
                .with("gru_layers.weight_hh_l0", 12, 4)
                .with("dense.weight", 3, 4)
                .with("dense.bias", 3)
                .write(dir);
    }

    private static float[] scores(Subject subject, List<Sample> batch, Opened context) {
        return subject.forward(subject.prepare(batch, context.manager()), Tap.NONE)
                .singletonOrThrow()
                .toFloatArray();
    }

    private static void check(Path file, float... wanted) {
        assertTrue(KIND.recognises(file));
        assertFalse(new FactorSubjectKind().recognises(file));
        try (Opened context = Opened.withEngine();
                Subject subject = KIND.open(new Gru4RecOptions(file, 0), context)) {
            assertArrayEquals(wanted, scores(subject, Formula.histories(), context), 1e-5f);
            SubjectGradients.outliveJavasMemory(subject, subject.prepare(Formula.histories(), context.manager()));
        }
    }

    @Test
    void recBolesNamesWithoutBiasesOfGatesGiveTheScoresOfPyTorch() {
        check(
                recbole(),
                0.455675f,
                -0.621863f,
                0.172216f,
                0.447978f,
                -0.624536f,
                0.336259f,
                -0.498557f,
                0.16713f,
                0.329807f,
                -0.500134f);
    }

    @Test
    void reChorusNamesWithBiasesOfGatesGiveTheScoresOfPyTorch() {
        Path file = new Formula()
                .with("i_embeddings.weight", 5, 3)
                .with("rnn.weight_ih_l0", 12, 3)
                .with("rnn.weight_hh_l0", 12, 4)
                .with("rnn.bias_ih_l0", 12)
                .with("rnn.bias_hh_l0", 12)
                .with("out.weight", 3, 4)
                .write(dir);
        check(
                file,
                -0.200758f,
                0.030115f,
                0.170352f,
                -0.202117f,
                0.033725f,
                -0.211939f,
                -0.127457f,
                0.340631f,
                -0.216476f,
                -0.122057f);
    }

    @Test
    void twoLayersAndARowAnItemInTheLastLayerGiveTheScoresOfPyTorch() {
        Path file = new Formula()
                .with("look_up.weight", 5, 3)
                .with("gru.weight_ih_l0", 12, 3)
                .with("gru.weight_hh_l0", 12, 4)
                .with("gru.bias_ih_l0", 12)
                .with("gru.bias_hh_l0", 12)
                .with("gru.weight_ih_l1", 12, 4)
                .with("gru.weight_hh_l1", 12, 4)
                .with("gru.bias_ih_l1", 12)
                .with("gru.bias_hh_l1", 12)
                .with("h2o.weight", 5, 4)
                .with("h2o.bias", 5)
                .write(dir);
        check(
                file,
                -0.088355f,
                1.575554f,
                -0.243184f,
                0.442825f,
                -0.842321f,
                -0.271589f,
                1.775615f,
                -0.436955f,
                0.607914f,
                -0.959651f);
    }

    @Test
    void onlyTheLatestActionsAreShownAndRowsKeepTheirNumbers() {
        Path file = recbole();
        try (Opened context = Opened.withEngine();
                Subject subject = KIND.open(new Gru4RecOptions(file, 3), context)) {
            NDList inputs = subject.prepare(
                    List.<Sample>of(Formula.history(2, 2, 4, 1, 3), Formula.history(3, 1)), context.manager());
            float[] scores =
                    subject.forward(inputs, Tap.NONE).singletonOrThrow().toFloatArray();
            assertArrayEquals(
                    new float[] {0.3382f, -0.510525f, 0.177273f, 0.331533f, -0.51202f},
                    java.util.Arrays.copyOf(scores, 5),
                    1e-5f);
            assertEquals(
                    List.of("gru_layers", "dense"),
                    subject.hookPoints().stream().map(HookPoint::name).toList());
            Sites sites = subject.sites(subject.hookPoints().get(0), inputs);
            assertArrayEquals(new int[] {2, 3, 4, 0, 1, -1}, sites.coordinates()[0]);
            assertArrayEquals(new boolean[] {false, false, false, false, false, true}, sites.dropped());
        }
    }

    @Test
    void anEditOfTheFinalStateDecidesTheScoresAndATwinHasOthers() {
        Path file = recbole();
        try (Opened context = Opened.withEngine();
                Subject subject = KIND.open(new Gru4RecOptions(file, 0), context);
                Subject twin = subject.randomTwin(1, context)) {
            NDList inputs = subject.prepare(Formula.histories(), context.manager());
            assertArrayEquals(
                    new float[10],
                    subject.forward(inputs, Edits.zeros("dense"))
                            .singletonOrThrow()
                            .toFloatArray(),
                    0);
            float[] drawn = scores(twin, Formula.histories(), context);
            assertEquals(10, drawn.length);
            assertNotEquals(scores(subject, Formula.histories(), context)[0], drawn[0]);
        }
    }

    @Test
    void itemsBeyondTheTableAndForeignWeightsAreNamed() {
        Path file = recbole();
        try (Opened context = Opened.withEngine();
                Subject subject = KIND.open(new Gru4RecOptions(file, 0), context)) {
            assertTrue(assertThrows(
                            BadSampleException.class,
                            () -> subject.prepare(List.<Sample>of(Formula.history(1, 5)), context.manager()))
                    .getMessage()
                    .contains("an item of row 5, but the weights' table of items has rows 0 to 4"));
            Path other = new Formula().with("a.weight", 2, 2).write(dir);
            assertTrue(assertThrows(EchelleException.class, () -> KIND.open(new Gru4RecOptions(other, 0), context))
                    .getMessage()
                    .contains("are no GRU4Rec under known names"));
        }
    }
}
