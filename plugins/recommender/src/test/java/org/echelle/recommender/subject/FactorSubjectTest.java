package org.echelle.recommender.subject;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.echelle.api.BadSampleException;
import org.echelle.api.EchelleException;
import org.echelle.api.Sample;
import org.echelle.api.Tap;
import org.echelle.recommender.History;
import org.echelle.recommender.Opened;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactorSubjectTest {
    @TempDir
    Path dir;

    private Path weights(String... names) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        tensors.put(names[0], HostTensor.ofFloats(new float[] {1, 2, -1, 0.5f}, 2, 2));
        tensors.put(names[1], HostTensor.ofFloats(new float[] {0, 0, 3, 1, -2, 4}, 3, 2));
        if (names.length > 2) {
            tensors.put(names[2], HostTensor.ofFloats(new float[] {10, 20}, 2, 1));
            tensors.put(names[3], HostTensor.ofFloats(new float[] {0, 0.25f, -0.5f}, 3, 1));
        }
        Path file = dir.resolve("mf.safetensors");
        SafetensorsWriter.write(file, tensors, Map.of());
        return file;
    }

    private static History user(int row) {
        return new History("u" + row, row, new int[] {1}, new int[0], new long[0], List.of(), OptionalInt.empty());
    }

    @Test
    void scoresAreInnerProductsPlusTheItemsBias() {
        Path file = weights("user_embedding.weight", "item_embedding.weight", "user_bias.weight", "item_bias.weight");
        FactorSubjectKind kind = new FactorSubjectKind();
        assertTrue(kind.recognises(file));
        try (Opened context = Opened.withEngine();
                RecommenderSubject subject = kind.open(new FactorOptions(file), context)) {
            NDList inputs = subject.prepare(List.<Sample>of(user(1), user(0)), context.manager());
            float[] scores =
                    subject.forward(inputs, Tap.NONE).singletonOrThrow().toFloatArray();
            // (-1, 0.5) and (1, 2) with (0, 0), (3, 1), (-2, 4)
            assertArrayEquals(new float[] {0, -2.25f, 3.5f, 0, 5.25f, 5.5f}, scores, 1e-6f);
            assertEquals("user_embedding", subject.hookPoints().get(0).name());
            assertEquals(1, subject.sites(subject.hookPoints().get(0), inputs).positions());
            assertTrue(assertThrows(
                            BadSampleException.class,
                            () -> subject.prepare(List.<Sample>of(user(2)), context.manager()))
                    .getMessage()
                    .contains("has row 2 in the weights' table of 2 users"));
        }
    }

    @Test
    void namesOfReChorusAreKnownAndOthersAreNamed() {
        FactorSubjectKind kind = new FactorSubjectKind();
        assertTrue(kind.recognises(weights("u_embeddings.weight", "i_embeddings.weight")));
        Path other = weights("a.weight", "b.weight");
        try (Opened context = Opened.withEngine()) {
            assertTrue(assertThrows(EchelleException.class, () -> kind.open(new FactorOptions(other), context))
                    .getMessage()
                    .contains("they have a.weight, b.weight"));
        }
    }
}
