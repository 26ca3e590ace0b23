package org.echelle.runs;

import java.util.ArrayList;
import java.util.List;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;

/** Some rows of a source, kept in memory with their coordinates, always read in the order in which they were kept. */
final class KeptRows implements RowSource {
    private final RowSource from;
    private final List<float[]> rows = new ArrayList<>();
    private final List<int[]> places = new ArrayList<>();

    KeptRows(RowSource from) {
        this.from = from;
    }

    /** Keeps a row of a block that {@link #from} filled. */
    void keep(RowBlock block, int row) {
        int[] place = new int[block.coordinates().length];
        for (int a = 0; a < place.length; a++) {
            place[a] = block.coordinates()[a][row];
        }
        rows.add(block.row(row));
        places.add(place);
    }

    @Override
    public int width() {
        return from.width();
    }

    @Override
    public long rows() {
        return rows.size();
    }

    @Override
    public List<String> axes() {
        return from.axes();
    }

    @Override
    public RowReader read(ReadOrder order, long skipRows) {
        return new RowReader() {
            private int next = (int) skipRows;

            @Override
            public int read(RowBlock into) {
                int count = Math.min(into.capacity(), rows.size() - next);
                into.rows(count);
                for (int r = 0; r < count; r++, next++) {
                    into.values().put(r * width(), rows.get(next));
                    for (int a = 0; a < into.coordinates().length; a++) {
                        into.coordinates()[a][r] = places.get(next)[a];
                    }
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
        return from.fingerprint() + " (" + rows.size() + " rows)";
    }

    @Override
    public String describe() {
        return rows.size() + " rows of " + from.describe();
    }
}
