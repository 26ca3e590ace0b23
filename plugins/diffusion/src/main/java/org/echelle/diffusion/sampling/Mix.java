package org.echelle.diffusion.sampling;

import ai.djl.ndarray.NDArray;
import org.echelle.torch.Scalars;

/** Weighted sums of arrays, the whole arithmetic of samplers. */
final class Mix {
    private Mix() {}

    /** {@code u x + w y}; arrays with weight 0 are not touched, so that an infinity there does no harm. */
    static NDArray of(double u, NDArray x, double w, NDArray y) {
        if (u == 0) {
            return Scalars.times(y, w);
        }
        if (w == 0) {
            return Scalars.times(x, u);
        }
        try (NDArray left = Scalars.times(x, u);
                NDArray right = Scalars.times(y, w)) {
            return left.add(right);
        }
    }

    /** {@code u x + w y + v z}. */
    static NDArray of(double u, NDArray x, double w, NDArray y, double v, NDArray z) {
        try (NDArray two = of(u, x, w, y)) {
            return of(1, two, v, z);
        }
    }
}
