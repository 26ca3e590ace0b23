package org.echelle.diffusion.subject;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.echelle.nn.Parameters;
import org.echelle.torch.HostTensor;

/** Random numbers that keep activations near 1, so that every part of a small network matters. */
final class Drawn {
    private Drawn() {}

    /** For every parameter that was taken. */
    static Map<String, HostTensor> like(Parameters p) {
        Map<String, HostTensor> drawn = new LinkedHashMap<>();
        p.pattern().forEach((name, shape) -> drawn.put(name, tensor(name, shape)));
        return drawn;
    }

    /** By its name and shape alone: matrices keep variance, vectors are small, factors of norms are near 1. */
    static HostTensor tensor(String name, long... shape) {
        Random random = new Random(name.hashCode());
        int size = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
        boolean factor = shape.length == 1 && name.endsWith(".weight");
        double scale = shape.length == 1 ? 0.1 : 1 / Math.sqrt((double) size / shape[0]);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) ((factor ? 1 : 0) + scale * random.nextGaussian());
        }
        return HostTensor.ofFloats(values, shape);
    }
}
