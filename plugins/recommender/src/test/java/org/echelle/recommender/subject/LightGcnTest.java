package org.echelle.recommender.subject;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.echelle.api.BadSampleException;
import org.echelle.api.EchelleException;
import org.echelle.api.Sample;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.recommender.History;
import org.echelle.recommender.Opened;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LightGCN on a graph of four users and items against dense matrices in PyTorch ({@code src/test/python/reference.py}). */
class LightGcnTest {
    private static final LightGcnSubjectKind KIND = new LightGcnSubjectKind();

    @TempDir
    Path dir;

    private Path weights() {
        return new Formula()
                .with("embedding_user.weight", 4, 3)
                .with("embedding_item.weight", 4, 3)
                .write(dir);
    }

    /** Each user's last action is held out: user 2 has none left, and nobody consumed item 3. User 3's item 2 counts once. */
    private Path log() throws IOException {
        return Files.writeString(
                dir.resolve("log.csv"),
                "user,item,time\n0,0,1\n0,1,2\n0,3,3\n1,1,1\n1,2,2\n1,0,3\n1,3,4\n2,1,1\n3,2,1\n3,2,2\n3,0,3\n");
    }

    private static History user(int row) {
        return new History("u" + row, row, new int[] {1}, new int[0], new long[0], List.of(), OptionalInt.empty());
    }

    @Test
    void scoresAndRowsAreThoseOfDenseMatrices() throws IOException {
        try (Opened context = Opened.withEngine();
                Subject subject = KIND.open(LightGcnOptions.of(weights(), log()), context)) {
            NDList inputs = subject.prepare(List.<Sample>of(user(0), user(1), user(2), user(3)), context.manager());
            List<float[]> rows = new ArrayList<>();
            Tap reader = new Tap() {
                @Override
                public boolean wants(String hook) {
                    return true;
                }

                @Override
                public NDArray at(String hook, NDArray x) {
                    assertEquals("propagated_user", hook);
                    rows.add(x.toFloatArray());
                    return x;
                }

                @Override
                public Tap with(String axis, int value) {
                    return this;
                }
            };
            float[] scores = subject.forward(inputs, reader).singletonOrThrow().toFloatArray();
            assertArrayEquals(
                    new float[] {
                        0.122319f,
                        -0.01448f,
                        0.134586f,
                        0.054935f,
                        0.087857f,
                        0.024416f,
                        -0.000557f,
                        0.04513f,
                        -0.099649f,
                        0.003884f,
                        -0.087547f,
                        -0.046043f,
                        0.130183f,
                        -0.089249f,
                        0.34943f,
                        0.046435f
                    },
                    scores,
                    1e-5f);
            assertArrayEquals(
                    new float[] {0.192323f, 0.033855f, -0.140535f},
                    java.util.Arrays.copyOfRange(rows.get(0), 3, 6),
                    1e-5f);
            assertEquals("propagated_user", subject.hookPoints().get(0).name());
            assertTrue(subject.facts().get("architecture").endsWith("3 steps over 6 edges"));
        }
    }

    @Test
    void usersWithoutARowAndLogsOfOtherRowsAreRefused() throws IOException {
        Path file = weights();
        Path log = log();
        Path foreign = Files.writeString(dir.resolve("foreign.csv"), "user,item,time\n0,7,1\n0,1,2\n");
        Path names = Files.writeString(dir.resolve("names.csv"), "user,item,time\nann,tea,1\nann,milk,2\n");
        try (Opened context = Opened.withEngine();
                Subject subject = KIND.open(LightGcnOptions.of(file, log), context)) {
            assertTrue(assertThrows(
                            BadSampleException.class,
                            () -> subject.prepare(List.<Sample>of(user(-1)), context.manager()))
                    .getMessage()
                    .contains("has no row in the weights' table of 4 users"));
            assertTrue(assertThrows(EchelleException.class, () -> KIND.open(LightGcnOptions.of(file, foreign), context))
                    .getMessage()
                    .contains("has an item of row 7, but the weights' table of items has rows 0 to 3"));
            assertTrue(assertThrows(EchelleException.class, () -> KIND.open(LightGcnOptions.of(file, names), context))
                    .getMessage()
                    .contains("subject.item-ids"));
        }
    }

    @Test
    void aMatrixFactorisationOfTheseNamesIsToldThatTheyMayBeALightGcns() {
        try (Opened context = Opened.withEngine()) {
            new FactorSubjectKind().open(new FactorOptions(weights()), context).close();
            assertTrue(context.notes().toString().contains("kind: lightgcn"));
        }
    }

    @Test
    void theNamesAreThoseOfAMatrixFactorisationSoThatTheKindIsNotGuessed() {
        Path file = weights();
        assertFalse(KIND.recognises(file));
        assertTrue(new FactorSubjectKind().recognises(file));
    }
}
