package org.echelle.sae.time;

import java.util.List;
import java.util.function.IntPredicate;
import org.echelle.sae.StoredDictionary;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;

/** Rows of which each is normalised by its timestep: {@code (x - mean_t) / scale_t}. */
public final class TimestepRows implements TimedRows {
    private final RowSource raw;
    private final TimestepTables tables;
    private final int axis;

    /** @param raw with an axis {@code timestep} */
    public TimestepRows(RowSource raw, TimestepTables tables) {
        this.raw = raw;
        this.tables = tables;
        this.axis = raw.axes().indexOf(Timesteps.AXIS);
    }

    /** What they are normalised by. */
    public TimestepTables tables() {
        return tables;
    }

    @Override
    public StoredDictionary complete(StoredDictionary trained) {
        return tables.in(trained);
    }

    @Override
    public int width() {
        return raw.width();
    }

    @Override
    public long rows() {
        return raw.rows();
    }

    @Override
    public List<String> axes() {
        return raw.axes();
    }

    @Override
    public RowReader read(ReadOrder order, long skipRows) {
        return new Reader(raw.read(order, skipRows));
    }

    @Override
    public String fingerprint() {
        return raw.fingerprint() + " (by timestep)";
    }

    @Override
    public String describe() {
        return raw.describe();
    }

    @Override
    public RowSource where(IntPredicate sample) {
        return new TimestepRows(raw.where(sample), tables);
    }

    private final class Reader implements RowReader {
        private final RowReader reader;
        private final float[] row = new float[width()];
        private final float[] mean = new float[width()];
        /** The timestep that {@link #mean} is of, while {@link #scale} is above 0. */
        private int current;

        private float scale;

        Reader(RowReader reader) {
            this.reader = reader;
        }

        @Override
        public int read(RowBlock into) {
            int count = reader.read(into);
            for (int r = 0; r < count; r++) {
                int step = into.coordinates()[axis][r];
                if (scale == 0 || step != current) {
                    current = step;
                    scale = tables.scale(step);
                    tables.mean(step, mean, 0);
                }
                into.values().get(r * row.length, row);
                for (int i = 0; i < row.length; i++) {
                    row[i] = (row[i] - mean[i]) / scale;
                }
                into.values().put(r * row.length, row);
            }
            return count;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
