package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.echelle.torch.Torch;

/** Makes a map larger by repeating its nearest values: row {@code i} of the result is row {@code floor(i * old / new)}. */
public final class NearestUpsampling {
    private final Kernels kernels;

    /** @param p any scope of the parameters */
    public NearestUpsampling(Parameters p) {
        kernels = p.kernels();
    }

    /**
     * Enlarges a map.
     *
     * @param x {@code [batch, channels, height, width]}
     * @param rows of the result; under autograd a multiple of the height
     * @param columns of the result; under autograd a multiple of the width
     * @return {@code [batch, channels, rows, columns]}
     */
    public NDArray forward(NDArray x, long rows, long columns) {
        if (!Torch.recordsGradients()) {
            return kernels.call(x, "nearest", x, rows, columns);
        }
        Shape s = x.getShape();
        long down = rows / s.get(2);
        long across = columns / s.get(3);
        if (down * s.get(2) != rows || across * s.get(3) != columns) {
            throw new NnException(
                    "A map of " + s.get(2) + " x " + s.get(3) + " cannot be trained through an enlargement to " + rows
                            + " x " + columns + "; give pictures whose sides halve without rest.");
        }
        try (NDArray apart = x.reshape(s.get(0), s.get(1), s.get(2), 1, s.get(3), 1);
                NDArray repeated = apart.broadcast(s.get(0), s.get(1), s.get(2), down, s.get(3), across)) {
            return repeated.reshape(s.get(0), s.get(1), rows, columns);
        }
    }
}
