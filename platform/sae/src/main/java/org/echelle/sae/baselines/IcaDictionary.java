package org.echelle.sae.baselines;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.echelle.api.Progress;
import org.echelle.sae.Checks;
import org.echelle.sae.Dictionary;
import org.echelle.sae.Normalisation;
import org.echelle.sae.SaeException;
import org.echelle.sae.SaeKernel;
import org.echelle.sae.fit.Covariance;
import org.echelle.sae.fit.FitRows;
import org.echelle.store.RowSource;
import org.echelle.torch.Kernel;

/**
 * Independent components as a dictionary: FastICA (Hyvärinen 1999) on whitened rows, contrast tanh, all components at once with
 * symmetric decorrelation, until no direction turns by more than 1e-4 or 200 iterations are over. Components come by falling excess
 * kurtosis, those that are most like rare events first; each has the sign that makes its skewness positive. Features j and m + j are
 * the positive and negative part of component j, in units of what it adds to a row. With all of them, and rows that vary in every
 * direction, the reconstruction is exact.
 */
public final class IcaDictionary {
    private static final int ITERATIONS = 200;
    private static final double TOLERANCE = 1e-4;
    /** Axes whose variance is below this share of the largest are not whitened: they would be noise blown up. */
    private static final double FLAT = 1e-9;

    private IcaDictionary() {}

    /**
     * Fits. The whitening uses every row, the iteration as many random ones as fit into 128 MiB.
     *
     * @param rows raw rows
     * @param components number of components, the largest principal axes being kept; 0: all
     * @param k largest activations kept of a row; 0 keeps all positive ones
     * @param seed of the start and of the rows chosen
     * @param manager owns the dictionary, which the caller closes
     */
    public static Dictionary fit(
            RowSource rows, int components, int k, long seed, NDManager manager, Progress progress) {
        int d = rows.width();
        Checks.require(components >= 0 && components <= d, "components", components, "0 (all) to " + d);
        progress.begin("fit ica", rows.rows(), "rows");
        Covariance of = Covariance.of(rows, progress);
        int r = rank(of, components == 0 ? d : components, rows);
        Baselines.requireK(k, 2 * r);
        double[] into = new double[r * d]; // K: whitens
        double[] back = new double[r * d]; // row c: what whitened coordinate c adds to a row
        for (int c = 0; c < r; c++) {
            double deviation = Math.sqrt(of.variances()[c]);
            for (int i = 0; i < d; i++) {
                into[c * d + i] = of.axes()[c * d + i] / deviation;
                back[c * d + i] = of.axes()[c * d + i] * deviation;
            }
        }
        try (NDManager scope = manager.newSubManager();
                Kernel kernel = SaeKernel.fitting(manager.getDevice())) {
            List<NDArray> whitened = new ArrayList<>();
            NDArray mean = scope.create(of.mean());
            NDArray whiten = scope.create(Baselines.floats(into), new Shape(r, d));
            for (NDArray x : FitRows.of(scope, rows, seed)) {
                whitened.add(kernel.call(scope, "whiten", x, mean, whiten).get(0));
                x.close();
            }
            Solution found = solve(kernel, scope, whitened, r, seed, progress);
            return dictionary(found, of, into, back, r, k, manager);
        }
    }

    private static int rank(Covariance of, int wanted, RowSource rows) {
        int r = 0;
        while (r < wanted && of.variances()[r] > FLAT * of.variances()[0]) {
            r++;
        }
        if (r == 0) {
            throw new SaeException(
                    "All rows of " + rows.describe() + " are equal; there are no independent components in them.");
        }
        return r;
    }

    /**
     * What the iteration found.
     *
     * @param turn {@code [r, r]} orthogonal, row c component c in whitened coordinates
     * @param skewness third moments
     * @param kurtosis fourth moments less 3
     */
    private record Solution(double[] turn, double[] skewness, double[] kurtosis, int iterations, boolean converged) {}

    private static Solution solve(
            Kernel kernel, NDManager scope, List<NDArray> whitened, int r, long seed, Progress progress) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] start = new double[r * r];
        for (int i = 0; i < start.length; i++) {
            start[i] = random.nextGaussian();
        }
        long rows = FitRows.count(whitened);
        NDArray w = kernel.call(scope, "decorrelate", scope.create(start, new Shape(r, r)))
                .get(0);
        boolean converged = false;
        int iteration = 0;
        progress.begin("fit ica", ITERATIONS, "iterations");
        while (!converged && iteration < ITERATIONS) {
            progress.check();
            double[][] sums = sums(kernel, scope, "ica_sums", whitened, w, r * r, r);
            try (NDManager inner = scope.newSubManager()) {
                NDList next = kernel.call(
                        inner, "ica_step", w, inner.create(sums[0], new Shape(r, r)), inner.create(sums[1]), (double)
                                rows);
                converged = next.get(1).toDoubleArray()[0] < TOLERANCE;
                w.close();
                w = next.get(0);
                w.attach(scope);
            }
            progress.advance(++iteration, "");
        }
        if (!converged) {
            progress.note("The independent components still turned after " + ITERATIONS
                    + " iterations: these rows may have fewer of them than directions.");
        }
        double[][] moments = sums(kernel, scope, "ica_moments", whitened, w, r, r);
        for (int c = 0; c < r; c++) {
            moments[0][c] /= rows;
            moments[1][c] = moments[1][c] / rows - 3;
        }
        return new Solution(w.toDoubleArray(), moments[0], moments[1], iteration, converged);
    }

    private static double[][] sums(
            Kernel kernel, NDManager scope, String method, List<NDArray> batches, NDArray w, int first, int second) {
        double[][] out = {new double[first], new double[second]};
        try (NDManager inner = scope.newSubManager()) {
            NDArray single = w.toType(ai.djl.ndarray.types.DataType.FLOAT32, false);
            single.attach(inner);
            for (NDArray z : batches) {
                NDList part = kernel.call(inner, method, z, single);
                Normalisation.add(out[0], part.get(0).toDoubleArray());
                Normalisation.add(out[1], part.get(1).toDoubleArray());
                part.close();
            }
        }
        return out;
    }

    private static Dictionary dictionary(
            Solution found, Covariance of, double[] into, double[] back, int r, int k, NDManager manager) {
        int d = of.mean().length;
        int[] order = IntStream.range(0, r)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -found.kurtosis()[c]))
                .mapToInt(Integer::intValue)
                .toArray();
        float[] reads = new float[r * d];
        float[] writes = new float[r * d];
        double[] kurtosis = new double[r];
        for (int c = 0; c < r; c++) {
            int from = order[c];
            kurtosis[c] = found.kurtosis()[from];
            double sign = found.skewness()[from] < 0 ? -1 : 1;
            double[] read = times(found.turn(), from, into, r, d);
            double[] write = times(found.turn(), from, back, r, d);
            double norm = 0;
            for (double v : write) {
                norm += v * v;
            }
            norm = Math.sqrt(norm);
            for (int i = 0; i < d; i++) {
                reads[c * d + i] = (float) (sign * norm * read[i]);
                writes[c * d + i] = (float) (sign * write[i] / norm);
            }
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("fitted-rows", of.rows());
        facts.put("iterations", found.iterations());
        facts.put("converged", found.converged());
        facts.put("kurtosis", kurtosis);
        return Baselines.signed("ica", reads, writes, of.mean(), k, facts, manager);
    }

    /** Row {@code from} of {@code turn [r, r]} times {@code m [r, d]}. */
    private static double[] times(double[] turn, int from, double[] m, int r, int d) {
        double[] out = new double[d];
        for (int c = 0; c < r; c++) {
            for (int i = 0; i < d; i++) {
                out[i] += turn[from * r + c] * m[c * d + i];
            }
        }
        return out;
    }
}
