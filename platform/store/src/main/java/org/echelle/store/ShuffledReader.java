package org.echelle.store;

/**
 * The order that {@link ReadOrder} describes. The buffer holds row numbers; the rows themselves go from where they are straight
 * into the caller's block, one copy in all. Skipping costs the block order and one buffer of numbers, whatever the distance.
 */
final class ShuffledReader implements RowReader {
    private final TableRows table;
    private final ReadOrder order;
    private final int[] blocks;
    private final long[] pending;
    private final int blocksTogether;
    private int nextFill;
    private int at;
    private int filled;

    ShuffledReader(TableRows table, ReadOrder order, long skipRows) {
        this.table = table;
        this.order = order;
        int blockRows = order.blockRows();
        long count = (table.rows() + blockRows - 1) / blockRows;
        if (count > Integer.MAX_VALUE - 8) {
            throw new StoreException("Too many rows to shuffle with a buffer of " + order.bufferRows()
                    + "; take a buffer of at least " + (1 << 20) + " rows.");
        }
        blocks = new Permutation(order.seed()).of((int) count);
        blocksTogether = (order.bufferRows() + blockRows - 1) / blockRows;
        pending = new long[(int) Math.min((long) blocksTogether * blockRows, count * blockRows)];
        long left = skipRows;
        while (left > 0) {
            int size = fillSize(nextFill);
            if (left < size) {
                fill();
                at = (int) left;
                return;
            }
            left -= size;
            nextFill++;
        }
    }

    private int blockSize(int block) {
        return (int) Math.min(order.blockRows(), table.rows() - (long) block * order.blockRows());
    }

    private int fillSize(int fill) {
        int size = 0;
        for (int i = firstBlock(fill); i < firstBlock(fill + 1); i++) {
            size += blockSize(blocks[i]);
        }
        return size;
    }

    private int firstBlock(int fill) {
        return (int) Math.min(blocks.length, (long) fill * blocksTogether);
    }

    private void fill() {
        filled = 0;
        at = 0;
        for (int i = firstBlock(nextFill); i < firstBlock(nextFill + 1); i++) {
            long first = (long) blocks[i] * order.blockRows();
            int size = blockSize(blocks[i]);
            table.touch(first, size);
            for (int r = 0; r < size; r++) {
                pending[filled++] = first + r;
            }
        }
        new Permutation(Permutation.mix(order.seed() ^ (nextFill + 1) * Permutation.STEP)).shuffle(pending, filled);
        nextFill++;
    }

    @Override
    public int read(RowBlock into) {
        into.requireShape(table.width(), table.axes().size());
        int rows = 0;
        while (rows < into.capacity()) {
            if (at == filled) {
                if (firstBlock(nextFill) == blocks.length) {
                    break;
                }
                fill();
            }
            int count = Math.min(into.capacity() - rows, filled - at);
            table.gather(pending, at, count, into, rows);
            at += count;
            rows += count;
        }
        into.rows(rows);
        return rows;
    }

    @Override
    public void close() {}
}
