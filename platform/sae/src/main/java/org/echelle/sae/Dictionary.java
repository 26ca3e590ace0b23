package org.echelle.sae;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.Map;
import org.echelle.store.SparseRows;
import org.echelle.torch.HostTensor;

/**
 * A dictionary of features: a sparse autoencoder, or a baseline of the same shape. It takes raw activation rows; whatever
 * normalisation it was trained with is part of it, but for the timestep that rows may have ({@link #at(int)}).
 *
 * <p>Arrays that are returned belong to the manager of the array that was given. For one thread at a time.
 */
public interface Dictionary extends AutoCloseable {
    /** The name in configs and files, such as {@code topk}. */
    String architecture();

    /**
     * The dictionary for rows of one timestep: itself, but where it was trained on rows normalised by timestep, or on rows
     * that say it, and so encodes nothing without knowing theirs. Weights are shared; only this dictionary needs closing.
     *
     * @param timestep of all rows that will be given
     */
    default Dictionary at(int timestep) {
        return this;
    }

    /**
     * The same for rows of which each has a timestep of its own.
     *
     * @param timesteps {@code [B]} or longer, in the order of the rows that will be given
     */
    default Dictionary at(int[] timesteps) {
        return this;
    }

    /** Width {@code d} of a row. */
    int width();

    /** Width {@code e} of what it writes: that of a row, but for transcoders. */
    default int outputWidth() {
        return width();
    }

    /** Number {@code n} of features. */
    int features();

    /**
     * The features of rows.
     *
     * @param x {@code [B, d]} raw rows
     * @return positive activations only, features rising within a row
     */
    SparseRows encode(NDArray x);

    /**
     * Some features of rows, as {@link #encode(NDArray)} gives them, the others left out: for edits of a few. A dictionary may know a way that does
     * not find out all the others.
     *
     * @param x {@code [B, d]} raw rows
     * @param features each once
     */
    default SparseRows encode(NDArray x, int... features) {
        return encode(x).only(features);
    }

    /**
     * The features of rows as a matrix.
     *
     * @param x {@code [B, d]} raw rows
     * @return {@code [B, n]}
     */
    NDArray encodeDense(NDArray x);

    /**
     * Rows from features. With per-row layer normalisation the rows come in normalised units, as their own mean and scale are
     * not part of the code; {@link #reconstruct} knows them.
     *
     * @param codes {@code [B, n]}
     * @return {@code [B, e]}
     */
    NDArray decode(NDArray codes);

    /**
     * Rows from features.
     *
     * @param codes as {@link #encode} gives them
     * @param like an array of the manager and device that the result is to have
     * @return {@code [B, d]}
     */
    NDArray decode(SparseRows codes, NDArray like);

    /**
     * What the dictionary makes of rows: encode, then decode, in raw units.
     *
     * @param x {@code [B, d]} raw rows
     * @return {@code [B, d]}
     */
    NDArray reconstruct(NDArray x);

    /** What each feature writes, {@code [n, d]}: row j is the direction of feature j. */
    HostTensor atoms();

    /**
     * Writes {@code dictionary.safetensors} and {@code dictionary.json} into a folder, each whole or not at all.
     *
     * @param folder made if need be
     */
    void save(Path folder);

    /** What {@code dictionary.json} says: architecture, sizes, threshold, normalisation, training, metrics. */
    Map<String, Object> facts();

    @Override
    void close();
}
