package org.echelle.analysis.samples;

import java.util.Arrays;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.SampleCodes;

/**
 * One sparse code a sample, kept by sample with its number and group ({@link SampleMatrix} keeps such codes by feature): a feature's largest activation over the sample's rows, or its mean. Memory is
 * {@code 8 z + 12 s} bytes for {@code z} non-zeros of {@code s} pooled samples, whatever the number of rows; {@code z} is at most the
 * distinct features of a sample, summed over samples.
 */
public final class PooledCodes {
    private final int features;
    private final int[] number;
    private final String[] group;
    private final int[] start;
    private final int[] feature;
    private final float[] value;

    private PooledCodes(int features, int[] number, String[] group, int[] start, int[] feature, float[] value) {
        this.features = features;
        this.number = number;
        this.group = group;
        this.start = start;
        this.feature = feature;
        this.value = value;
    }

    /** Number of features. */
    public int features() {
        return features;
    }

    /** Number of samples. */
    public int size() {
        return number.length;
    }

    /** The number that the i-th sample has in its source. */
    public int number(int i) {
        return number[i];
    }

    /** What the i-th sample belongs to. */
    public String group(int i) {
        return group[i];
    }

    /** Where a sample of that number stands, or -1. */
    public int find(int sampleNumber) {
        int at = Arrays.binarySearch(number, sampleNumber);
        return at < 0 ? -1 : at;
    }

    /** Number of active features of the i-th sample. */
    public int active(int i) {
        return start[i + 1] - start[i];
    }

    /** Number of entries. */
    public int nonZeros() {
        return start[number.length];
    }

    /** Takes entries. */
    public interface Entry {
        /** @param at the feature, or the sample's place, as the method says */
        void at(int at, float value);
    }

    /** Visits the active features of the i-th sample, rising. */
    public void each(int i, Entry entry) {
        for (int e = start[i]; e < start[i + 1]; e++) {
            entry.at(feature[e], value[e]);
        }
    }

    /** Pooled activation of a feature on the i-th sample; 0 where it is silent. */
    public float value(int i, int j) {
        int at = Arrays.binarySearch(feature, start[i], start[i + 1], j);
        return at < 0 ? 0 : value[at];
    }

    /** The i-th sample's code with its zeros, {@code [features]}. */
    public double[] dense(int i) {
        double[] all = new double[features];
        each(i, (j, v) -> all[j] = v);
        return all;
    }

    /** Number of samples on which each feature is active, {@code [features]}. */
    public int[] counts() {
        int[] counts = new int[features];
        for (int e = 0; e < start[number.length]; e++) {
            counts[feature[e]]++;
        }
        return counts;
    }

    /** Euclidean lengths, {@code [size]}. */
    public double[] norms() {
        double[] norms = new double[number.length];
        for (int i = 0; i < norms.length; i++) {
            double square = 0;
            for (int e = start[i]; e < start[i + 1]; e++) {
                square += (double) value[e] * value[e];
            }
            norms[i] = Math.sqrt(square);
        }
        return norms;
    }

    /** The inner product of every sample with a code, {@code [size]}. About one addition's latency an entry. */
    public double[] products(double[] code) {
        double[] all = new double[number.length];
        for (int i = 0; i < all.length; i++) {
            double sum = 0;
            for (int e = start[i]; e < start[i + 1]; e++) {
                sum += value[e] * code[feature[e]];
            }
            all[i] = sum;
        }
        return all;
    }

    /** The squared length of every sample's code, each feature in units of its own, {@code [size]}. */
    public double[] squares(double[] scale) {
        double[] all = new double[number.length];
        for (int i = 0; i < all.length; i++) {
            double sum = 0;
            for (int e = start[i]; e < start[i + 1]; e++) {
                double v = value[e] * scale[feature[e]];
                sum += v * v;
            }
            all[i] = sum;
        }
        return all;
    }

    /** The same by feature, samples by their places. Another {@code 8 z} bytes. */
    public SampleMatrix byFeature() {
        int[] begin = new int[features + 1];
        int[] counts = counts();
        for (int j = 0; j < counts.length; j++) {
            begin[j + 1] = begin[j] + counts[j];
        }
        int[] cursor = begin.clone();
        int[] place = new int[nonZeros()];
        float[] strength = new float[place.length];
        for (int i = 0; i < number.length; i++) {
            for (int e = start[i]; e < start[i + 1]; e++) {
                int to = cursor[feature[e]]++;
                place[to] = i;
                strength[to] = value[e];
            }
        }
        return new SampleMatrix(number.length, features, begin, place, strength);
    }

    /** Some samples only, in their order; places as in this one. */
    public PooledCodes where(java.util.function.IntPredicate numbers) {
        Builder builder = new Builder(features, Pooling.MAX);
        for (int i = 0; i < number.length; i++) {
            if (numbers.test(number[i])) {
                builder.begin(number[i], group[i]);
                for (int e = start[i]; e < start[i + 1]; e++) {
                    builder.push(feature[e], value[e]);
                }
                builder.end();
            }
        }
        return builder.build();
    }

    /** The same samples with each other's codes, shuffled: what chance alone would pair. */
    public PooledCodes shuffled(long seed) {
        int[] order = java.util.stream.IntStream.range(0, number.length).toArray();
        java.util.SplittableRandom numbers = new java.util.SplittableRandom(seed);
        for (int i = order.length - 1; i > 0; i--) {
            int k = numbers.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[k];
            order[k] = swap;
        }
        Builder builder = new Builder(features, Pooling.MAX);
        for (int i = 0; i < order.length; i++) {
            builder.begin(number[i], group[i]);
            for (int e = start[order[i]]; e < start[order[i] + 1]; e++) {
                builder.push(feature[e], value[e]);
            }
            builder.end();
        }
        return builder.build();
    }

    /** Takes samples in rising order of their numbers. */
    public static final class Builder {
        private final int features;
        private final Pooling pooling;
        private final double[] sum;
        /** A bit a feature: walking its words finds the features of a sample in order, where sorting them took most of the time. */
        private final long[] touched;

        private int[] number = new int[64];
        private String[] group = new String[64];
        private int[] start = new int[65];
        private int samples;
        private int[] feature = new int[1024];
        private float[] value = new float[1024];
        private int entries;

        /**
         * @param features number of features
         * @param pooling mean or maximum
         */
        public Builder(int features, Pooling pooling) {
            if (pooling == Pooling.CLASS_TOKEN) {
                throw new AnalysisException(
                        "One code a sample is a mean or a maximum over its rows, not one of its rows.");
            }
            this.features = features;
            this.pooling = pooling;
            sum = new double[features];
            touched = new long[(features + 63) / 64];
        }

        /**
         * Adds a sample.
         *
         * @param sampleNumber above those of the samples before
         * @param sampleGroup what it belongs to
         * @param codes of its rows; at least one row
         */
        public Builder add(int sampleNumber, String sampleGroup, SampleCodes codes) {
            if (codes.rows() == 0) {
                throw new AnalysisException("Sample " + sampleNumber + " has no rows and cannot be pooled.");
            }
            begin(sampleNumber, sampleGroup);
            boolean max = pooling == Pooling.MAX;
            int[] feature = codes.feature();
            float[] value = codes.value();
            for (int e = codes.rowStart()[0]; e < codes.rowStart()[codes.rows()]; e++) {
                float v = value[e];
                if (v > 0) {
                    int j = feature[e];
                    touched[j >> 6] |= 1L << j;
                    sum[j] = max ? Math.max(sum[j], v) : sum[j] + v;
                }
            }
            double by = max ? 1 : codes.rows();
            for (int w = 0; w < touched.length; w++) {
                for (long bits = touched[w]; bits != 0; bits &= bits - 1) {
                    int j = 64 * w + Long.numberOfTrailingZeros(bits);
                    push(j, (float) (sum[j] / by));
                    sum[j] = 0;
                }
                touched[w] = 0;
            }
            end();
            return this;
        }

        private void begin(int sampleNumber, String sampleGroup) {
            if (samples > 0 && sampleNumber <= number[samples - 1]) {
                throw new AnalysisException("Sample " + sampleNumber + " comes after sample " + number[samples - 1]
                        + "; samples must come in rising order.");
            }
            if (samples == number.length) {
                number = Arrays.copyOf(number, 2 * samples);
                group = Arrays.copyOf(group, 2 * samples);
                start = Arrays.copyOf(start, 2 * samples + 1);
            }
            number[samples] = sampleNumber;
            group[samples] = sampleGroup;
        }

        private void push(int j, float v) {
            if (entries == feature.length) {
                feature = Arrays.copyOf(feature, entries + entries / 2);
                value = Arrays.copyOf(value, entries + entries / 2);
            }
            feature[entries] = j;
            value[entries++] = v;
        }

        private void end() {
            start[++samples] = entries;
        }

        public PooledCodes build() {
            return new PooledCodes(
                    features,
                    Arrays.copyOf(number, samples),
                    Arrays.copyOf(group, samples),
                    Arrays.copyOf(start, samples + 1),
                    Arrays.copyOf(feature, entries),
                    Arrays.copyOf(value, entries));
        }
    }
}
