package org.echelle.sae.baselines;

import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.TreeMap;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.fit.Covariance;
import org.echelle.store.RowSource;

/**
 * Principal components as a dictionary: features 0..d-1 are the positive parts of the projections on the components, by falling
 * variance, features d..2d-1 the negative parts. With all of them the reconstruction is exact.
 */
public final class PcaDictionary {
    private PcaDictionary() {}

    /**
     * Fits, in one streaming pass with sums in double.
     *
     * @param rows raw rows
     * @param k largest activations kept of a row, to compare at equal L0; 0 keeps all positive ones
     * @param manager owns the dictionary, which the caller closes
     */
    public static Dictionary fit(RowSource rows, int k, NDManager manager, Progress progress) {
        int d = rows.width();
        Baselines.requireK(k, 2 * d);
        progress.begin("fit pca", rows.rows(), "rows");
        Covariance of = Covariance.of(rows, progress);
        return Baselines.signed(
                "pca",
                Baselines.floats(of.axes()),
                of.mean(),
                k,
                new TreeMap<>(Map.of("variances", of.variances(), "fitted-rows", of.rows())),
                manager);
    }
}
