package org.echelle.analysis.prediction;

import java.util.Arrays;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.samples.PooledCodes;

/** What a prediction may look at: one vector a sample, kept by sample with zeros left out, 8 bytes an entry. */
public final class Inputs {
    private final String name;
    private final int columns;
    final int[] start;
    final int[] column;
    final float[] value;

    private Inputs(String name, int columns, int[] start, int[] column, float[] value) {
        this.name = name;
        this.columns = columns;
        this.start = start;
        this.column = column;
        this.value = value;
    }

    /** Pooled codes; rows are their places. */
    public static Inputs of(String name, PooledCodes codes) {
        int[] start = new int[codes.size() + 1];
        int[] column = new int[codes.nonZeros()];
        float[] value = new float[codes.nonZeros()];
        int[] at = new int[1];
        for (int i = 0; i < codes.size(); i++) {
            codes.each(i, (j, v) -> {
                column[at[0]] = j;
                value[at[0]++] = v;
            });
            start[i + 1] = at[0];
        }
        return new Inputs(name, codes.features(), start, column, value);
    }

    /**
     * Vectors with their zeros.
     *
     * @param rows {@code [samples][columns]}, finite
     * @throws AnalysisException when a value is not finite, or rows differ in length
     */
    public static Inputs dense(String name, float[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        int[] start = new int[rows.length + 1];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != columns) {
                throw new AnalysisException("Row " + i + " of " + name + " has " + rows[i].length
                        + " values where the first has " + columns + ".");
            }
            int entries = 0;
            for (float v : rows[i]) {
                if (!Float.isFinite(v)) {
                    throw new AnalysisException(
                            "Row " + i + " of " + name + " holds " + v + "; a prediction needs finite numbers.");
                }
                entries += v != 0 ? 1 : 0;
            }
            start[i + 1] = Math.addExact(start[i], entries);
        }
        int[] column = new int[start[rows.length]];
        float[] value = new float[start[rows.length]];
        for (int i = 0, at = 0; i < rows.length; i++) {
            for (int j = 0; j < columns; j++) {
                if (rows[i][j] != 0) {
                    column[at] = j;
                    value[at++] = rows[i][j];
                }
            }
        }
        return new Inputs(name, columns, start, column, value);
    }

    /**
     * Vectors of which only what is not 0 is given.
     *
     * @param columns length of every vector
     * @param start {@code [samples + 1]}, where each sample's entries begin
     * @param column of each entry, rising within a sample
     * @param value of each entry, finite
     */
    public static Inputs sparse(String name, int columns, int[] start, int[] column, float[] value) {
        if (start.length == 0 || start[start.length - 1] != column.length || column.length != value.length) {
            throw new AnalysisException("The entries of " + name + " do not end where they should.");
        }
        for (int e = 0; e < column.length; e++) {
            if (column[e] < 0 || column[e] >= columns || !Float.isFinite(value[e])) {
                throw new AnalysisException("An entry of " + name + " is " + value[e] + " in column " + column[e]
                        + " of " + columns + "; a prediction needs finite numbers in columns that exist.");
            }
        }
        return new Inputs(name, columns, start.clone(), column.clone(), value.clone());
    }

    /** What they are, in a word or two. */
    public String name() {
        return name;
    }

    /** Number of samples. */
    public int rows() {
        return start.length - 1;
    }

    /** Length of a sample's vector. */
    public int columns() {
        return columns;
    }

    /** Samples on which each column is not 0, {@code [columns]}. */
    public int[] active() {
        int[] counts = new int[columns];
        for (int j : column) {
            counts[j]++;
        }
        return counts;
    }

    /** The inner product of a sample with a vector of the same length. */
    double dot(int row, double[] with) {
        double sum = 0;
        for (int e = start[row]; e < start[row + 1]; e++) {
            sum += value[e] * with[column[e]];
        }
        return sum;
    }

    /** Some rows only, kept by column: what standardising and inner products need. */
    Columns columnsOf(int[] rows) {
        int[] columnStart = new int[columns + 1];
        for (int row : rows) {
            for (int e = start[row]; e < start[row + 1]; e++) {
                columnStart[column[e] + 1]++;
            }
        }
        for (int j = 0; j < columns; j++) {
            columnStart[j + 1] += columnStart[j];
        }
        int[] cursor = Arrays.copyOf(columnStart, columns);
        int[] place = new int[columnStart[columns]];
        float[] values = new float[place.length];
        for (int i = 0; i < rows.length; i++) {
            for (int e = start[rows[i]]; e < start[rows[i] + 1]; e++) {
                int to = cursor[column[e]]++;
                place[to] = i;
                values[to] = value[e];
            }
        }
        return new Columns(rows.length, columnStart, place, values);
    }

    /**
     * Entries by column.
     *
     * @param rows how many
     * @param start {@code [columns + 1]}
     * @param place of each entry's row among the chosen ones, rising
     * @param value of each entry
     */
    record Columns(int rows, int[] start, int[] place, float[] value) {}
}
