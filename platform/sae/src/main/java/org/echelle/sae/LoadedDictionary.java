package org.echelle.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import org.echelle.store.SparseRows;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Kernel;

/** A stored dictionary on a device: checks rows, brings them to its units, and decodes. How it encodes is its subclass's. */
public abstract class LoadedDictionary implements Dictionary {
    protected final StoredDictionary stored;
    /** On the dictionary's device; owns what belongs to it. */
    protected final NDManager manager;

    protected final Kernel kernel;
    /** {@code [n, e]}. */
    protected final NDArray decoder;
    /** {@code [e]}. */
    protected final NDArray outputBias;

    private final HostTensor atoms;

    /**
     * @param stored what it was made of
     * @param atoms {@code [n, e]}, row j what feature j writes
     * @param outputBias {@code [e]}
     * @param kernel whose methods include those of {@code rows.py} and {@code inference.py}
     * @param manager closed with the dictionary
     */
    protected LoadedDictionary(
            StoredDictionary stored, HostTensor atoms, HostTensor outputBias, Kernel kernel, NDManager manager) {
        this.stored = stored;
        this.atoms = atoms;
        this.kernel = kernel;
        this.manager = manager;
        decoder = atoms.toArray(manager);
        this.outputBias = outputBias.toArray(manager);
    }

    /** What it was made of. */
    public StoredDictionary stored() {
        return stored;
    }

    @Override
    public final String architecture() {
        return stored.architecture();
    }

    @Override
    public final int width() {
        return stored.width();
    }

    @Override
    public final int outputWidth() {
        return (int) atoms.shape()[1];
    }

    @Override
    public final int features() {
        return (int) atoms.shape()[0];
    }

    /**
     * Rows in the dictionary's units, followed by their own shifts and scales where they have some.
     *
     * @throws SaeException if they have another width
     */
    protected final NDList units(NDManager scope, NDArray x) {
        if (x.getShape().dimension() != 2 || x.getShape().get(1) != width()) {
            throw new SaeException(
                    "Rows of shape " + x.getShape() + " do not fit this dictionary: it was made for width " + width()
                            + ", so give [rows, " + width() + "].");
        }
        int scaling = stored.rowScaling();
        return scaling == 0 ? new NDList(x) : kernel.call(scope, "standardise", x, scaling);
    }

    /** The way back from {@link #units}. */
    protected static NDArray raw(NDList units, NDArray y) {
        return units.size() > 1 ? y.mul(units.get(2)).add(units.get(1)) : y;
    }

    @Override
    public final NDArray decode(NDArray codes) {
        if (codes.getShape().dimension() != 2 || codes.getShape().get(1) != features()) {
            throw new SaeException("Codes of shape " + codes.getShape() + " do not fit a dictionary of " + features()
                    + " features; give [rows, " + features() + "].");
        }
        return kernel.call(codes.getManager(), "decode_dense", codes, decoder, outputBias)
                .get(0);
    }

    @Override
    public final NDArray decode(SparseRows codes, NDArray like) {
        try (NDManager scope = like.getManager().newSubManager()) {
            int count = codes.rowStart()[codes.rows()];
            NDArray start = scope.create(Arrays.copyOf(codes.rowStart(), codes.rows() + 1));
            NDArray feature = scope.create(Arrays.copyOf(codes.feature(), count));
            NDArray value = scope.create(Arrays.copyOf(codes.value(), count));
            return kernel.call(like.getManager(), "decode_sparse", start, feature, value, decoder, outputBias)
                    .get(0);
        }
    }

    /** What a kernel gave as row starts, features and values, of some rows. */
    protected static SparseRows sparse(NDArray x, NDList code) {
        return new SparseRows(
                (int) x.getShape().get(0),
                code.get(0).toIntArray(),
                code.get(1).toIntArray(),
                code.get(2).toFloatArray());
    }

    @Override
    public final HostTensor atoms() {
        return atoms;
    }

    @Override
    public final void save(Path folder) {
        stored.write(folder);
    }

    @Override
    public final Map<String, Object> facts() {
        return Collections.unmodifiableMap(stored.facts());
    }

    /** Lets go of what a kind of dictionary opened beside its arrays. */
    protected void release() {}

    @Override
    public final void close() {
        release();
        kernel.close();
        manager.close();
    }
}
