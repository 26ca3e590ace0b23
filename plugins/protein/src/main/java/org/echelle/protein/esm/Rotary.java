package org.echelle.protein.esm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Tables of rotary position embedding (Su et al. 2021, arXiv 2104.09864) as ESM-2 has it: over the whole head, pair {@code j}
 * being elements {@code j} and {@code j + width / 2}, angle {@code position * 10000^(-2 j / width)}, positions counted from the
 * first token.
 *
 * <p>Angles are computed in double precision: at position 1000 those of single precision are off by up to 6e-5.
 */
final class Rotary {
    private static final double BASE = 10000;
    private static final int LEAST = 256;

    private final NDManager manager;
    private final int width;
    private NDArray cosines; // [capacity, width]
    private NDArray sines;

    /** @param width of a head, even */
    Rotary(NDManager manager, int width) {
        this.manager = manager;
        this.width = width;
    }

    /** Makes the tables at least so long; a longer sequence than ever before makes new ones. */
    void reach(long positions) {
        if (cosines != null && cosines.getShape().get(0) >= positions) {
            return;
        }
        int capacity = LEAST;
        while (capacity < positions) {
            capacity *= 2;
        }
        float[] cos = new float[capacity * width];
        float[] sin = new float[capacity * width];
        int half = width / 2;
        for (int t = 0; t < capacity; t++) {
            for (int j = 0; j < half; j++) {
                double angle = t * Math.pow(BASE, -2.0 * j / width);
                cos[t * width + j] = (float) Math.cos(angle);
                cos[t * width + half + j] = cos[t * width + j];
                sin[t * width + j] = (float) Math.sin(angle);
                sin[t * width + half + j] = sin[t * width + j];
            }
        }
        if (cosines != null) {
            cosines.close();
            sines.close();
        }
        cosines = manager.create(cos, new Shape(capacity, width));
        sines = manager.create(sin, new Shape(capacity, width));
    }

    /** {@code [capacity, width]}, rows being positions. */
    NDArray cosines() {
        return cosines;
    }

    /** {@code [capacity, width]}, rows being positions. */
    NDArray sines() {
        return sines;
    }
}
