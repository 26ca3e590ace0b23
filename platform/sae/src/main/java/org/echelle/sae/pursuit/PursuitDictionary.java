package org.echelle.sae.pursuit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.echelle.sae.LoadedDictionary;
import org.echelle.sae.SaeKernel;
import org.echelle.sae.StoredDictionary;
import org.echelle.store.SparseRows;

/** A dictionary whose codes are found by a {@link Pursuit}. */
final class PursuitDictionary extends LoadedDictionary {
    /** Products of all atoms with each other are kept up to this many values (256 MiB); above, correlations are made anew. */
    private static final long MOST_PRODUCTS = 1L << 26;

    private static final long MOST_CHOSEN = 1L << 24;

    private final int rule;
    private final int k;
    private final NDArray unit;
    private final NDArray inverse;
    private final NDArray products;
    private final double steep;
    private final double residual;
    private final boolean stopsOnRepeat;
    private final int slice;

    /** In a sub-manager of {@code parent}. */
    static PursuitDictionary of(StoredDictionary stored, int rule, int k, NDManager parent) {
        return new PursuitDictionary(stored, rule, k, parent.newSubManager());
    }

    private PursuitDictionary(StoredDictionary stored, int rule, int k, NDManager manager) {
        super(stored, stored.decoder(), stored.decoderBias(), SaeKernel.pursuit(manager.getDevice()), manager);
        this.rule = rule;
        this.k = k;
        long n = stored.features();
        NDList prepared = kernel.call(manager, "prepare_atoms", decoder, n * n <= MOST_PRODUCTS);
        unit = prepared.get(0);
        inverse = prepared.get(1);
        products = prepared.get(2);
        steep = Math.max(1e-30, prepared.get(3).toDoubleArray()[0]);
        residual = stored.number(Pursuit.RESIDUAL, 0);
        stopsOnRepeat = Boolean.TRUE.equals(stored.facts().get(Pursuit.STOPS_ON_REPEAT));
        // a slice holds its rows' weights [b, n] and, for omp, their chosen atoms [b, k, d]
        long atOnce = Math.max(16, MOST_CHOSEN / ((long) Math.max(1, k) * stored.width()));
        slice = (int) Math.min(atOnce, SaeKernel.sliceRows(4096, (int) n, manager.getDevice()));
    }

    @Override
    public SparseRows encode(NDArray x) {
        try (NDManager scope = x.getManager().newSubManager()) {
            return sparse(x, call(scope, "pursue", units(scope, x).get(0)));
        }
    }

    @Override
    public NDArray encodeDense(NDArray x) {
        try (NDManager scope = x.getManager().newSubManager()) {
            return call(x.getManager(), "pursue_dense", units(scope, x).get(0)).get(0);
        }
    }

    private NDList call(NDManager owner, String method, NDArray x) {
        return kernel.call(
                owner,
                method,
                x,
                outputBias,
                decoder,
                unit,
                inverse,
                products,
                rule,
                k,
                steep,
                residual,
                stopsOnRepeat,
                slice);
    }

    @Override
    public NDArray reconstruct(NDArray x) {
        try (NDManager scope = x.getManager().newSubManager()) {
            NDList units = units(scope, x);
            NDList code = call(scope, "pursue", units.get(0));
            NDArray y = raw(
                    units,
                    kernel.call(scope, "decode_sparse", code.get(0), code.get(1), code.get(2), decoder, outputBias)
                            .get(0));
            y.attach(x.getManager());
            return y;
        }
    }
}
