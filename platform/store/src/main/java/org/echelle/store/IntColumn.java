package org.echelle.store;

/** One coordinate of every row. */
interface IntColumn {
    int at(long row);

    void copy(long firstRow, int count, int[] into, int at);

    static IntColumn of(MappedRows column) {
        return new IntColumn() {
            @Override
            public int at(long row) {
                return column.intAt(row);
            }

            @Override
            public void copy(long firstRow, int count, int[] into, int at) {
                column.copyInts(firstRow, count, into, at);
            }
        };
    }

    static IntColumn of(int[] values) {
        return new IntColumn() {
            @Override
            public int at(long row) {
                return values[(int) row];
            }

            @Override
            public void copy(long firstRow, int count, int[] into, int at) {
                System.arraycopy(values, (int) firstRow, into, at, count);
            }
        };
    }

    /** Every row its own number. */
    static IntColumn rowNumbers() {
        return new IntColumn() {
            @Override
            public int at(long row) {
                return (int) row;
            }

            @Override
            public void copy(long firstRow, int count, int[] into, int at) {
                for (int i = 0; i < count; i++) {
                    into[at + i] = (int) firstRow + i;
                }
            }
        };
    }
}
