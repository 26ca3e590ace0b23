package org.echelle.store;

import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.echelle.torch.Checksums;

/**
 * Several sources side by side: row r is row r of the first, then row r of the second, and so on. All have the same number of rows and
 * the same coordinates, which every block that is read is checked for. Orders visit equal numbers of rows equally, so the parts are read
 * each for itself.
 */
final class JoinedRows implements RowSource {
    private final List<RowSource> parts;
    private final int width;

    private JoinedRows(List<RowSource> parts) {
        this.parts = parts;
        width = parts.stream().mapToInt(RowSource::width).sum();
    }

    static JoinedRows of(List<? extends RowSource> sources) {
        if (sources.isEmpty()) {
            throw new StoreException("There are no rows to put side by side; give at least one source.");
        }
        RowSource first = sources.get(0);
        for (RowSource other : sources) {
            String why = !other.axes().equals(first.axes())
                    ? "their axes are " + other.axes() + " and " + first.axes()
                    : other.rows() != first.rows() && other.rows() >= 0 && first.rows() >= 0
                            ? "they have " + other.rows() + " and " + first.rows() + " rows"
                            : "";
            if (!why.isEmpty()) {
                throw new StoreException("Cannot put " + other.describe() + " beside " + first.describe() + ": " + why
                        + ". They must come from the same samples, row for row.");
            }
        }
        return new JoinedRows(List.copyOf(sources));
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public long rows() {
        return parts.stream().mapToLong(RowSource::rows).min().orElseThrow();
    }

    @Override
    public List<String> axes() {
        return parts.get(0).axes();
    }

    @Override
    public RowReader read(ReadOrder order, long skipRows) {
        return new Reader(order, skipRows);
    }

    @Override
    public RowSource where(IntPredicate sample) {
        return of(parts.stream().map(p -> p.where(sample)).toList());
    }

    @Override
    public String fingerprint() {
        StringBuilder all = new StringBuilder("join");
        parts.forEach(p -> all.append(' ').append(p.fingerprint()));
        return Checksums.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String describe() {
        return String.join(" beside ", parts.stream().map(RowSource::describe).toList());
    }

    private final class Reader implements RowReader {
        private final List<RowReader> readers = new ArrayList<>();
        private final List<RowBlock> blocks = new ArrayList<>();

        Reader(ReadOrder order, long skipRows) {
            try {
                for (RowSource part : parts) {
                    readers.add(part.read(order, skipRows));
                }
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }

        @Override
        public int read(RowBlock into) {
            into.requireShape(width, axes().size());
            if (blocks.isEmpty() || blocks.get(0).capacity() != into.capacity()) {
                blocks.clear();
                parts.forEach(p -> blocks.add(RowBlock.allocate(into.capacity(), p)));
            }
            int rows = readers.get(0).read(blocks.get(0));
            int column = 0;
            for (int p = 0; p < readers.size(); p++) {
                int got = p == 0 ? rows : readers.get(p).read(blocks.get(p));
                if (got != rows) {
                    throw new StoreException(parts.get(p).describe() + " does not have as many rows as "
                            + parts.get(0).describe() + "; extract both from the same samples.");
                }
                requireEqual(p, rows);
                copy(blocks.get(p), into, column, rows);
                column += parts.get(p).width();
            }
            for (int axis = 0; axis < into.coordinates().length; axis++) {
                System.arraycopy(blocks.get(0).coordinates()[axis], 0, into.coordinates()[axis], 0, rows);
            }
            into.rows(rows);
            return rows;
        }

        private void requireEqual(int p, int rows) {
            int[][] here = blocks.get(p).coordinates();
            int[][] there = blocks.get(0).coordinates();
            for (int axis = 0; axis < here.length; axis++) {
                int at = Arrays.mismatch(here[axis], 0, rows, there[axis], 0, rows);
                if (at >= 0) {
                    throw new StoreException("A row of " + parts.get(p).describe() + " has "
                            + axes().get(axis) + " " + here[axis][at] + " where that of "
                            + parts.get(0).describe() + " has " + there[axis][at]
                            + "; extract both from the same samples, in the same order.");
                }
            }
        }

        private void copy(RowBlock from, RowBlock into, int column, int rows) {
            FloatBuffer source = from.memory();
            FloatBuffer target = into.memory();
            for (int r = 0; r < rows; r++) {
                target.put(r * width + column, source, r * from.width(), from.width());
            }
        }

        @Override
        public void close() {
            readers.forEach(RowReader::close);
        }
    }
}
