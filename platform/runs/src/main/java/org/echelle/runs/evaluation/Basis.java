package org.echelle.runs.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.echelle.analysis.geometry.ClusteringEntropy;
import org.echelle.analysis.samples.SampleMatrix;

/**
 * Units that read the same activations: the dictionary's features, the neurons, the principal components. All are mean-pooled over the
 * sample, and each has a direction that it stands for, so that taking a unit away means the same for all.
 *
 * @param name as shown
 * @param train {@code [selection samples, units]}
 * @param test {@code [held-out samples, units]}
 * @param directions {@code [units, d]}
 */
record Basis(String name, SampleMatrix train, SampleMatrix test, float[] directions) {
    static final String OURS = "features";
    static final String NEURONS = "neurons";
    static final String PCA = "PCA";
    /** Above this width the components of pooled activations would take minutes. */
    private static final int WIDEST = 1024;

    int units() {
        return train.columns();
    }

    /** Ours first. */
    static List<Basis> all(Materials m) {
        List<Basis> all = new ArrayList<>();
        all.add(new Basis(OURS, m.selection().mean(), m.heldOut().mean(), m.decoder()));
        int d = m.width();
        double[] mean = new double[d];
        for (double[] row : m.selection().activations()) {
            for (int i = 0; i < d; i++) {
                mean[i] += row[i] / m.selection().count();
            }
        }
        double[][] train = centred(m.selection().activations(), mean);
        double[][] test = centred(m.heldOut().activations(), mean);
        float[] axes = new float[d * d];
        for (int i = 0; i < d; i++) {
            axes[i * d + i] = 1;
        }
        all.add(new Basis(NEURONS, SampleMatrix.of(train), SampleMatrix.of(test), axes));
        if (d <= WIDEST && train.length > 1) {
            // Components of the axes themselves are their directions.
            double[][] directions = ClusteringEntropy.directions(train, d);
            float[] flat = new float[d * d];
            for (int c = 0; c < d; c++) {
                for (int i = 0; i < d; i++) {
                    flat[c * d + i] = (float) directions[c][i];
                }
            }
            all.add(new Basis(PCA, along(train, directions), along(test, directions), flat));
        }
        return all;
    }

    private static double[][] centred(double[][] rows, double[] mean) {
        return Arrays.stream(rows)
                .map(row -> {
                    double[] out = row.clone();
                    for (int i = 0; i < out.length; i++) {
                        out[i] -= mean[i];
                    }
                    return out;
                })
                .toArray(double[][]::new);
    }

    private static SampleMatrix along(double[][] rows, double[][] directions) {
        double[][] out = new double[rows.length][directions.length];
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < directions.length; c++) {
                double sum = 0;
                for (int i = 0; i < rows[r].length; i++) {
                    sum += rows[r][i] * directions[c][i];
                }
                out[r][c] = sum;
            }
        }
        return SampleMatrix.of(out);
    }
}
