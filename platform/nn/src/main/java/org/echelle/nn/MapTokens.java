package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.echelle.torch.Torch;

/** A map as a sequence of tokens, row by row, and back. Both ways the values lie in the order of their shape, so that what is computed from them does not depend on who copied them. */
public final class MapTokens {
    private final Kernels kernels;

    /** @param p any scope of the parameters */
    public MapTokens(Parameters p) {
        kernels = p.kernels();
    }

    /** {@code [batch, channels, rows, columns]} to {@code [batch, rows * columns, channels]}. */
    public NDArray tokens(NDArray map) {
        if (!Torch.recordsGradients()) {
            return kernels.call(map, "tokens", map);
        }
        Shape s = map.getShape();
        try (NDArray flat = map.reshape(s.get(0), s.get(1), s.get(2) * s.get(3))) {
            return flat.transpose(0, 2, 1);
        }
    }

    /** {@code [batch, rows * columns, channels]} to {@code [batch, channels, rows, columns]}. */
    public NDArray map(NDArray tokens, long rows, long columns) {
        if (!Torch.recordsGradients()) {
            return kernels.call(tokens, "map", tokens, rows, columns);
        }
        Shape s = tokens.getShape();
        try (NDArray turned = tokens.transpose(0, 2, 1)) {
            return turned.reshape(s.get(0), s.get(2), rows, columns);
        }
    }
}
