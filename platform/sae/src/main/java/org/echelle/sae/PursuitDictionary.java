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

/** A dictionary whose codes are found by a {@link Pursuit}. */
final class PursuitDictionary implements Dictionary {
    /** Products of all atoms with each other are kept up to this many values (256 MiB); above, correlations are made anew. */
    private static final long MOST_PRODUCTS = 1L << 26;

    private static final long MOST_CHOSEN = 1L << 24;

    private final StoredDictionary stored;
    private final int rule;
    private final int k;
    private final NDManager manager;
    private final Kernel kernel;
    private final NDArray decoder;
    private final NDArray bias;
    private final NDArray unit;
    private final NDArray inverse;
    private final NDArray products;
    private final double steep;
    private final int slice;

    PursuitDictionary(StoredDictionary stored, int rule, int k, NDManager parent) {
        this.stored = stored;
        this.rule = rule;
        this.k = k;
        manager = parent.newSubManager();
        kernel = SaeKernel.pursuit(manager.getDevice());
        decoder = stored.decoder().toArray(manager);
        bias = stored.decoderBias().toArray(manager);
        long n = stored.features();
        NDList prepared = kernel.call(manager, "prepare_atoms", decoder, n * n <= MOST_PRODUCTS);
        unit = prepared.get(0);
        inverse = prepared.get(1);
        products = prepared.get(2);
        steep = Math.max(1e-30, prepared.get(3).toDoubleArray()[0]);
        // a slice holds its rows' weights [b, n] and, for omp, their chosen atoms [b, k, d]
        long atOnce = Math.max(16, MOST_CHOSEN / ((long) Math.max(1, k) * stored.width()));
        slice = (int) Math.min(atOnce, SaeKernel.sliceRows(4096, (int) n, manager.getDevice()));
    }

    @Override
    public String architecture() {
        return stored.architecture();
    }

    @Override
    public int width() {
        return stored.width();
    }

    @Override
    public int features() {
        return stored.features();
    }

    @Override
    public SparseRows encode(NDArray x) {
        try (NDManager scope = x.getManager().newSubManager()) {
            NDList code = call(scope, "pursue", units(scope, x).get(0));
            return new SparseRows(
                    (int) x.getShape().get(0),
                    code.get(0).toIntArray(),
                    code.get(1).toIntArray(),
                    code.get(2).toFloatArray());
        }
    }

    @Override
    public NDArray encodeDense(NDArray x) {
        try (NDManager scope = x.getManager().newSubManager()) {
            return call(x.getManager(), "pursue_dense", units(scope, x).get(0)).get(0);
        }
    }

    private NDList call(NDManager owner, String method, NDArray x) {
        return kernel.call(owner, method, x, bias, decoder, unit, inverse, products, rule, k, steep, slice);
    }

    /** The rows in the dictionary's units, and their own shifts and scales where they have some. */
    private NDList units(NDManager scope, NDArray x) {
        if (x.getShape().dimension() != 2 || x.getShape().get(1) != width()) {
            throw new SaeException(
                    "Rows of shape " + x.getShape() + " do not fit this dictionary: it was made for width " + width()
                            + ", so give [rows, " + width() + "].");
        }
        int scaling = stored.rowScaling();
        return scaling == 0 ? new NDList(x) : kernel.call(scope, "standardise", x, scaling);
    }

    @Override
    public NDArray decode(NDArray codes) {
        return kernel.call(codes.getManager(), "decode_dense", codes, decoder, bias)
                .get(0);
    }

    @Override
    public NDArray decode(SparseRows codes, NDArray like) {
        try (NDManager scope = like.getManager().newSubManager()) {
            int count = codes.rowStart()[codes.rows()];
            NDArray start = scope.create(Arrays.copyOf(codes.rowStart(), codes.rows() + 1));
            NDArray feature = scope.create(Arrays.copyOf(codes.feature(), count));
            NDArray value = scope.create(Arrays.copyOf(codes.value(), count));
            return kernel.call(like.getManager(), "decode_sparse", start, feature, value, decoder, bias)
                    .get(0);
        }
    }

    @Override
    public NDArray reconstruct(NDArray x) {
        try (NDManager scope = x.getManager().newSubManager()) {
            NDList units = units(scope, x);
            NDList code = call(scope, "pursue", units.get(0));
            NDArray y = kernel.call(scope, "decode_sparse", code.get(0), code.get(1), code.get(2), decoder, bias)
                    .get(0);
            if (units.size() > 1) {
                y = y.mul(units.get(2)).add(units.get(1));
            }
            y.attach(x.getManager());
            return y;
        }
    }

    StoredDictionary stored() {
        return stored;
    }

    @Override
    public HostTensor atoms() {
        return stored.decoder();
    }

    @Override
    public void save(Path folder) {
        stored.write(folder);
    }

    @Override
    public Map<String, Object> facts() {
        return Collections.unmodifiableMap(stored.facts());
    }

    @Override
    public void close() {
        kernel.close();
        manager.close();
    }
}
