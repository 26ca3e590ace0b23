package org.echelle.sae.time;

import ai.djl.ndarray.NDArray;
import org.echelle.sae.Dictionary;
import org.echelle.sae.SaeException;
import org.echelle.store.SparseRows;
import org.echelle.torch.HostTensor;

/** A dictionary that says nothing of rows by itself, since their timestep belongs to them: {@link #at(int)} and {@link #at(int[])} do. */
abstract class TimelyDictionary extends OtherRows {
    /** @param inner closed with this one */
    TimelyDictionary(Dictionary inner) {
        super(inner);
    }

    @Override
    public abstract Dictionary at(int timestep);

    @Override
    public abstract Dictionary at(int[] timesteps);

    /** What the timestep did to the rows that it was trained on. */
    abstract String trained();

    private SaeException timeless() {
        return new SaeException("This dictionary was trained on " + trained() + ", so it must know which timestep"
                + " rows are of: what was asked for does not tell it. Train with another normalisation, such as centre, to do"
                + " this.");
    }

    @Override
    public final SparseRows encode(NDArray x) {
        throw timeless();
    }

    @Override
    public final NDArray encodeDense(NDArray x) {
        throw timeless();
    }

    @Override
    public final NDArray decode(NDArray codes) {
        throw timeless();
    }

    @Override
    public final NDArray decode(SparseRows codes, NDArray like) {
        throw timeless();
    }

    @Override
    public final NDArray reconstruct(NDArray x) {
        throw timeless();
    }

    @Override
    public final void close() {
        inner.close();
    }

    /** The dictionary where timesteps are known: one for all rows, or one for each. */
    abstract class There extends OtherRows {
        private final int[] steps;

        There(int[] steps) {
            super(TimelyDictionary.this.inner);
            this.steps = steps;
        }

        /** Whether all rows are of one timestep. */
        final boolean one() {
            return steps.length == 1;
        }

        /** The timestep of a row. */
        final int step(int row) {
            return steps[one() ? 0 : row];
        }

        final void requireSteps(int rows) {
            if (!one() && rows > steps.length) {
                throw new SaeException("Timesteps of " + steps.length + " rows were given for " + rows + " rows.");
            }
        }

        @Override
        public final int width() {
            return TimelyDictionary.this.width();
        }

        @Override
        public final HostTensor atoms() {
            return TimelyDictionary.this.atoms();
        }

        @Override
        public final Dictionary at(int timestep) {
            return TimelyDictionary.this.at(timestep);
        }

        @Override
        public final Dictionary at(int[] timesteps) {
            return TimelyDictionary.this.at(timesteps);
        }

        @Override
        public final void close() {
            // the dictionary that it looks at is closed by whoever opened it
        }
    }
}
