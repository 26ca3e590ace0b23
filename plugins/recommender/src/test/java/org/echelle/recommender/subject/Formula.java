package org.echelle.recommender.subject;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.echelle.api.Sample;
import org.echelle.recommender.History;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;

/** The weights of {@code src/test/python/reference.py}: element i of parameter k is {@code 0.8 sin(0.7 (i + 1) + 1.3 k)}. */
final class Formula {
    static final List<int[]> HISTORIES = List.of(new int[] {3, 1, 4}, new int[] {2, 2, 4, 1, 3});

    private final Map<String, HostTensor> tensors = new LinkedHashMap<>();

    Formula with(String name, long... shape) {
        int n = 1;
        for (long s : shape) {
            n *= (int) s;
        }
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (0.8 * Math.sin(0.7 * (i + 1) + 1.3 * tensors.size()));
        }
        tensors.put(name, HostTensor.ofFloats(values, shape));
        return this;
    }

    Path write(Path folder) {
        Path file = folder.resolve("weights.safetensors");
        SafetensorsWriter.write(file, tensors, Map.of());
        return file;
    }

    static History history(int... items) {
        return new History("u", 0, items, new int[0], new long[0], List.of(), OptionalInt.empty());
    }

    static List<Sample> histories() {
        return HISTORIES.stream().<Sample>map(Formula::history).toList();
    }
}
