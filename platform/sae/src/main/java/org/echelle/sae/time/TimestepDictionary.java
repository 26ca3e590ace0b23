package org.echelle.sae.time;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.echelle.sae.Dictionary;
import org.echelle.sae.SaeException;
import org.echelle.store.SparseRows;

/**
 * A dictionary of rows normalised by timestep, for raw rows: {@code z = scale_t encode((x - mean_t) / scale_t)} and
 * {@code x' = mean_t + scale_t b + sum of z_j atom_j}. Activations are in the rows' units at every timestep, and features write the same
 * atoms at all of them; what differs are biases and, where there are some, thresholds.
 */
public final class TimestepDictionary extends TimelyDictionary {
    private final TimestepTables tables;

    /** @param inner takes normalised rows; closed with this one */
    public TimestepDictionary(Dictionary inner, TimestepTables tables) {
        super(inner);
        this.tables = tables;
        if (tables.width() != inner.width() || inner.outputWidth() != inner.width()) {
            throw new SaeException("The tables of timesteps are for rows of width " + tables.width()
                    + ", the dictionary reads " + inner.width() + " values and writes " + inner.outputWidth()
                    + "; its files are damaged.");
        }
    }

    /** What rows are normalised by. */
    public TimestepTables tables() {
        return tables;
    }

    @Override
    public Dictionary at(int timestep) {
        return new View(new int[] {timestep});
    }

    @Override
    public Dictionary at(int[] timesteps) {
        return new View(timesteps);
    }

    @Override
    String trained() {
        return "rows normalised by timestep";
    }

    private final class View extends There {
        View(int[] steps) {
            super(steps);
        }

        private float[] scales(int rows) {
            requireSteps(rows);
            float[] scales = new float[one() ? 1 : rows];
            for (int r = 0; r < scales.length; r++) {
                scales[r] = tables.scale(step(r));
            }
            return scales;
        }

        /** {@code [rows, 1]} or {@code [1, 1]}. */
        private NDArray scale(NDManager owner, int rows) {
            float[] scales = scales(rows);
            return owner.create(scales, new Shape(scales.length, 1));
        }

        /** {@code [rows, d]} or {@code [1, d]}. */
        private NDArray mean(NDManager owner, int rows) {
            int count = one() ? 1 : rows;
            float[] means = new float[count * width()];
            for (int r = 0; r < count; r++) {
                tables.mean(step(r), means, r * width());
            }
            return owner.create(means, new Shape(count, width()));
        }

        private int rows(NDArray x) {
            return x.getShape().dimension() == 2 && x.getShape().get(1) == width()
                    ? (int) x.getShape().get(0)
                    : 0; // refused by the dictionary itself, with the shape
        }

        private NDArray units(NDManager scope, NDArray x) {
            int rows = rows(x);
            return rows == 0 ? x : x.sub(mean(scope, rows)).div(scale(scope, rows));
        }

        private NDArray raw(NDManager scope, NDArray y, NDManager owner) {
            int rows = rows(y);
            NDArray back = y.mul(scale(scope, rows)).add(mean(scope, rows));
            back.attach(owner);
            return back;
        }

        private SparseRows times(SparseRows codes, boolean back) {
            float[] scales = scales(codes.rows());
            float[] values = codes.value().clone();
            for (int r = 0; r < codes.rows(); r++) {
                float scale = scales[scales.length == 1 ? 0 : r];
                for (int e = codes.rowStart()[r]; e < codes.rowStart()[r + 1]; e++) {
                    values[e] = back ? values[e] / scale : values[e] * scale;
                }
            }
            return new SparseRows(codes.rows(), codes.rowStart(), codes.feature(), values);
        }

        @Override
        public SparseRows encode(NDArray x) {
            try (NDManager scope = x.getManager().newSubManager()) {
                x.tempAttach(scope);
                return times(inner.encode(units(scope, x)), false);
            }
        }

        @Override
        public NDArray encodeDense(NDArray x) {
            NDManager owner = x.getManager();
            try (NDManager scope = owner.newSubManager()) {
                x.tempAttach(scope);
                NDArray codes = inner.encodeDense(units(scope, x));
                NDArray scaled = codes.mul(scale(scope, (int) codes.getShape().get(0)));
                scaled.attach(owner);
                return scaled;
            }
        }

        @Override
        public NDArray decode(NDArray codes) {
            NDManager owner = codes.getManager();
            try (NDManager scope = owner.newSubManager()) {
                codes.tempAttach(scope);
                NDArray own = codes.getShape().dimension() == 2
                        ? codes.div(scale(scope, (int) codes.getShape().get(0)))
                        : codes;
                return raw(scope, inner.decode(own), owner);
            }
        }

        @Override
        public NDArray decode(SparseRows codes, NDArray like) {
            NDManager owner = like.getManager();
            try (NDManager scope = owner.newSubManager()) {
                NDArray y = inner.decode(times(codes, true), like);
                y.attach(scope);
                return raw(scope, y, owner);
            }
        }

        @Override
        public NDArray reconstruct(NDArray x) {
            NDManager owner = x.getManager();
            try (NDManager scope = owner.newSubManager()) {
                x.tempAttach(scope);
                return raw(scope, inner.reconstruct(units(scope, x)), owner);
            }
        }
    }
}
