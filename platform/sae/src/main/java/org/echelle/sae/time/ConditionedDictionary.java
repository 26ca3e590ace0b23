package org.echelle.sae.time;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.echelle.sae.Dictionary;
import org.echelle.sae.SaeException;
import org.echelle.store.SparseRows;
import org.echelle.torch.HostTensor;

/**
 * A dictionary whose encoder is told the timestep, for raw rows: pre-activations are {@code E x + b + v_t} with a learnt {@code v_t} for each
 * feature and timestep, and features write the same atoms at all of them.
 */
public final class ConditionedDictionary extends TimelyDictionary {
    private final TimestepInput input;
    private final int width;
    private final HostTensor atoms;

    /** @param inner takes rows with the input's columns behind them; closed with this one */
    public ConditionedDictionary(Dictionary inner, TimestepInput input) {
        super(inner);
        this.input = input;
        this.width = inner.width() - input.columns();
        if (width < 1 || inner.outputWidth() != inner.width()) {
            throw new SaeException("The dictionary reads " + inner.width() + " values and writes " + inner.outputWidth()
                    + ", of which " + input.columns() + " say the timestep; its files are damaged.");
        }
        float[] all = inner.atoms().toFloats();
        float[] own = new float[features() * width];
        for (int j = 0; j < features(); j++) {
            System.arraycopy(all, j * inner.width(), own, j * width, width);
        }
        atoms = HostTensor.ofFloats(own, features(), width);
    }

    /** What its encoder is told. */
    public TimestepInput input() {
        return input;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int outputWidth() {
        return width;
    }

    @Override
    public HostTensor atoms() {
        return atoms;
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
        return "rows that say their timestep";
    }

    private final class View extends There {
        View(int[] steps) {
            super(steps);
        }

        /** {@code [rows, d + T]}, owned by {@code scope} as {@code x} is now. */
        private NDArray told(NDManager scope, NDArray x) {
            if (x.getShape().dimension() != 2 || x.getShape().get(1) != width) {
                throw new SaeException("Rows of shape " + x.getShape()
                        + " do not fit this dictionary: it was made for width " + width + ", so give [rows, " + width
                        + "].");
            }
            int rows = (int) x.getShape().get(0);
            requireSteps(rows);
            int columns = input.columns();
            float[] told = new float[rows * columns];
            for (int r = 0; r < rows; r++) {
                if (r > 0 && one()) {
                    System.arraycopy(told, 0, told, r * columns, columns);
                } else {
                    input.write(step(r), told, r * columns);
                }
            }
            NDArray behind = scope.create(told, new Shape(rows, columns));
            return x.concat(behind, 1);
        }

        /** Without the columns that say the timestep. */
        private NDArray own(NDArray y, NDManager owner) {
            NDArray back =
                    y.get(new NDIndex().addAllDim().addSliceDim(0, width)).duplicate();
            back.attach(owner);
            return back;
        }

        @Override
        public SparseRows encode(NDArray x) {
            try (NDManager scope = x.getManager().newSubManager()) {
                x.tempAttach(scope);
                return inner.encode(told(scope, x));
            }
        }

        @Override
        public SparseRows encode(NDArray x, int... features) {
            try (NDManager scope = x.getManager().newSubManager()) {
                x.tempAttach(scope);
                return inner.encode(told(scope, x), features);
            }
        }

        @Override
        public NDArray encodeDense(NDArray x) {
            NDManager owner = x.getManager();
            try (NDManager scope = owner.newSubManager()) {
                x.tempAttach(scope);
                NDArray codes = inner.encodeDense(told(scope, x));
                codes.attach(owner);
                return codes;
            }
        }

        @Override
        public NDArray decode(NDArray codes) {
            NDManager owner = codes.getManager();
            try (NDManager scope = owner.newSubManager()) {
                codes.tempAttach(scope);
                return own(inner.decode(codes), owner);
            }
        }

        @Override
        public NDArray decode(SparseRows codes, NDArray like) {
            NDManager owner = like.getManager();
            try (NDManager scope = owner.newSubManager()) {
                like.tempAttach(scope);
                return own(inner.decode(codes, told(scope, like)), owner);
            }
        }

        @Override
        public NDArray reconstruct(NDArray x) {
            NDManager owner = x.getManager();
            try (NDManager scope = owner.newSubManager()) {
                x.tempAttach(scope);
                return own(inner.reconstruct(told(scope, x)), owner);
            }
        }
    }
}
