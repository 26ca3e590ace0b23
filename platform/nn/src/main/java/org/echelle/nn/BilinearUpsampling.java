package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.echelle.torch.HostView;
import org.echelle.torch.Torch;

/**
 * Makes a map larger by linear interpolation along both axes. With aligned corners the first and last values of the result are those of the
 * map ({@code i (old - 1) / (new - 1)}); without, pixels are areas ({@code (i + 1/2) old / new - 1/2}, cut at 0), as PyTorch has both.
 */
public final class BilinearUpsampling {
    private final boolean corners;
    private final Kernels kernels;

    /**
     * @param p any scope of the parameters
     * @param alignCorners PyTorch's {@code align_corners}
     */
    public BilinearUpsampling(Parameters p, boolean alignCorners) {
        kernels = p.kernels();
        corners = alignCorners;
    }

    /**
     * Enlarges a map.
     *
     * @param x {@code [batch, channels, height, width]}
     * @return {@code [batch, channels, rows, columns]}
     */
    public NDArray forward(NDArray x, long rows, long columns) {
        if (!Torch.recordsGradients()) {
            return kernels.call(x, "bilinear", x, rows, columns, corners);
        }
        // The same as two products, which autograd knows.
        Shape s = x.getShape();
        NDManager manager = x.getManager();
        try (NDArray down = HostView.array(manager, weights((int) s.get(2), (int) rows), new Shape(rows, s.get(2)));
                NDArray across =
                        HostView.array(manager, weights((int) s.get(3), (int) columns), new Shape(columns, s.get(3)));
                NDArray turned = across.transpose();
                NDArray wide = x.matMul(turned)) {
            return down.matMul(wide);
        }
    }

    /** {@code [to, from]}: what each old value gives to each new one. */
    float[] weights(int from, int to) {
        float[] w = new float[to * from];
        for (int i = 0; i < to; i++) {
            double at = corners
                    ? to == 1 ? 0 : (double) i * (from - 1) / (to - 1)
                    : Math.max(0, (i + 0.5) * from / to - 0.5);
            int low = Math.min(from - 1, (int) at);
            int high = Math.min(from - 1, low + 1);
            double share = at - low;
            w[i * from + low] += (float) (1 - share);
            w[i * from + high] += (float) share;
        }
        return w;
    }
}
