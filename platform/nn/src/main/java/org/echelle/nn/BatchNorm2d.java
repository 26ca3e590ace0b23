package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Batch normalisation with the statistics that training kept: {@code (x - mean) / sqrt(variance + eps) * weight + bias} for each
 * channel (Ioffe and Szegedy 2015, inference).
 */
public final class BatchNorm2d {
    private final NDArray weight;
    private final NDArray bias;
    private final NDArray mean;
    private final NDArray variance;
    private final double eps;

    /**
     * Takes {@code weight}, {@code bias}, {@code running_mean} and {@code running_var} below the scope and ignores
     * {@code num_batches_tracked}.
     *
     * @param p scope of the layer
     * @param channels length of the second dimension
     * @param eps added to the variance, commonly 1e-5
     */
    public BatchNorm2d(Parameters p, long channels, double eps) {
        weight = p.get("weight", Init.ONES, channels);
        bias = p.get("bias", Init.ZEROS, channels);
        mean = p.get("running_mean", Init.ZEROS, channels);
        variance = p.get("running_var", Init.ONES, channels);
        p.ignore("num_batches_tracked");
        this.eps = eps;
    }

    /** Normalises {@code [batch, channels, height, width]}. */
    public NDArray forward(NDArray x) {
        return x.getNDArrayInternal()
                .batchNorm(x, mean, variance, weight, bias, 1, 0.1f, (float) eps, false)
                .singletonOrThrow();
    }

    /** The factor of each channel, {@code weight / sqrt(variance + eps)}, computed in float64 on the host. */
    float[] factor() {
        float[] w = weight.toFloatArray();
        float[] v = variance.toFloatArray();
        float[] f = new float[w.length];
        for (int i = 0; i < f.length; i++) {
            f[i] = (float) (w[i] / Math.sqrt(v[i] + eps));
        }
        return f;
    }

    /** The bias of a convolution that has swallowed this norm. */
    NDArray foldedBias(float[] factor, NDArray convBias, NDManager manager) {
        float[] b = bias.toFloatArray();
        float[] m = mean.toFloatArray();
        float[] c = convBias == null ? new float[b.length] : convBias.toFloatArray();
        for (int i = 0; i < b.length; i++) {
            b[i] = (float) (b[i] + ((double) c[i] - m[i]) * factor[i]);
        }
        return manager.create(b);
    }
}
