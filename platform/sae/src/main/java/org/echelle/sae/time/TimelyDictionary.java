package org.echelle.sae.time;

import ai.djl.ndarray.NDArray;
import org.echelle.sae.Dictionary;
import org.echelle.sae.SaeException;
import org.echelle.store.SparseRows;

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
}
