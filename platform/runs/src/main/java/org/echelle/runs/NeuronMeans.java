package org.echelle.runs;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.echelle.analysis.SymmetricEigen;
import org.echelle.api.Progress;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;

/** Mean activations of samples over their sites, and their principal components. {@code 4 d} bytes a sample. */
final class NeuronMeans {
    private static final int BLOCK = 2048;
    private static final double KEPT_VARIANCE = 0.99;

    private final Map<Integer, float[]> means = new HashMap<>();
    private final int width;
    /** Sums over rows that stand for a place, and over those that stand for none. */
    private final double[][] sum;

    private final int[] count = new int[2];
    private int current = -1;

    private NeuronMeans(int width) {
        this.width = width;
        this.sum = new double[2][width];
    }

    /** Reads the rows of some samples once. */
    static NeuronMeans of(RowSource rows, IntPredicate wanted, Progress progress) {
        NeuronMeans all = new NeuronMeans(rows.width());
        RowSource some = rows.where(wanted);
        RowBlock block = RowBlock.allocate(BLOCK, some);
        float[] x = new float[BLOCK * rows.width()];
        try (RowReader reader = some.read(ReadOrder.sequential())) {
            while (reader.read(block) > 0) {
                progress.check();
                block.values().get(x, 0, block.rows() * rows.width());
                all.add(x, block.coordinates(), block.rows());
                progress.advance(all.means.size(), "");
            }
        }
        all.flush();
        return all;
    }

    private void add(float[] x, int[][] where, int rows) {
        for (int r = 0; r < rows; r++) {
            if (where[0][r] != current) {
                flush();
                current = where[0][r];
            }
            boolean placed = where.length == 1;
            for (int a = 1; a < where.length; a++) {
                placed |= where[a][r] != -1;
            }
            double[] into = sum[placed ? 0 : 1];
            count[placed ? 0 : 1]++;
            for (int i = 0; i < width; i++) {
                into[i] += x[r * width + i];
            }
        }
    }

    private void flush() {
        int kind = count[0] > 0 ? 0 : 1;
        if (count[kind] > 0) {
            float[] mean = new float[width];
            for (int i = 0; i < width; i++) {
                mean[i] = (float) (sum[kind][i] / count[kind]);
            }
            means.put(current, mean);
        }
        Arrays.fill(count, 0);
        Arrays.fill(sum[0], 0);
        Arrays.fill(sum[1], 0);
    }

    /** Those of some samples, {@code [samples][d]}, which must all have been read. */
    float[][] of(int[] samples) {
        return IntStream.of(samples).mapToObj(means::get).toArray(float[][]::new);
    }

    /**
     * The same along the principal axes of other samples that hold 99 % of their variance.
     *
     * @param learn samples whose axes these are; those without rows are left out
     */
    float[][] components(int[] samples, int[] learn) {
        List<float[]> known = IntStream.of(learn)
                .filter(means::containsKey)
                .mapToObj(means::get)
                .toList();
        double[] middle = new double[width];
        known.forEach(row -> {
            for (int i = 0; i < width; i++) {
                middle[i] += row[i] / (double) known.size();
            }
        });
        double[][] centred = known.stream().map(row -> minus(row, middle)).toArray(double[][]::new);
        double[][] axes = axes(centred, width);
        return IntStream.of(samples)
                .mapToObj(s -> {
                    double[] row = minus(means.get(s), middle);
                    float[] along = new float[axes.length];
                    for (int c = 0; c < axes.length; c++) {
                        along[c] = (float) dot(row, axes[c]);
                    }
                    return along;
                })
                .toArray(float[][]::new);
    }

    /** By the smaller of the two matrices that share their eigenvalues above 0: covariances of columns, or inner products of rows. */
    static double[][] axes(double[][] centred, int width) {
        boolean byRows = centred.length < width;
        double[][] matrix = byRows ? products(centred) : products(transposed(centred, width));
        SymmetricEigen eigen = SymmetricEigen.of(matrix);
        double all = Arrays.stream(eigen.values()).map(v -> Math.max(0, v)).sum();
        int kept = 0;
        for (double held = 0;
                kept < matrix.length && held < KEPT_VARIANCE * all && eigen.values()[kept] > 1e-9 * all; ) {
            held += eigen.values()[kept++];
        }
        double[][] axes = new double[kept][];
        for (int c = 0; c < kept; c++) {
            axes[c] = byRows ? back(eigen.vectors()[c], centred, width, eigen.values()[c]) : eigen.vectors()[c];
        }
        return axes;
    }

    private static double[] back(double[] vector, double[][] rows, int width, double value) {
        double[] axis = new double[width];
        for (int r = 0; r < rows.length; r++) {
            for (int i = 0; i < width; i++) {
                axis[i] += vector[r] * rows[r][i] / Math.sqrt(value);
            }
        }
        return axis;
    }

    private static double[][] products(double[][] rows) {
        double[][] products = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k <= i; k++) {
                products[i][k] = dot(rows[i], rows[k]);
                products[k][i] = products[i][k];
            }
        }
        return products;
    }

    private static double[][] transposed(double[][] rows, int width) {
        double[][] columns = new double[width][rows.length];
        for (int r = 0; r < rows.length; r++) {
            for (int i = 0; i < width; i++) {
                columns[i][r] = rows[r][i];
            }
        }
        return columns;
    }

    private static double[] minus(float[] row, double[] middle) {
        double[] out = new double[row.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = row[i] - middle[i];
        }
        return out;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
