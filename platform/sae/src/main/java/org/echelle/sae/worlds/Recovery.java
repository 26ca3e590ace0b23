package org.echelle.sae.worlds;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.sae.Dictionary;
import org.echelle.store.SparseRows;

/**
 * How much of a known world a dictionary found, on rows that it was not trained on.
 *
 * @param matched mean cosine of true direction and atom over the one-to-one matching of the largest sum (Hungarian); a direction left
 *     without atom counts 0
 * @param recall mean over true directions of the largest cosine with any atom (MMCS)
 * @param precision mean over atoms that fired of the largest cosine with any true direction (MMCS the other way)
 * @param recovered share of the true directions with an atom at a cosine above 0.9
 * @param supportF1 mean over true directions of the F1 of "the matched feature fires" for "the direction is in the row"
 * @param fvu sum of |x - xhat|^2 / sum of |x - mean|^2
 * @param l0 features a row
 * @param dead share of features that never fired
 * @param shrinkage mean |xhat|^2 / mean of x xhat: below 1, activations are too small (Gated paper, eq. 10)
 * @param parents share of the parents recovered; NaN in a world without
 * @param absorbed share of the rows with a child, hence its parent, in which the feature matched with the parent is silent; NaN in a
 *     world without
 */
public record Recovery(
        double matched,
        double recall,
        double precision,
        double recovered,
        double supportF1,
        double fvu,
        double l0,
        double dead,
        double shrinkage,
        double parents,
        double absorbed) {
    private static final double RECOVERED = 0.9;

    /** The same by name, in the order of the table. */
    public Map<String, Double> numbers() {
        Map<String, Double> out = new LinkedHashMap<>();
        out.put("matched", matched);
        out.put("recall", recall);
        out.put("precision", precision);
        out.put("recovered", recovered);
        out.put("support_f1", supportF1);
        out.put("fvu", fvu);
        out.put("l0", l0);
        out.put("dead", dead);
        out.put("shrinkage", shrinkage);
        if (!Double.isNaN(parents)) {
            out.put("parents", parents);
            out.put("absorbed", absorbed);
        }
        return out;
    }

    /** Measures. */
    public static Recovery of(
            Dictionary dictionary, SuperpositionWorld world, SuperpositionWorld.Draw held, NDManager manager) {
        double[][] cosine = cosines(world.directions(), dictionary.atoms().toFloats());
        int[] match = Matching.largest(cosine);
        float[][] rows = held.rows();
        int d = rows[0].length;
        float[] flat = new float[rows.length * d];
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(rows[r], 0, flat, r * d, d);
        }
        SparseRows codes;
        float[] made;
        try (NDManager scope = manager.newSubManager()) {
            NDArray x = scope.create(flat, new Shape(rows.length, d));
            codes = dictionary.encode(x);
            made = dictionary.reconstruct(x).toFloatArray();
        }
        long[] fired = new long[dictionary.features()];
        for (int e = codes.rowStart()[0]; e < codes.rowStart()[codes.rows()]; e++) {
            fired[codes.feature()[e]]++;
        }
        double matched = 0;
        double recall = 0;
        double recovered = 0;
        double parents = 0;
        double parentsFound = 0;
        double[] nearest = new double[fired.length];
        java.util.Arrays.fill(nearest, -1);
        for (int g = 0; g < match.length; g++) {
            double best = -1;
            for (int j = 0; j < nearest.length; j++) {
                best = Math.max(best, cosine[g][j]);
                nearest[j] = Math.max(nearest[j], cosine[g][j]);
            }
            int found = best > RECOVERED ? 1 : 0;
            matched += match[g] < 0 ? 0 : cosine[g][match[g]];
            recall += best;
            recovered += found;
            if (isParent(world, g)) {
                parents++;
                parentsFound += found;
            }
        }
        double precision = 0;
        int alive = 0;
        for (int j = 0; j < fired.length; j++) {
            if (fired[j] > 0) {
                alive++;
                precision += nearest[j];
            }
        }
        int count = match.length;
        double[] sums = sums(flat, made, d);
        double[] support = support(world, held.strengths(), codes, match);
        return new Recovery(
                matched / count,
                recall / count,
                alive == 0 ? 0 : precision / alive,
                recovered / count,
                support[0],
                sums[0] / sums[1],
                codes.nonZeros() / (double) rows.length,
                1 - alive / (double) fired.length,
                sums[2] / sums[3],
                parents == 0 ? Double.NaN : parentsFound / parents,
                support[1]);
    }

    private static boolean isParent(SuperpositionWorld world, int g) {
        return g + 1 < world.parent().length && world.parent()[g + 1] == g;
    }

    private static double[][] cosines(float[][] directions, float[] atoms) {
        int d = directions[0].length;
        int n = atoms.length / d;
        double[][] out = new double[directions.length][n];
        for (int j = 0; j < n; j++) {
            double norm = 0;
            for (int i = 0; i < d; i++) {
                norm += (double) atoms[j * d + i] * atoms[j * d + i];
            }
            double by = norm > 0 ? 1 / Math.sqrt(norm) : 0;
            for (int g = 0; g < directions.length; g++) {
                double dot = 0;
                for (int i = 0; i < d; i++) {
                    dot += (double) directions[g][i] * atoms[j * d + i];
                }
                out[g][j] = dot * by;
            }
        }
        return out;
    }

    /** Sums of |x - y|^2, |x - mean|^2, |y|^2, x y. */
    private static double[] sums(float[] x, float[] y, int d) {
        double[] mean = new double[d];
        int rows = x.length / d;
        for (int i = 0; i < x.length; i++) {
            mean[i % d] += x[i] / (double) rows;
        }
        double[] out = new double[4];
        for (int i = 0; i < x.length; i++) {
            double miss = (double) x[i] - y[i];
            double off = x[i] - mean[i % d];
            out[0] += miss * miss;
            out[1] += off * off;
            out[2] += (double) y[i] * y[i];
            out[3] += (double) x[i] * y[i];
        }
        return out;
    }

    /** Mean F1 of matched features, and the share absorbed. */
    private static double[] support(SuperpositionWorld world, SparseRows truth, SparseRows codes, int[] match) {
        int count = match.length;
        int[] directionOf =
                new int[1 + java.util.Arrays.stream(codes.feature()).max().orElse(0)];
        java.util.Arrays.fill(directionOf, -1);
        for (int g = 0; g < count; g++) {
            if (match[g] >= 0 && match[g] < directionOf.length) {
                directionOf[match[g]] = g;
            }
        }
        long[] hits = new long[count];
        long[] there = new long[count];
        long[] said = new long[count];
        long children = 0;
        long silent = 0;
        for (int r = 0; r < truth.rows(); r++) {
            boolean[] fires = new boolean[count];
            for (int e = codes.rowStart()[r]; e < codes.rowStart()[r + 1]; e++) {
                int g = directionOf[codes.feature()[e]];
                if (g >= 0) {
                    fires[g] = true;
                    said[g]++;
                }
            }
            for (int e = truth.rowStart()[r]; e < truth.rowStart()[r + 1]; e++) {
                int g = truth.feature()[e];
                there[g]++;
                hits[g] += fires[g] ? 1 : 0;
                if (world.parent()[g] >= 0) {
                    children++;
                    silent += fires[world.parent()[g]] ? 0 : 1;
                }
            }
        }
        double f1 = 0;
        for (int g = 0; g < count; g++) {
            f1 += hits[g] == 0 ? 0 : 2.0 * hits[g] / (there[g] + said[g]);
        }
        return new double[] {f1 / count, children == 0 ? Double.NaN : silent / (double) children};
    }
}
