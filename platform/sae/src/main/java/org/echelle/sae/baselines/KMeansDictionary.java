package org.echelle.sae.baselines;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Progress;
import org.echelle.sae.Checks;
import org.echelle.sae.Dictionary;
import org.echelle.sae.Normalisation;
import org.echelle.sae.SaeKernel;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.fit.FitRows;
import org.echelle.sae.fit.Lloyd;
import org.echelle.store.RowSource;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Kernel;

/**
 * Clusters as a dictionary: a feature is a centroid, and a row has one active feature, its nearest centroid, with activation 1. That is
 * how clusters are used as concepts in the vision literature and how codebooks are meant; activations are hard, so there is no k.
 * Atoms are the centroids less the mean of the rows, which is the bias: a reconstruction is the nearest centroid.
 */
public final class KMeansDictionary {
    private KMeansDictionary() {}

    /**
     * Fits, on as many random rows as fit into 128 MiB; see {@link Lloyd}.
     *
     * @param rows raw rows
     * @param features number n of centroids
     * @param seed of the first centroids and of the rows chosen
     * @param manager owns the dictionary, which the caller closes
     */
    public static Dictionary fit(RowSource rows, int features, long seed, NDManager manager, Progress progress) {
        Checks.require(features >= 1, "features", features, "at least 1");
        int d = rows.width();
        progress.begin("fit k-means", -1, "iterations");
        try (NDManager scope = manager.newSubManager();
                Kernel kernel = SaeKernel.rows(manager.getDevice())) {
            List<NDArray> raw = FitRows.of(scope, rows, seed);
            Normalisation centre = Normalisation.measure("centre", kernel, scope, raw, d, List.of());
            Normalisation shift = new Normalisation("centre", 1, centre.mean());
            List<NDArray> centred = new ArrayList<>();
            for (NDArray x : raw) {
                centred.add(shift.apply(kernel, scope, x));
                x.close();
            }
            Lloyd found = Lloyd.of(scope, centred, features, seed, progress);
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("fitted-rows", FitRows.count(centred));
            facts.put("iterations", found.distances().size());
            facts.put(StoredDictionary.PURSUIT, "nearest");
            HostTensor atoms = HostTensor.ofFloats(found.centroids(), features, d);
            return Baselines.open("k-means", atoms, atoms, centre.mean(), 0, facts, manager);
        }
    }
}
