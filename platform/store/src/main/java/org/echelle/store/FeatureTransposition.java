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
    private final int[] features = new int[CHUNK];
    private final float[] values = new float[CHUNK];

    FeatureTransposition(MappedRows rowStart, MappedRows rowFeature, MappedRows rowValue, long rows) {
        this.rowStart = rowStart;
        this.rowFeature = rowFeature;
        this.rowValue = rowValue;
        this.rows = rows;
    }

    /**
     * Writes the three files by feature.
     *
     * @param count entries of each feature
     * @param entriesInMemory most entries to hold at once (8 bytes each)
     */
    void write(Path folder, long[] count, int entriesInMemory) throws IOException {
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

    private void sort(int from, int to, long[] count, int entries, ColumnFile row, ColumnFile value)
            throws IOException {
        int[] next = new int[to - from];
        for (int j = 1; j < next.length; j++) {
            next[j] = next[j - 1] + (int) count[from + j - 1];
        }
        int[] sortedRow = new int[entries];
        float[] sortedValue = new float[entries];
        scan((r, n) -> {
            for (int e = 0; e < n; e++) {
                int f = features[e];
                if (f >= from && f < to) {
                    int at = next[f - from]++;
                    sortedRow[at] = r[e];
                    sortedValue[at] = values[e];
                }
            }
        });
        row.add(sortedRow, 0, entries);
        value.add(sortedValue, 0, entries);
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
