package org.echelle.sae.time;

import java.util.List;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;

/** Rows in memory with a sample and a timestep each, always read in order. */
record SteppedRows(float[][] values, int[] samples, int[] steps) implements RowSource {
    @Override
    public int width() {
        return values[0].length;
    }

    @Override
    public long rows() {
        return values.length;
    }

    @Override
    public List<String> axes() {
        return List.of("sample", "timestep");
    }

    @Override
    public RowReader read(ReadOrder order, long skipRows) {
        int[] next = {(int) skipRows};
        return new RowReader() {
            @Override
            public int read(RowBlock into) {
                int count = Math.min(into.capacity(), values.length - next[0]);
                into.rows(count);
                for (int r = 0; r < count; r++) {
                    into.values().put(r * width(), values[next[0]]);
                    into.coordinates()[0][r] = samples[next[0]];
                    into.coordinates()[1][r] = steps[next[0]];
                    next[0]++;
                }
                return count;
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    @Override
    public String fingerprint() {
        return "stepped";
    }

    @Override
    public String describe() {
        return "rows in memory";
    }
}
