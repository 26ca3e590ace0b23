package org.echelle.store;

import java.util.Arrays;
import java.util.BitSet;

/** Which rows belong to which sample. The rows of one sample are consecutive; samples come in the order of the rows. */
public final class SampleRanges {
    private final int[] sample;
    private final long[] start;
    private final int[] position;

    private SampleRanges(int[] sample, long[] start) {
        this.sample = sample;
        this.start = start;
        int bound = 0;
        for (int s : sample) {
            bound = Math.max(bound, s + 1);
        }
        position = new int[bound];
        Arrays.fill(position, -1);
        for (int i = 0; i < sample.length; i++) {
            position[sample[i]] = i;
        }
    }

    /** Number of samples that have rows. */
    public int count() {
        return sample.length;
    }

    /** The number of the i-th sample. */
    public int sample(int i) {
        return sample[i];
    }

    /** First row of the i-th sample. */
    public long firstRow(int i) {
        return start[i];
    }

    /** Number of rows of the i-th sample. */
    public int rows(int i) {
        return Math.toIntExact(start[i + 1] - start[i]);
    }

    /** Where a sample of that number stands, or -1 if it has no rows. */
    public int find(int sampleNumber) {
        return sampleNumber < 0 || sampleNumber >= position.length ? -1 : position[sampleNumber];
    }

    /** One more than the largest sample number; 0 without rows. */
    public int bound() {
        return position.length;
    }

    /** Collects ranges from the sample number of each row in turn. */
    static final class Builder {
        private int[] sample = new int[64];
        private long[] start = new long[64];
        private int count;
        private long rows;
        private final String where;
        private final BitSet seen = new BitSet();

        /** @param where named in errors */
        Builder(String where) {
            this.where = where;
        }

        void add(int[] samples, int from, int length) {
            for (int i = from; i < from + length; i++) {
                if (count == 0 || sample[count - 1] != samples[i]) {
                    open(samples[i]);
                }
                rows++;
            }
        }

        /** Adds a run of rows of one sample. */
        void add(int number, long length) {
            if (length > 0) {
                if (count == 0 || sample[count - 1] != number) {
                    open(number);
                }
                rows += length;
            }
        }

        private void open(int number) {
            if (number < 0) {
                throw new StoreException(
                        where + ": row " + rows + " has the sample number " + number + "; sample numbers start at 0.");
            }
            if (seen.get(number)) {
                throw new StoreException(where + ": row " + rows + " goes back to sample " + number
                        + "; the rows of one sample must be consecutive.");
            }
            seen.set(number);
            if (count == sample.length) {
                sample = Arrays.copyOf(sample, 2 * count);
                start = Arrays.copyOf(start, 2 * count);
            }
            sample[count] = number;
            start[count++] = rows;
        }

        long rows() {
            return rows;
        }

        int count() {
            return count;
        }

        int lastSample() {
            return count == 0 ? -1 : sample[count - 1];
        }

        long lastStart() {
            return count == 0 ? 0 : start[count - 1];
        }

        SampleRanges build() {
            long[] starts = Arrays.copyOf(start, count + 1);
            starts[count] = rows;
            return new SampleRanges(Arrays.copyOf(sample, count), starts);
        }
    }
}
