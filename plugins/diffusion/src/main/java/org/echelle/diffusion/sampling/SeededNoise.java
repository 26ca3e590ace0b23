package org.echelle.diffusion.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;

/** Noise that depends on a sample's seed and the step alone, not on the batch that it is in. */
public final class SeededNoise implements Noise {
    private final long[] seeds;

    /** @param seeds one a sample */
    public SeededNoise(long[] seeds) {
        this.seeds = seeds.clone();
    }

    @Override
    public NDArray draw(int step, Shape shape, NDManager manager) {
        int each = Math.toIntExact(shape.size() / shape.get(0));
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < shape.get(0); i++) {
            fill(values, i * each, each, seeds[i], step);
        }
        return manager.create(values, shape);
    }

    /** Standard normal numbers for one sample. */
    private static void fill(float[] values, int at, int count, long seed, int step) {
        long mixed = (seed * 0x9E3779B97F4A7C15L) ^ ((step + 2L) * 0xBF58476D1CE4E5B9L);
        mixed ^= mixed >>> 31;
        Random random = new Random(mixed * 0x94D049BB133111EBL);
        for (int i = 0; i < count; i++) {
            values[at + i] = (float) random.nextGaussian();
        }
    }
}
