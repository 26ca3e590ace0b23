package org.echelle.store;

import java.util.List;
import java.util.function.IntPredicate;

/** The rows of some samples of a source that can only be streamed. */
final class FilteredRows implements RowSource {
    private final RowSource all;
    private final IntPredicate sample;

    FilteredRows(RowSource all, IntPredicate sample) {
        this.all = all;
        this.sample = sample;
    }

    @Override
    public int width() {
        return all.width();
    }

    @Override
    public long rows() {
        return -1;
    }

    @Override
    public List<String> axes() {
        return all.axes();
    }

    @Override
    public RowReader read(ReadOrder order, long skipRows) {
        return new Reader(all.read(order), skipRows);
    }

    @Override
    public String fingerprint() {
        return all.fingerprint() + " (filtered)";
    }

    @Override
    public String describe() {
        return "some samples of " + all.describe();
    }

    private final class Reader implements RowReader {
        private final RowReader reader;
        private long skip;
        private RowBlock block;
        private int next;

        Reader(RowReader reader, long skip) {
            this.reader = reader;
            this.skip = skip;
        }

        @Override
        public int read(RowBlock into) {
            into.requireShape(width(), axes().size());
            int rows = 0;
            while (rows < into.capacity()) {
                if (block == null || next == block.rows()) {
                    block = block == null ? RowBlock.allocate(into.capacity(), FilteredRows.this) : block;
                    next = 0;
                    if (reader.read(block) == 0) {
                        break;
                    }
                }
                if (sample.test(block.coordinates()[0][next])) {
                    if (skip > 0) {
                        skip--;
                    } else {
                        put(into, rows++);
                    }
                }
                next++;
            }
            into.rows(rows);
            return rows;
        }

        private void put(RowBlock into, int at) {
            into.memory().put(at * width(), block.memory(), next * width(), width());
            for (int a = 0; a < into.coordinates().length; a++) {
                into.coordinates()[a][at] = block.coordinates()[a][next];
            }
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
