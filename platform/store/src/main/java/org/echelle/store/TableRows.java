package org.echelle.store;

import java.util.function.IntPredicate;

/** A source whose rows can be reached in any order at the cost of a copy. */
abstract class TableRows implements RowSource {
    /**
     * Copies consecutive rows; the range may cross files.
     *
     * @param at the block's row that takes the first
     */
    abstract void copy(long firstRow, int count, RowBlock into, int at);

    /** Copies single rows, given as offsets from a base, one after the other. */
    abstract void gather(long[] row, int from, int count, RowBlock into, int at);

    /** Brings rows that will be gathered next from the disk, in the disk's order; nothing when they are in memory. */
    void touch(long firstRow, int count) {}

    /** Samples, in the order of the rows. */
    abstract SampleRanges ranges();

    @Override
    public abstract long rows();

    @Override
    public RowReader read(ReadOrder order, long skipRows) {
        if (skipRows < 0 || skipRows > rows()) {
            throw new StoreException(
                    "Cannot skip " + skipRows + " rows of " + describe() + ", which has " + rows() + ".");
        }
        return order.shuffled() ? new ShuffledReader(this, order, skipRows) : new SequentialReader(this, skipRows);
    }

    @Override
    public RowSource where(IntPredicate sample) {
        return FilteredTable.of(this, sample);
    }
}
