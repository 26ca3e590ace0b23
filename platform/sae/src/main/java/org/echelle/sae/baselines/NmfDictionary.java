package org.echelle.sae.baselines;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.echelle.api.Progress;
import org.echelle.sae.Checks;
import org.echelle.sae.Dictionary;
import org.echelle.sae.Normalisation;
import org.echelle.sae.SaeException;
import org.echelle.sae.SaeKernel;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.fit.FitRows;
import org.echelle.store.RowSource;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Kernel;

/**
 * Non-negative matrix factorisation as a dictionary: rows are sums of non-negative atoms with non-negative weights, for rows that are
 * themselves non-negative, such as activations behind a ReLU. Fitted with the multiplicative updates of Lee and Seung (2001), whose
 * squared error never rises. The codes of a row are not read off by an encoder but solved for: non-negative least squares on the
 * fitted atoms, which no other code of these atoms reconstructs better; with a k, orthogonal matching pursuit (see {@link org.echelle.sae.pursuit.Pursuit}).
 */
public final class NmfDictionary {
    private static final int ITERATIONS = 500;
    /** Stops when ten iterations lower the error by less than this share of its value at the start. */
    private static final double TOLERANCE = 1e-4;

    private NmfDictionary() {}

    /**
     * Fits, on as many random rows as fit into 128 MiB.
     *
     * @param rows raw rows, none of their values negative
     * @param features number n of atoms
     * @param k atoms a row at most; 0: as many as reconstruct best
     * @param seed of the start and of the rows chosen
     * @param manager owns the dictionary, which the caller closes
     * @throws SaeException if a value is negative
     */
    public static Dictionary fit(RowSource rows, int features, int k, long seed, NDManager manager, Progress progress) {
        Checks.require(features >= 1, "features", features, "at least 1");
        Baselines.requireK(k, features);
        int d = rows.width();
        progress.begin("fit nmf", ITERATIONS, "iterations");
        try (NDManager scope = manager.newSubManager();
                Kernel kernel = SaeKernel.fitting(manager.getDevice())) {
            List<NDArray> x = FitRows.of(scope, rows, seed);
            Factors found = factors(kernel, scope, x, features, seed, rows.describe(), progress);
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("fitted-rows", FitRows.count(x));
            facts.put("iterations", found.errors().size());
            facts.put(StoredDictionary.PURSUIT, k == 0 ? "nnls" : "omp");
            HostTensor atoms = HostTensor.ofFloats(unit(found.atoms(), d), features, d);
            return Baselines.open("nmf", atoms, atoms, new float[d], k, facts, manager);
        }
    }

    /**
     * A factorisation.
     *
     * @param atoms {@code [n, d]}
     * @param errors squared error after every iteration
     */
    record Factors(float[] atoms, List<Double> errors) {}

    static Factors factors(
            Kernel kernel, NDManager scope, List<NDArray> x, int n, long seed, String from, Progress progress) {
        int d = (int) x.get(0).getShape().get(1);
        double square = squares(kernel, scope, x, from);
        // the scale at which random factors have the rows' mean square: n^2 z^2 w^2 of about theirs
        float scale = (float) Math.pow(square / FitRows.count(x) / d, 0.25) / (float) Math.sqrt(n);
        SplittableRandom random = new SplittableRandom(seed);
        List<NDArray> z = new ArrayList<>();
        for (NDArray batch : x) {
            long b = batch.getShape().get(0);
            z.add(scope.create(positive(random, (int) (b * n), scale), new Shape(b, n)));
        }
        NDArray atoms =
                scope.create(positive(random, n * d, scale), new Shape(n, d)).toType(DataType.FLOAT64, false);
        List<Double> errors = new ArrayList<>();
        while (errors.size() < ITERATIONS && !settled(errors, square)) {
            progress.check();
            try (NDManager inner = scope.newSubManager()) {
                double[] zx = new double[n * d];
                double[] zz = new double[n * n];
                NDArray single = atoms.toType(DataType.FLOAT32, false);
                single.attach(inner);
                for (int b = 0; b < x.size(); b++) {
                    NDList sums = kernel.call(inner, "nmf_weights", x.get(b), z.get(b), single);
                    Normalisation.add(zx, sums.get(0).toDoubleArray());
                    Normalisation.add(zz, sums.get(1).toDoubleArray());
                    sums.close();
                }
                NDList next = kernel.call(
                        inner,
                        "nmf_atoms",
                        atoms,
                        inner.create(zx, new Shape(n, d)),
                        inner.create(zz, new Shape(n, n)));
                errors.add(square + next.get(1).toDoubleArray()[0]);
                atoms.close();
                atoms = next.get(0);
                atoms.attach(scope);
            }
            progress.advance(errors.size(), "");
        }
        return new Factors(Baselines.floats(atoms.toDoubleArray()), errors);
    }

    private static boolean settled(List<Double> errors, double square) {
        int last = errors.size() - 1;
        return last >= 10
                && (errors.get(last) <= 1e-12 * square
                        || errors.get(last - 10) - errors.get(last) < TOLERANCE * errors.get(0));
    }

    private static double squares(Kernel kernel, NDManager scope, List<NDArray> x, String from) {
        double square = 0;
        for (NDArray batch : x) {
            NDList out = kernel.call(scope, "smallest", batch);
            float least = out.get(0).toFloatArray()[0];
            if (least < 0) {
                throw new SaeException("nmf needs rows without negative values, such as those behind a ReLU; " + from
                        + " holds " + least
                        + ". Hook a layer behind its ReLU, shift every column by its least value, or"
                        + " choose pca, ica or a trained dictionary (semi-NMF, which allows negative rows, is not"
                        + " offered).");
            }
            square += out.get(1).toDoubleArray()[0];
            out.close();
        }
        if (!(square > 0)) {
            throw new SaeException("All rows of " + from + " are zero; there is nothing to factorise.");
        }
        return square;
    }

    private static float[] positive(SplittableRandom random, int count, float scale) {
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            out[i] = scale * (float) (0.1 + random.nextDouble());
        }
        return out;
    }

    private static float[] unit(float[] atoms, int d) {
        float[] out = atoms.clone();
        for (int from = 0; from < out.length; from += d) {
            double norm = 0;
            for (int i = from; i < from + d; i++) {
                norm += (double) out[i] * out[i];
            }
            for (int i = from; norm > 0 && i < from + d; i++) {
                out[i] /= (float) Math.sqrt(norm);
            }
        }
        return out;
    }
}
