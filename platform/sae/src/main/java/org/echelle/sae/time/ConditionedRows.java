package org.echelle.sae.time;

import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.echelle.sae.StoredDictionary;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;

/** Rows, each followed by the columns that say its timestep. */
final class ConditionedRows implements TimedRows {
    private final RowSource raw;
    private final TimestepInput input;
    private final int axis;

    /** @param raw with an axis {@code timestep} */
    ConditionedRows(RowSource raw, TimestepInput input) {
        this.raw = raw;
        this.input = input;
        this.axis = raw.axes().indexOf(Timesteps.AXIS);
    }

    @Override
    public StoredDictionary complete(StoredDictionary trained) {
        return input.in(trained).with(Map.of("width", raw.width()));
    }

    @Override
    public int width() {
        return raw.width() + input.columns();
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
        return raw.fingerprint() + " (time-conditioned)";
    }

    @Override
    public String describe() {
        return raw.describe();
    }

    @Override
    public RowSource where(IntPredicate sample) {
        return new ConditionedRows(raw.where(sample), input);
    }

    private final class Reader implements RowReader {
        private final RowReader reader;
        private final float[] row = new float[width()];
        private RowBlock own;

        Reader(RowReader reader) {
            this.reader = reader;
        }

        @Override
        public int read(RowBlock into) {
            if (own == null || own.capacity() != into.capacity()) {
                own = RowBlock.allocate(into.capacity(), raw);
            }
            int count = reader.read(own);
            into.rows(Math.max(0, count));
            for (int a = 0; a < axes().size(); a++) {
                System.arraycopy(own.coordinates()[a], 0, into.coordinates()[a], 0, into.rows());
            }
            for (int r = 0; r < into.rows(); r++) {
                own.values().get(r * raw.width(), row, 0, raw.width());
                input.write(own.coordinates()[axis][r], row, raw.width());
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
