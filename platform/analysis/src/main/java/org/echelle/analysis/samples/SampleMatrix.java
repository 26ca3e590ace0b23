package org.echelle.analysis.samples;

import java.util.Arrays;
import org.echelle.analysis.AnalysisException;

/**
 * One vector a sample, {@code [samples, columns]}, kept by column with zeros left out: pooled codes are mostly zeros, and metrics ask
 * for single features. Grows sample by sample in a {@link Builder}.
 */
public final class SampleMatrix {
    private final int samples;
    private final int columns;
    private final int[] start;
    private final int[] sample;
    private final float[] value;

    SampleMatrix(int samples, int columns, int[] start, int[] sample, float[] value) {
        this.samples = samples;
        this.columns = columns;
        this.start = start;
        this.sample = sample;
        this.value = value;
    }

    /** @param rows {@code [samples][columns]} */
    public static SampleMatrix of(double[][] rows) {
        int width = rows.length == 0 ? 0 : rows[0].length;
        Builder builder = new Builder(width);
        for (double[] row : rows) {
            builder.add(row);
        }
        return builder.build();
    }

    public int samples() {
        return samples;
    }

    public int columns() {
        return columns;
    }

    /** Entries that are not 0. */
    public int nonZeros() {
        return start[columns];
    }

    /** Takes the non-zeros of a column. */
    public interface Entry {
        void at(int sample, double value);
    }

    /** Visits the non-zeros of a column, samples rising. */
    public void each(int column, Entry entry) {
        for (int i = start[column]; i < start[column + 1]; i++) {
            entry.at(sample[i], value[i]);
        }
    }

    /** A column with its zeros, {@code [samples]}. */
    public double[] column(int j) {
        double[] all = new double[samples];
        for (int i = start[j]; i < start[j + 1]; i++) {
            all[sample[i]] = value[i];
        }
        return all;
    }

    /** Some columns as rows for a probe, {@code [samples][chosen]}. */
    public double[][] choose(int[] chosen) {
        double[][] rows = new double[samples][chosen.length];
        for (int c = 0; c < chosen.length; c++) {
            int at = c;
            each(chosen[c], (s, v) -> rows[s][at] = v);
        }
        return rows;
    }

    /** All of it, {@code [samples][columns]}. */
    public double[][] dense() {
        int[] all = new int[columns];
        Arrays.setAll(all, j -> j);
        return choose(all);
    }

    /** Some samples only, in the order given; none twice. */
    public SampleMatrix samples(int[] chosen) {
        int[] place = new int[samples];
        Arrays.fill(place, -1);
        for (int i = 0; i < chosen.length; i++) {
            place[chosen[i]] = i;
        }
        int[] newStart = new int[columns + 1];
        int[] newSample = new int[nonZeros()];
        float[] newValue = new float[nonZeros()];
        int at = 0;
        for (int j = 0; j < columns; j++) {
            for (int i = start[j]; i < start[j + 1]; i++) {
                if (place[sample[i]] >= 0) {
                    newSample[at] = place[sample[i]];
                    newValue[at++] = value[i];
                }
            }
            newStart[j + 1] = at;
        }
        return new SampleMatrix(
                chosen.length, columns, newStart, Arrays.copyOf(newSample, at), Arrays.copyOf(newValue, at));
    }

    /** Each column times a factor, {@code [columns]}. */
    public SampleMatrix scaled(double[] factor) {
        float[] newValue = value.clone();
        for (int j = 0; j < columns; j++) {
            for (int i = start[j]; i < start[j + 1]; i++) {
                newValue[i] = (float) (value[i] * factor[j]);
            }
        }
        return new SampleMatrix(samples, columns, start, sample, newValue);
    }

    /** Samples on which a column is not 0. */
    public int active(int column) {
        return start[column + 1] - start[column];
    }

    /** 1 where a value is above a threshold, 0 elsewhere. */
    public SampleMatrix binarised(double threshold) {
        if (threshold < 0) {
            throw new AnalysisException(
                    "Zeros are not stored, so that codes cannot be cut below 0 (at " + threshold + ").");
        }
        int[] newStart = new int[columns + 1];
        int[] newSample = new int[nonZeros()];
        int at = 0;
        for (int j = 0; j < columns; j++) {
            for (int i = start[j]; i < start[j + 1]; i++) {
                if (value[i] > threshold) {
                    newSample[at++] = sample[i];
                }
            }
            newStart[j + 1] = at;
        }
        float[] ones = new float[at];
        Arrays.fill(ones, 1);
        return new SampleMatrix(samples, columns, newStart, Arrays.copyOf(newSample, at), ones);
    }

    /** Takes samples one by one. */
    public static final class Builder {
        private final int columns;
        private int[] end = new int[16];
        private int[] column = new int[256];
        private float[] value = new float[256];
        private int samples;
        private int entries;

        /** @param columns length of each sample's vector */
        public Builder(int columns) {
            this.columns = columns;
        }

        /** Adds a sample. */
        public Builder add(double[] vector) {
            if (vector.length != columns) {
                throw new AnalysisException(
                        "A sample with " + vector.length + " values does not fit a matrix of " + columns + " columns.");
            }
            for (int j = 0; j < columns; j++) {
                if (!Double.isFinite(vector[j])) {
                    throw new AnalysisException("Value " + j + " of sample " + samples + " is " + vector[j]
                            + "; metrics need finite numbers.");
                }
                if (vector[j] != 0) {
                    if (entries == column.length) {
                        column = Arrays.copyOf(column, 2 * entries);
                        value = Arrays.copyOf(value, 2 * entries);
                    }
                    column[entries] = j;
                    value[entries++] = (float) vector[j];
                }
            }
            if (samples == end.length) {
                end = Arrays.copyOf(end, 2 * samples);
            }
            end[samples++] = entries;
            return this;
        }

        public SampleMatrix build() {
            int[] start = new int[columns + 1];
            for (int i = 0; i < entries; i++) {
                start[column[i] + 1]++;
            }
            for (int j = 0; j < columns; j++) {
                start[j + 1] += start[j];
            }
            int[] cursor = start.clone();
            int[] sample = new int[entries];
            float[] sorted = new float[entries];
            int i = 0;
            for (int s = 0; s < samples; s++) {
                for (; i < end[s]; i++) {
                    int to = cursor[column[i]]++;
                    sample[to] = s;
                    sorted[to] = value[i];
                }
            }
            return new SampleMatrix(samples, columns, start, sample, sorted);
        }
    }
}
