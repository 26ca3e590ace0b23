package org.echelle.store;

/** First row to last. */
final class SequentialReader implements RowReader {
    private final TableRows table;
    private long next;

    SequentialReader(TableRows table, long skipRows) {
        this.table = table;
        next = skipRows;
    }

    @Override
    public int read(RowBlock into) {
        into.requireShape(table.width(), table.axes().size());
        int count = (int) Math.min(into.capacity(), table.rows() - next);
        into.rows(count);
        if (count > 0) {
            table.copy(next, count, into, 0);
            next += count;
        }
        return count;
    }

    @Override
    public void close() {}
}
