package org.echelle.diffusion.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Times as sines and cosines (Vaswani et al. 2017, arXiv 1706.03762): angles {@code t * 10000^(-j / (half - shift))} for {@code j = 0
 * ... half - 1}. Computed in double precision on the host: there are few times and libtorch's float32 angles lose digits at t = 999.
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
        for (int i = 0; i < times.length; i++) {
            int cosines = i * width + (cosinesFirst ? 0 : half);
            int sines = i * width + (cosinesFirst ? half : 0);
            for (int j = 0; j < half; j++) {
                double angle = times[i] * Math.exp(-Math.log(10000) * j / (half - shift));
                values[cosines + j] = (float) Math.cos(angle);
                values[sines + j] = (float) Math.sin(angle);
            }
        }
        return manager.create(values, new Shape(times.length, width));
    }
}
