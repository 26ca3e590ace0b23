package org.echelle.medical.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.echelle.nn.Linear;
import org.echelle.nn.Parameters;
import org.echelle.torch.HostView;
import org.echelle.torch.Scalars;

/**
 * Attention on a square of tokens with relative positions decomposed into rows and columns (MViTv2, Li et al. 2022, arXiv 2112.01526): the
 * logit of query {@code (y, x)} and key {@code (v, u)} is {@code scale q k + q rowTable[y - v] + q columnTable[x - u]}, where the last two take
 * the query unscaled.
 */
final class SamAttention {
    /** Most logits at once, in numbers: 128 MiB of them; the published network has 200 million a film in a block that attends everywhere. */
    private static final long LOGITS = 1L << 25;

    private final Linear qkv;
    private final Linear out;
    private final NDArray rowTable; // [2 side - 1, width of a head]
    private final NDArray columnTable;
    private final int heads;
    private final int side;

    /** @param side tokens a side of the square */
    SamAttention(Parameters p, int width, int heads, int side) {
        qkv = new Linear(p.at("qkv"), width, 3L * width, true);
        out = new Linear(p.at("proj"), width, width, true);
        rowTable = p.get("rel_pos_h", 2L * side - 1, width / heads);
        columnTable = p.get("rel_pos_w", 2L * side - 1, width / heads);
        this.heads = heads;
        this.side = side;
    }

    /**
     * Attends.
     *
     * @param x {@code [squares, side, side, width]}
     * @return of the same shape; what is made on the way belongs to the manager of {@code x}
     */
    NDArray forward(NDArray x) {
        Shape s = x.getShape();
        long squares = s.get(0);
        long places = (long) side * side;
        long head = s.get(3) / heads;
        NDArray all = qkv.forward(x)
                .reshape(squares, places, 3, heads, head)
                .transpose(2, 0, 3, 1, 4)
                .reshape(3, squares * heads, places, head);
        NDManager manager = x.getManager();
        NDArray rows = table(rowTable, manager);
        NDArray columns = table(columnTable, manager);
        long step = Math.max(1, LOGITS / (places * places));
        NDList mixed = new NDList();
        for (long from = 0; from < squares * heads; from += step) {
            String some = "{}, " + from + ":" + Math.min(squares * heads, from + step);
            mixed.add(mixed(
                    all.get(new NDIndex(some, 0)),
                    all.get(new NDIndex(some, 1)),
                    all.get(new NDIndex(some, 2)),
                    rows,
                    columns));
        }
        return out.forward(NDArrays.concat(mixed, 0)
                .reshape(squares, heads, side, side, head)
                .transpose(0, 2, 3, 1, 4)
                .reshape(s));
    }

    /** Values mixed by their weights, {@code [n, places, head]}; the logits are freed at once. */
    private NDArray mixed(NDArray q, NDArray k, NDArray v, NDArray rows, NDArray columns) {
        long n = q.getShape().get(0);
        long head = q.getShape().get(2);
        try (NDArray square = q.reshape(n, side, side, head);
                NDArray byRow = square.matMul(rows);
                NDArray down = byRow.reshape(n, side, side, side, 1);
                NDArray turned = square.transpose(0, 2, 1, 3);
                NDArray byColumn = turned.matMul(columns);
                NDArray back = byColumn.transpose(0, 2, 1, 3);
                NDArray along = back.reshape(n, side, side, 1, side);
                NDArray scaled = Scalars.times(q, 1 / Math.sqrt((double) head));
                NDArray keys = k.transpose(0, 2, 1);
                NDArray products = scaled.matMul(keys);
                NDArray logits = products.reshape(n, side, side, side, side);
                NDArray withRows = logits.addi(down);
                NDArray with = withRows.addi(along);
                NDArray flat = with.reshape(n, (long) side * side, (long) side * side);
                NDArray weights = flat.softmax(-1)) {
            return weights.matMul(v);
        }
    }

    /** What each query's row (or column) adds to each key's, {@code [side of queries, head, side of keys]}. */
    private NDArray table(NDArray relative, NDManager manager) {
        long[] at = new long[side * side];
        for (int q = 0; q < side; q++) {
            for (int k = 0; k < side; k++) {
                at[q * side + k] = (long) q - k + side - 1;
            }
        }
        NDArray index = HostView.array(manager, at, new Shape(at.length));
        NDArray rows = relative.get(new NDIndex("{}", index));
        rows.attach(manager);
        NDArray table = rows.reshape(side, side, relative.getShape().get(1)).transpose(0, 2, 1);
        table.attach(manager);
        return table;
    }
}
