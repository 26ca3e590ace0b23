package org.echelle.store;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.echelle.torch.ElementType;

/**
 * Entries by row, sorted by feature: an external counting sort. The features are taken in groups whose entries fit the memory
 * allowed; each group costs one sequential pass over the entries by row. A feature that alone exceeds the memory needs none: its
 * entries come in the right order and go straight to the disk.
 */
final class FeatureTransposition {
    private static final int CHUNK = 1 << 18;

    private final MappedRows rowStart;
    private final MappedRows rowFeature;
    private final MappedRows rowValue;
    private final long rows;
    private final FeatureStatistics statistics;
    private final int[] features = new int[CHUNK];
    private final float[] values = new float[CHUNK];

    /** @param statistics with all counts; the other figures are filled in on the way */
    FeatureTransposition(
            MappedRows rowStart, MappedRows rowFeature, MappedRows rowValue, long rows, FeatureStatistics statistics) {
        this.statistics = statistics;
        this.rowStart = rowStart;
        this.rowFeature = rowFeature;
        this.rowValue = rowValue;
        this.rows = rows;
    }

    /**
     * Writes the three files by feature.
     *
     * @param entriesInMemory most entries to hold at once (8 bytes each)
     */
    void write(Path folder, int entriesInMemory) throws IOException {
        long[] count = statistics.counts();
        try (ColumnFile start = new ColumnFile(folder.resolve(IndexManifest.FEATURE_START), ElementType.I64);
                ColumnFile row = new ColumnFile(folder.resolve(IndexManifest.FEATURE_ROW), ElementType.I32);
                ColumnFile value = new ColumnFile(folder.resolve(IndexManifest.FEATURE_VALUE), ElementType.F32)) {
            long total = 0;
            start.add(0);
            for (long c : count) {
                total += c;
                start.add(total);
            }
            int from = 0;
            while (from < count.length) {
                long entries = count[from];
                int to = from + 1;
                while (to < count.length && entries + count[to] <= entriesInMemory) {
                    entries += count[to++];
                }
                if (entries > entriesInMemory) {
                    stream(from, row, value);
                } else if (entries > 0) {
                    sort(from, to, count, (int) entries, row, value);
                }
                from = to;
            }
            start.seal();
            row.seal();
            value.seal();
        }
    }

    /**
     * Each chunk is sorted where it fits the cache, and then its runs, a feature's each, go to their places: entries that went there one by
     * one would touch two lines and two pages each, 19 ns an entry at 4096 features instead of 5.
     */
    private void sort(int from, int to, long[] count, int entries, ColumnFile row, ColumnFile value)
            throws IOException {
        int[] next = new int[to - from];
        for (int j = 1; j < next.length; j++) {
            next[j] = next[j - 1] + (int) count[from + j - 1];
        }
        int[] sortedRow = new int[entries];
        float[] sortedValue = new float[entries];
        int[] runRow = new int[CHUNK];
        float[] runValue = new float[CHUNK];
        int[] end = new int[to - from];
        scan((r, n) -> {
            count(features, n, from, end);
            scatter(features, n, from, end, r, values, runRow, runValue);
            int begin = 0;
            for (int j = 0; j < end.length; j++) {
                int length = end[j] - begin;
                System.arraycopy(runRow, begin, sortedRow, next[j], length);
                System.arraycopy(runValue, begin, sortedValue, next[j], length);
                next[j] += length;
                begin = end[j];
            }
        });
        for (int j = from, at = 0; j < to; j++) {
            statistics.add(j, sortedValue, at, next[j - from]);
            at = next[j - from];
        }
        row.add(sortedRow, 0, entries);
        value.add(sortedValue, 0, entries);
    }

    // Loops over whole chunks are methods of their own, with nothing but arguments: within a lambda they took three
    // times as long.

    /** Where the entries of each feature begin. */
    private static void count(int[] features, int n, int from, int[] begin) {
        Arrays.fill(begin, 0);
        for (int e = 0; e < n; e++) {
            int j = features[e] - from;
            if (j >= 0 && j < begin.length) {
                begin[j]++;
            }
        }
        int before = 0;
        for (int j = 0; j < begin.length; j++) {
            int c = begin[j];
            begin[j] = before;
            before += c;
        }
    }

    /** Puts entries behind the others of their feature; {@code end} goes on from the places where features begin. */
    private static void scatter(
            int[] features, int n, int from, int[] end, int[] row, float[] value, int[] toRow, float[] toValue) {
        for (int e = 0; e < n; e++) {
            int j = features[e] - from;
            if (j >= 0 && j < end.length) {
                int at = end[j]++;
                toRow[at] = row[e];
                toValue[at] = value[e];
            }
        }
    }

    private void stream(int feature, ColumnFile row, ColumnFile value) throws IOException {
        int[] foundRow = new int[CHUNK];
        float[] foundValue = new float[CHUNK];
        scan((r, n) -> {
            int found = 0;
            for (int e = 0; e < n; e++) {
                if (features[e] == feature) {
                    foundRow[found] = r[e];
                    foundValue[found++] = values[e];
                }
            }
            statistics.add(feature, foundValue, 0, found);
            row.add(foundRow, 0, found);
            value.add(foundValue, 0, found);
        });
    }

    private interface Chunk {
        /** Takes the first {@code n} entries of the chunk, with the row of each. */
        void accept(int[] row, int n) throws IOException;
    }

    private void scan(Chunk chunk) throws IOException {
        int[] row = new int[CHUNK];
        long entries = rowStart.longAt(rows);
        int r = 0;
        long end = rows == 0 ? 0 : rowStart.longAt(1);
        FloatBuffer into = FloatBuffer.wrap(values);
        for (long first = 0; first < entries; first += CHUNK) {
            int n = (int) Math.min(CHUNK, entries - first);
            rowFeature.copyInts(first, n, features, 0);
            rowValue.copy(first, n, into, 0);
            int done = 0;
            while (done < n) {
                while (end <= first + done) {
                    r++;
                    end = rowStart.longAt(r + 1L);
                }
                int stop = (int) Math.min(n, end - first);
                Arrays.fill(row, done, stop, r);
                done = stop;
            }
            chunk.accept(row, n);
        }
    }
}
