package org.echelle.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.echelle.torch.Checksums;

/**
 * Several sources as one, row after row. Sample numbers of a later source are moved up by the largest of the earlier ones plus
 * one, so that no two samples share a number.
 */
public final class ConcatenatedRows extends TableRows {
    private final List<TableRows> parts;
    private final long[] start;
    private final int[] sampleShift;
    private final SampleRanges ranges;

    private ConcatenatedRows(List<TableRows> parts) {
        this.parts = parts;
        start = new long[parts.size() + 1];
        sampleShift = new int[parts.size()];
        SampleRanges.Builder all = new SampleRanges.Builder("concatenation");
        int bound = 0;
        for (int p = 0; p < parts.size(); p++) {
            start[p + 1] = start[p] + parts.get(p).rows();
            sampleShift[p] = bound;
            SampleRanges of = parts.get(p).ranges();
            for (int i = 0; i < of.count(); i++) {
                all.add(of.sample(i) + bound, of.rows(i));
            }
            bound = Math.addExact(bound, of.bound());
        }
        ranges = all.build();
    }

    /**
     * Puts stores, matrix files and arrays side by side.
     *
     * @throws StoreException if they differ in width or axes, or one of them can only be streamed
     */
    public static ConcatenatedRows of(List<? extends RowSource> sources) {
        List<TableRows> parts = new ArrayList<>();
        for (RowSource source : sources) {
            if (!(source instanceof TableRows table)) {
                throw new StoreException("Cannot join " + source.describe()
                        + " with other rows: it is a stream; extract it to a store first.");
            }
            TableRows first = parts.isEmpty() ? table : parts.get(0);
            if (first.width() != table.width() || !first.axes().equals(table.axes())) {
                throw new StoreException("Cannot join " + table.describe() + " (width " + table.width() + ", axes "
                        + table.axes() + ") with " + first.describe() + " (width " + first.width() + ", axes "
                        + first.axes() + "): they must agree.");
            }
            parts.add(table);
        }
        if (parts.isEmpty()) {
            throw new StoreException("There are no rows to join; give at least one source.");
        }
        return new ConcatenatedRows(parts);
    }

    private int part(long row) {
        int found = Arrays.binarySearch(start, row);
        int p = found >= 0 ? found : -found - 2;
        while (start[p + 1] == row) {
            p++;
        }
        return p;
    }

    @Override
    void copy(long firstRow, int count, RowBlock into, int at) {
        int done = 0;
        while (done < count) {
            long row = firstRow + done;
            int p = part(row);
            int now = (int) Math.min(count - done, start[p + 1] - row);
            parts.get(p).copy(row - start[p], now, into, at + done);
            shift(p, into, at + done, now);
            done += now;
        }
    }

    @Override
    void gather(long[] row, int from, int count, RowBlock into, int at) {
        long[] one = new long[1];
        for (int i = 0; i < count; i++) {
            int p = part(row[from + i]);
            one[0] = row[from + i] - start[p];
            parts.get(p).gather(one, 0, 1, into, at + i);
            shift(p, into, at + i, 1);
        }
    }

    private void shift(int part, RowBlock into, int at, int count) {
        int[] sample = into.coordinates()[0];
        for (int i = at; i < at + count; i++) {
            sample[i] += sampleShift[part];
        }
    }

    @Override
    void touch(long firstRow, int count) {
        int done = 0;
        while (done < count) {
            long row = firstRow + done;
            int p = part(row);
            int now = (int) Math.min(count - done, start[p + 1] - row);
            parts.get(p).touch(row - start[p], now);
            done += now;
        }
    }

    @Override
    SampleRanges ranges() {
        return ranges;
    }

    @Override
    public int width() {
        return parts.get(0).width();
    }

    @Override
    public long rows() {
        return start[parts.size()];
    }

    @Override
    public List<String> axes() {
        return parts.get(0).axes();
    }

    @Override
    public String fingerprint() {
        StringBuilder all = new StringBuilder("concat");
        parts.forEach(p -> all.append(' ').append(p.fingerprint()));
        return Checksums.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String describe() {
        return parts.size() + " sources with " + rows() + " rows of width " + width();
    }
}
