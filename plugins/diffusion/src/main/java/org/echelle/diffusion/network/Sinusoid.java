package org.echelle.diffusion.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Times as sines and cosines (Vaswani et al. 2017, arXiv 1706.03762): angles {@code t * 10000^(-j / (half - shift))} for {@code j = 0
 * ... half - 1}, computed on the host since there are few times. Frequencies and angles are rounded to float32 as published networks
 * round them: at a time of 999 that moves an angle by 3e-5, more than all else in which two programs differ.
 *
 * @param width even: half of them sines
 * @param cosinesFirst whether cosines stand in front of the sines (Stable Diffusion, DiT), or behind
 * @param shift 0 for Stable Diffusion and DiT, 1 for the first DDPM
 */
public record Sinusoid(int width, boolean cosinesFirst, double shift) {
    /**
     * One row a time.
     *
     * @param manager owns the result
     * @return float32 {@code [times, width]}
     */
    public NDArray of(NDManager manager, double... times) {
        int half = width / 2;
        float[] values = new float[times.length * width];
        for (int j = 0; j < half; j++) {
            float frequency = (float) Math.exp((float) -Math.log(10000) * j / (float) (half - shift));
            for (int i = 0; i < times.length; i++) {
                int cosines = i * width + (cosinesFirst ? 0 : half);
                int sines = i * width + (cosinesFirst ? half : 0);
                float angle = (float) times[i] * frequency;
                values[cosines + j] = (float) Math.cos(angle);
                values[sines + j] = (float) Math.sin(angle);
            }
        }
        // An array made from Java's memory loses it when its handle is closed, though autograd may still need the
        // values; a copy is
        // libtorch's own.
        try (NDArray javas = manager.create(values, new Shape(times.length, width))) {
            return javas.duplicate();
        }
    }
}
