package org.echelle.store;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.echelle.torch.Checksums;
import org.echelle.torch.ElementType;
import org.echelle.torch.Safetensors;

/**
 * A matrix that somebody else wrote, as rows: {@code .npy}, {@code .npz} or {@code .safetensors} of any size, mapped into memory
 * wherever the file holds plain rows. Each row is a sample of its own, unless a safetensors file brings coordinates: integer
 * tensors of one number a row, such as {@code sample}, {@code y}, {@code x}.
 */
public final class MatrixFile extends TableRows {
    private final Path file;
    private final String what;
    private final MappedRows values;
    private final long rows;
    private final int width;
    private final List<String> axes;
    private final IntColumn[] columns;
    private volatile SampleRanges ranges;
    private volatile String fingerprint;

    MatrixFile(
            Path file, String what, MappedRows values, long rows, int width, List<String> axes, IntColumn[] columns) {
        if (rows < 1 || width < 1) {
            throw new StoreException("The matrix in " + file + " is empty: " + rows + " rows of width " + width + ".");
        }
        if (rows > Integer.MAX_VALUE) {
            throw new StoreException("The matrix in " + file + " has " + rows + " rows; split it into files of at most "
                    + Integer.MAX_VALUE + ".");
        }
        this.file = file;
        this.what = what;
        this.values = values;
        this.rows = rows;
        this.width = width;
        this.axes = List.copyOf(axes);
        this.columns = columns;
    }

    /**
     * Opens a file.
     *
     * @param tensorName which of its arrays; without it {@code activations}, or the only matrix in the file
     * @throws StoreException if the file cannot be read, holds no matrix of numbers, or several and no name was given
     */
    public static RowSource open(Path file, Optional<String> tensorName) {
        if (!Files.isRegularFile(file)) {
            throw new StoreException(file + (Files.exists(file) ? " is not a file." : " does not exist."));
        }
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        try {
            if (name.endsWith(".npz")) {
                return NpzFile.open(file, tensorName);
            }
            if (name.endsWith(".npy") || NpyMatrix.looksLike(file)) {
                return NpyMatrix.read(file).open(file, "NumPy array");
            }
            if (name.endsWith(".safetensors") || Safetensors.looksLike(file)) {
                return safetensors(file, tensorName);
            }
        } catch (IOException e) {
            throw Disk.failure("read", file, e);
        }
        throw new StoreException("Cannot read rows from " + file + ": it is none of .npy, .npz and .safetensors.");
    }

    static MatrixFile ofSamples(Path file, String what, MappedRows values, long rows, int width) {
        return new MatrixFile(
                file, what, values, rows, width, List.of("sample"), new IntColumn[] {IntColumn.rowNumbers()});
    }

    private static MatrixFile safetensors(Path file, Optional<String> tensorName) {
        try (Safetensors in = Safetensors.open(file)) {
            List<String> matrices = in.names().stream()
                    .filter(n -> in.entry(n).shape().length == 2)
                    .toList();
            String name = TensorChoice.choose(file, List.copyOf(in.names()), matrices, tensorName);
            Safetensors.Entry entry = in.entry(name);
            long[] shape = entry.shape();
            if (shape.length != 2) {
                throw TensorChoice.notTwo(file, name, shape);
            }
            List<String> axes = new ArrayList<>();
            List<IntColumn> columns = new ArrayList<>();
            for (String other : in.names()) {
                Safetensors.Entry column = in.entry(other);
                boolean integer = column.type() == ElementType.I32 || column.type() == ElementType.I64;
                if (integer && column.shape().length == 1 && column.shape()[0] == shape[0]) {
                    int at = other.equals("sample") ? 0 : axes.size();
                    axes.add(at, other);
                    columns.add(at, coordinate(file, column));
                }
            }
            if (axes.isEmpty() || !axes.get(0).equals("sample")) {
                axes.add(0, "sample");
                columns.add(0, IntColumn.rowNumbers());
            }
            return new MatrixFile(
                    file,
                    "tensor \"" + name + "\", " + entry.type(),
                    SafetensorsTable.matrix(file, entry),
                    shape[0],
                    Math.toIntExact(shape[1]),
                    axes,
                    columns.toArray(new IntColumn[0]));
        }
    }

    private static IntColumn coordinate(Path file, Safetensors.Entry entry) {
        if (entry.type() == ElementType.I32) {
            return SafetensorsTable.column(file, entry);
        }
        MappedRows longs =
                MappedRows.map(file, entry.begin(), entry.shape()[0], 1, entry.type(), ByteOrder.LITTLE_ENDIAN);
        int[] values = new int[Math.toIntExact(entry.shape()[0])];
        for (int r = 0; r < values.length; r++) {
            long value = longs.longAt(r);
            if (value != (int) value) {
                throw new StoreException("Coordinate \"" + entry.name() + "\" of row " + r + " in " + file + " is "
                        + value + "; coordinates must fit into 32 bits.");
            }
            values[r] = (int) value;
        }
        return IntColumn.of(values);
    }

    /**
     * Writes rows into one safetensors file: {@code activations} and one I32 tensor an axis, as a store's shards are.
     *
     * @param type F32, F16 or BF16
     * @throws StoreException if a value is not finite or the file cannot be written; nothing is left behind then
     */
    public static void write(RowSource source, Path file, ElementType type) {
        ShardSpec spec = new ShardSpec(source.width(), type, source.axes());
        long known = source.rows();
        int capacity = known >= 0 && known < Integer.MAX_VALUE - 8 ? (int) known : Integer.MAX_VALUE - 8;
        RowBlock block = RowBlock.allocate(Math.max(1, (1 << 20) / (4 * source.width())), source);
        try (ShardWriter out = ShardWriter.create(file, spec, source.describe(), capacity);
                RowReader in = source.read(ReadOrder.sequential())) {
            while (in.read(block) > 0) {
                out.append(block.values(), 0, block.coordinates(), 0, block.rows(), 0);
            }
            out.seal();
        } catch (IOException e) {
            throw Disk.failure("write", file, e);
        }
    }

    @Override
    void copy(long firstRow, int count, RowBlock into, int at) {
        values.copy(firstRow, count, into.memory(), at * width);
        for (int a = 0; a < columns.length; a++) {
            columns[a].copy(firstRow, count, into.coordinates()[a], at);
        }
        int bad = Finite.firstBadRow(into, at, count);
        if (bad >= 0) {
            throw notFinite(firstRow + bad - at);
        }
    }

    @Override
    void gather(long[] row, int from, int count, RowBlock into, int at) {
        for (int i = 0; i < count; i++) {
            values.copy(row[from + i], 1, into.memory(), (at + i) * width);
            for (int a = 0; a < columns.length; a++) {
                into.coordinates()[a][at + i] = columns[a].at(row[from + i]);
            }
        }
        int bad = Finite.firstBadRow(into, at, count);
        if (bad >= 0) {
            throw notFinite(row[from + bad - at]);
        }
    }

    private StoreException notFinite(long row) {
        return new StoreException("Row " + row + " (from 0) of " + file
                + " holds a value that is not finite (NaN or infinite); remove such rows before training on them.");
    }

    @Override
    void touch(long firstRow, int count) {
        values.touch(firstRow, count);
    }

    /** Which rows belong to which sample. */
    @Override
    public SampleRanges ranges() {
        SampleRanges known = ranges;
        if (known == null) {
            SampleRanges.Builder all = new SampleRanges.Builder(file.toString());
            int[] sample = new int[(int) Math.min(rows, 1 << 16)];
            for (long row = 0; row < rows; row += sample.length) {
                int count = (int) Math.min(sample.length, rows - row);
                columns[0].copy(row, count, sample, 0);
                all.add(sample, 0, count);
            }
            known = all.build();
            ranges = known;
        }
        return known;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public List<String> axes() {
        return axes;
    }

    /** SHA-256 of the file; computed once, by reading it. */
    @Override
    public String fingerprint() {
        String known = fingerprint;
        if (known == null) {
            known = Checksums.sha256(file);
            fingerprint = known;
        }
        return known;
    }

    @Override
    public String describe() {
        return "file " + file + " (" + rows + " rows of width " + width + ", " + what + ")";
    }

    @Override
    public String toString() {
        return describe();
    }
}
