package org.echelle.analysis.prediction;

/**
 * Each column's mean and standard deviation over the training samples (that of the samples, divided by their number), and the inner
 * products of the standardised training samples.
 *
 * @param mean {@code [columns]}
 * @param scale {@code [columns]}, 0 for a column that does not vary on the training samples and is left out
 */
record Standard(double[] mean, double[] scale) {
    /** Columns at a time; with a few hundred samples a block stays in the second-level cache. */
    private static final int BLOCK = 64;

    /** What rounding of values kept as float may pretend to be variation. */
    private static final double ROUNDING = 1e-6;

    static Standard of(Inputs.Columns x) {
        int columns = x.start().length - 1;
        double[] mean = new double[columns];
        double[] scale = new double[columns];
        for (int j = 0; j < columns; j++) {
            double sum = 0;
            for (int e = x.start()[j]; e < x.start()[j + 1]; e++) {
                sum += x.value()[e];
            }
            mean[j] = sum / x.rows();
            double square = (x.rows() - (x.start()[j + 1] - x.start()[j])) * mean[j] * mean[j];
            for (int e = x.start()[j]; e < x.start()[j + 1]; e++) {
                double d = x.value()[e] - mean[j];
                square += d * d;
            }
            double deviation = Math.sqrt(square / x.rows());
            scale[j] = deviation > ROUNDING * Math.abs(mean[j]) ? deviation : 0;
        }
        return new Standard(mean, scale);
    }

    /**
     * Inner products of the standardised samples, {@code [n][n]}, exactly symmetric. Rows of columns are added to rows of the result, a block
     * of columns at a time, so that the inner loop runs over neighbours in memory, and a zero costs nothing; centring is done on the result,
     * {@code H G H} with {@code H = I - 11ᵀ/n}, since it would fill the zeros.
     */
    double[][] products(Inputs.Columns x) {
        int n = x.rows();
        double[][] products = new double[n][n];
        double[][] block = new double[BLOCK][n];
        int filled = 0;
        for (int j = 0; j < mean.length; j++) {
            if (scale[j] > 0) {
                fill(x, j, block[filled++]);
            }
            if (filled == BLOCK || j == mean.length - 1) {
                for (int i = 0; i < n; i++) {
                    double[] row = products[i];
                    for (int b = 0; b < filled; b++) {
                        double v = block[b][i];
                        if (v != 0) {
                            double[] other = block[b];
                            for (int k = i; k < n; k++) {
                                row[k] += v * other[k];
                            }
                        }
                    }
                }
                filled = 0;
            }
        }
        centre(products);
        return products;
    }

    /** A column over its scale. One that is seldom 0 is shifted to mean 0 at once, which centring would only do with loss of digits. */
    private void fill(Inputs.Columns x, int j, double[] into) {
        int from = x.start()[j];
        int to = x.start()[j + 1];
        double shift = 2 * (to - from) > x.rows() ? mean[j] : 0;
        java.util.Arrays.fill(into, -shift / scale[j]);
        for (int e = from; e < to; e++) {
            into[x.place()[e]] = (x.value()[e] - shift) / scale[j];
        }
    }

    /** From the upper triangle to a whole matrix whose rows and columns sum to 0. */
    private static void centre(double[][] upper) {
        int n = upper.length;
        double[] mean = new double[n];
        for (int i = 0; i < n; i++) {
            for (int k = i; k < n; k++) {
                mean[i] += upper[i][k];
                mean[k] += k > i ? upper[i][k] : 0;
            }
        }
        double all = 0;
        for (int i = 0; i < n; i++) {
            mean[i] /= n;
            all += mean[i] / n;
        }
        for (int i = 0; i < n; i++) {
            for (int k = i; k < n; k++) {
                upper[i][k] += all - mean[i] - mean[k];
                upper[k][i] = upper[i][k];
            }
        }
    }
}
