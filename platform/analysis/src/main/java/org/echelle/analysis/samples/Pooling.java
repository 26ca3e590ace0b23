package org.echelle.analysis.samples;

import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.SampleCodes;

/**
 * How a sample's rows become one vector: mean over rows, largest value over rows (0 for a feature that is silent on all), or the row
 * of the class token alone. Pooled codes may be cut to 0 and 1 afterwards, see {@link SampleMatrix#binarised}.
 */
public enum Pooling {
    /** {@code v_j = (1/R) sum_r z_rj}. */
    MEAN,
    /** {@code v_j = max_r z_rj}, zeros counted. */
    MAX,
    /** {@code v_j = z_tj}, t the class token's row. */
    CLASS_TOKEN;

    /**
     * Pools codes.
     *
     * @param codes the sample's rows
     * @param classRow row of the class token; only looked at by {@link #CLASS_TOKEN}
     * @param into {@code [features]}, overwritten
     * @throws AnalysisException for a sample without rows, or without a class token where one is wanted
     */
    public void pool(SampleCodes codes, int classRow, double[] into) {
        require(codes.rows(), classRow);
        java.util.Arrays.fill(into, 0);
        int from = this == CLASS_TOKEN ? classRow : 0;
        int to = this == CLASS_TOKEN ? classRow + 1 : codes.rows();
        for (int i = codes.rowStart()[from]; i < codes.rowStart()[to]; i++) {
            int j = codes.feature()[i];
            double v = codes.value()[i];
            into[j] = this == MAX ? Math.max(into[j], v) : into[j] + v;
        }
        if (this == MEAN) {
            for (int j = 0; j < into.length; j++) {
                into[j] /= codes.rows();
            }
        }
    }

    /**
     * Pools activation rows; the largest value is taken as it is, whatever its sign.
     *
     * @param rows {@code [count, width]}
     */
    public void pool(float[] rows, int count, int classRow, double[] into) {
        require(count, classRow);
        int width = into.length;
        java.util.Arrays.fill(into, this == MAX ? Double.NEGATIVE_INFINITY : 0);
        int from = this == CLASS_TOKEN ? classRow : 0;
        int to = this == CLASS_TOKEN ? classRow + 1 : count;
        for (int r = from; r < to; r++) {
            for (int j = 0; j < width; j++) {
                double v = rows[r * width + j];
                into[j] = this == MAX ? Math.max(into[j], v) : into[j] + (this == MEAN ? v / count : v);
            }
        }
    }

    private void require(int rows, int classRow) {
        if (rows == 0) {
            throw new AnalysisException("A sample without rows cannot be pooled.");
        }
        if (this == CLASS_TOKEN && (classRow < 0 || classRow >= rows)) {
            throw new AnalysisException("The sample has no class token among its " + rows + " rows.");
        }
    }
}
