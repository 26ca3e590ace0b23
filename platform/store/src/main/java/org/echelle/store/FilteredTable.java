package org.echelle.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.echelle.torch.Checksums;

/** The rows of some samples of a table: runs of consecutive rows, put side by side. */
final class FilteredTable extends TableRows {
    private final TableRows all;
    private final SampleRanges ranges;
    /** First row of each run in the whole table, and here; the latter ends with the number of rows. */
    private final long[] there;

    private final long[] here;

    private FilteredTable(TableRows all, SampleRanges ranges, long[] there, long[] here) {
        this.all = all;
        this.ranges = ranges;
        this.there = there;
        this.here = here;
    }

    static FilteredTable of(TableRows all, IntPredicate sample) {
        SampleRanges ranges = all.ranges();
        SampleRanges.Builder kept = new SampleRanges.Builder(all.describe());
        long[] there = new long[ranges.count()];
        long[] here = new long[ranges.count() + 1];
        int runs = 0;
        long rows = 0;
        long end = -1;
        for (int i = 0; i < ranges.count(); i++) {
            if (!sample.test(ranges.sample(i))) {
                continue;
            }
            if (end != ranges.firstRow(i)) {
                there[runs] = ranges.firstRow(i);
                here[runs++] = rows;
            }
            kept.add(ranges.sample(i), ranges.rows(i));
            rows += ranges.rows(i);
            end = ranges.firstRow(i) + ranges.rows(i);
        }
        here[runs] = rows;
        return new FilteredTable(all, kept.build(), Arrays.copyOf(there, runs), Arrays.copyOf(here, runs + 1));
    }

    private int run(long row) {
        int found = Arrays.binarySearch(here, row);
        return found >= 0 ? found : -found - 2;
    }

    @Override
    void copy(long firstRow, int count, RowBlock into, int at) {
        int done = 0;
        while (done < count) {
            long row = firstRow + done;
            int run = run(row);
            int now = (int) Math.min(count - done, here[run + 1] - row);
            all.copy(there[run] + row - here[run], now, into, at + done);
            done += now;
        }
    }

    @Override
    void gather(long[] row, int from, int count, RowBlock into, int at) {
        long[] mapped = new long[count];
        for (int i = 0; i < count; i++) {
            int run = run(row[from + i]);
            mapped[i] = there[run] + row[from + i] - here[run];
        }
        all.gather(mapped, 0, count, into, at);
    }

    @Override
    void touch(long firstRow, int count) {
        int done = 0;
        while (done < count) {
            long row = firstRow + done;
            int run = run(row);
            int now = (int) Math.min(count - done, here[run + 1] - row);
            all.touch(there[run] + row - here[run], now);
            done += now;
        }
    }

    @Override
    SampleRanges ranges() {
        return ranges;
    }

    @Override
    public int width() {
        return all.width();
    }

    @Override
    public long rows() {
        return here[here.length - 1];
    }

    @Override
    public List<String> axes() {
        return all.axes();
    }

    @Override
    public String fingerprint() {
        return Checksums.sha256((all.fingerprint() + Arrays.toString(there) + Arrays.toString(here))
                .getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String describe() {
        return rows() + " rows (" + ranges.count() + " samples) of " + all.describe();
    }
}
