package org.echelle.store;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.echelle.torch.ElementType;
import org.echelle.torch.Safetensors;

/** Rows and coordinates of one safetensors file, mapped. */
record SafetensorsTable(long rows, MappedRows values, IntColumn[] columns) {
    /**
     * Maps a shard whose layout is known.
     *
     * @throws StoreException if the file holds something else
     */
    static SafetensorsTable shard(Path file, ShardSpec spec, long rows) {
        try (Safetensors in = Safetensors.open(file)) {
            requireEntry(file, in, ShardSpec.VALUES, spec.type(), rows, spec.width());
            List<IntColumn> columns = new ArrayList<>();
            for (String axis : spec.axes()) {
                requireEntry(file, in, axis, ElementType.I32, rows);
                columns.add(column(file, in.entry(axis)));
            }
            return new SafetensorsTable(
                    rows, matrix(file, in.entry(ShardSpec.VALUES)), columns.toArray(new IntColumn[0]));
        }
    }

    private static void requireEntry(Path file, Safetensors in, String name, ElementType type, long... shape) {
        if (!in.names().contains(name)) {
            throw new StoreException("Shard " + file + " has no tensor \"" + name
                    + "\"; it is not the file that the store " + "was written with.");
        }
        Safetensors.Entry entry = in.entry(name);
        if (entry.type() != type || !Arrays.equals(entry.shape(), shape)) {
            throw new StoreException(
                    "Shard " + file + " has \"" + name + "\" as " + entry.type() + Arrays.toString(entry.shape())
                            + " where the manifest says " + type + Arrays.toString(shape) + ".");
        }
    }

    static MappedRows matrix(Path file, Safetensors.Entry entry) {
        long[] shape = entry.shape();
        return MappedRows.map(
                file, entry.begin(), shape[0], Math.toIntExact(shape[1]), entry.type(), ByteOrder.LITTLE_ENDIAN);
    }

    static IntColumn column(Path file, Safetensors.Entry entry) {
        return IntColumn.of(
                MappedRows.map(file, entry.begin(), entry.shape()[0], 1, entry.type(), ByteOrder.LITTLE_ENDIAN));
    }

    void copy(long firstRow, int count, RowBlock into, int at) {
        values.copy(firstRow, count, into.memory(), at * into.width());
        for (int a = 0; a < columns.length; a++) {
            columns[a].copy(firstRow, count, into.coordinates()[a], at);
        }
    }

    void copyRow(long row, RowBlock into, int at) {
        FloatBuffer memory = into.memory();
        values.copy(row, 1, memory, at * into.width());
        for (int a = 0; a < columns.length; a++) {
            into.coordinates()[a][at] = columns[a].at(row);
        }
    }

    void coordinates(int axis, long firstRow, int count, int[] into, int at) {
        columns[axis].copy(firstRow, count, into, at);
    }
}
