package org.echelle.medical.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.echelle.api.Tap;
import org.echelle.nn.Activation;
import org.echelle.nn.LayerNorm;
import org.echelle.nn.Linear;
import org.echelle.nn.Mlp;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;

/**
 * One block of SAM's image encoder: attention within windows, or everywhere where the window is the grid, then a feed-forward part, each around
 * a residual. A grid that windows do not divide is filled with zeros below and to the right, after the norm, and cut again.
 */
final class SamBlock {
    private final LayerNorm before;
    private final SamAttention attention;
    private final LayerNorm between;
    private final Mlp mlp;
    private final int window;

    SamBlock(Parameters p, int width, int heads, int hidden, int window) {
        before = new LayerNorm(p.at("norm1"), width, MedSam.EPS);
        attention = new SamAttention(p.at("attn"), width, heads, window);
        between = new LayerNorm(p.at("norm2"), width, MedSam.EPS);
        mlp = Mlp.plain(
                new Linear(p.at("mlp.lin1"), width, hidden, true),
                Activation.GELU,
                new Linear(p.at("mlp.lin2"), hidden, width, true));
        this.window = window;
    }

    /**
     * Applies the block.
     *
     * @param x {@code [batch, grid, grid, width]}
     * @return of the same shape, in the manager of {@code x}
     */
    NDArray forward(NDArray x) {
        NDManager owner = x.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray in = Taps.alias(x, scope);
            NDArray near = in.add(joined(attention.forward(cut(before.forward(in))), in.getShape()));
            NDArray out = near.add(mlp.forward(between.forward(near), Tap.NONE, ""));
            out.attach(owner);
            return out;
        }
    }

    private int padded(long length) {
        return (int) ((length + window - 1) / window * window);
    }

    /** Windows {@code [batch * windows, window, window, width]}. */
    private NDArray cut(NDArray x) {
        Shape s = x.getShape();
        int rows = padded(s.get(1));
        int columns = padded(s.get(2));
        NDArray full = rows == s.get(1) && columns == s.get(2)
                ? x
                : x.pad(new Shape(0, 0, 0, columns - s.get(2), 0, rows - s.get(1)), 0);
        return full.reshape(s.get(0), rows / window, window, columns / window, window, s.get(3))
                .transpose(0, 1, 3, 2, 4, 5)
                .reshape(-1, window, window, s.get(3));
    }

    private NDArray joined(NDArray windows, Shape s) {
        int rows = padded(s.get(1));
        int columns = padded(s.get(2));
        return windows.reshape(s.get(0), rows / window, columns / window, window, window, s.get(3))
                .transpose(0, 1, 3, 2, 4, 5)
                .reshape(s.get(0), rows, columns, s.get(3))
                .get(new NDIndex(":, :{}, :{}", s.get(1), s.get(2)));
    }
}
