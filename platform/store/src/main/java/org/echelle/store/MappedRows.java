package org.echelle.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.echelle.torch.ElementType;

/**
 * A matrix in a file, row after row, mapped in pieces of whole rows below 1 GiB so that its size has no limit. Reading gives
 * float32 whatever the file holds. Safe for several threads: nothing but the file's bytes is shared.
 */
final class MappedRows {
    private static final int PIECE = 1 << 30;
    private static final int SCRATCH = 8192;

    private final ByteBuffer[] pieces;
    private final FloatBuffer[] floats;
    private final int rowsInPiece;
    private final int width;
    private final int rowBytes;
    private final ElementType type;
    /** Only keeps the reads of {@link #touch} from being optimised away. */
    private volatile int touched;

    private MappedRows(ByteBuffer[] pieces, int rowsInPiece, int width, ElementType type) {
        this.pieces = pieces;
        this.rowsInPiece = rowsInPiece;
        this.width = width;
        this.type = type;
        rowBytes = width * type.bytes();
        floats = new FloatBuffer[type == ElementType.F32 ? pieces.length : 0];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = pieces[i].asFloatBuffer();
        }
    }

    /**
     * Maps a matrix.
     *
     * @param begin position of its first byte in the file
     * @throws StoreException if the file cannot be read or ends before the matrix does
     */
    static MappedRows map(Path file, long begin, long rows, int width, ElementType type, ByteOrder order) {
        long rowBytes = (long) width * type.bytes();
        if (rowBytes > PIECE) {
            throw new StoreException("The rows of " + file + " are wider than 1 GiB; Echelle cannot read them.");
        }
        int rowsInPiece = (int) (PIECE / Math.max(1, rowBytes));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < begin + rows * rowBytes) {
                throw new StoreException(file + " is cut short: it has " + channel.size() + " bytes and should have "
                        + (begin + rows * rowBytes) + ".");
            }
            ByteBuffer[] pieces = new ByteBuffer[(int) ((rows + rowsInPiece - 1) / rowsInPiece)];
            for (int i = 0; i < pieces.length; i++) {
                long first = (long) i * rowsInPiece;
                long count = Math.min(rowsInPiece, rows - first);
                pieces[i] = channel.map(FileChannel.MapMode.READ_ONLY, begin + first * rowBytes, count * rowBytes)
                        .order(order);
            }
            return new MappedRows(pieces, rowsInPiece, width, type);
        } catch (IOException e) {
            throw Disk.failure("read", file, e);
        }
    }

    @Override
    public String toString() {
        return "MappedRows[" + pieces.length + " pieces, width " + width + ", " + type + ", " + touched + "]";
    }

    /** Copies rows as float32. */
    void copy(long firstRow, int count, FloatBuffer into, int at) {
        long row = firstRow;
        int left = count;
        int to = at;
        while (left > 0) {
            int piece = (int) (row / rowsInPiece);
            int within = (int) (row - (long) piece * rowsInPiece);
            int now = Math.min(left, rowsInPiece - within);
            if (floats.length > 0) {
                into.put(to, floats[piece], within * width, now * width);
            } else {
                widen(pieces[piece], within * rowBytes, now * width, into, to);
            }
            row += now;
            left -= now;
            to += now * width;
        }
    }

    private void widen(ByteBuffer piece, int byteOffset, int count, FloatBuffer into, int at) {
        int size = Math.min(count, SCRATCH);
        float[] values = new float[size];
        boolean half = type == ElementType.F16 || type == ElementType.BF16;
        short[] halves = new short[half ? size : 0];
        ByteBuffer from = piece.duplicate().order(piece.order());
        for (int done = 0; done < count; done += size) {
            int now = Math.min(size, count - done);
            from.position(byteOffset + done * type.bytes());
            if (half) {
                from.asShortBuffer().get(halves, 0, now);
                if (type == ElementType.F16) {
                    Halves.widenF16(halves, values, now);
                } else {
                    Halves.widenBf16(halves, values, now);
                }
            } else {
                convert(from, values, now);
            }
            into.put(at + done, values, 0, now);
        }
    }

    private void convert(ByteBuffer from, float[] to, int count) {
        switch (type) {
            case F64 -> {
                for (int i = 0; i < count; i++) {
                    to[i] = (float) from.getDouble();
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    to[i] = integer(from);
                }
            }
        }
    }

    private float integer(ByteBuffer from) {
        return switch (type) {
            case BOOL, U8 -> from.get() & 0xff;
            case I8 -> from.get();
            case I16 -> from.getShort();
            case U16 -> from.getShort() & 0xffff;
            case I32 -> from.getInt();
            case U32 -> from.getInt() & 0xffffffffL;
            case I64 -> from.getLong();
            case U64 -> unsigned(from.getLong());
            case F32, F64, F16, BF16 -> throw new IllegalStateException(type + " is no integer");
        };
    }

    private static float unsigned(long bits) {
        return bits >= 0 ? bits : 2f * ((bits >>> 1) | (bits & 1));
    }

    /** Copies a column of I32. */
    void copyInts(long firstRow, int count, int[] into, int at) {
        long row = firstRow;
        int done = 0;
        while (done < count) {
            int piece = (int) (row / rowsInPiece);
            int within = (int) (row - (long) piece * rowsInPiece);
            int now = Math.min(count - done, rowsInPiece - within);
            ByteBuffer from = pieces[piece].duplicate().order(pieces[piece].order());
            from.position(within * 4);
            from.asIntBuffer().get(into, at + done, now);
            row += now;
            done += now;
        }
    }

    /** One number of a column of I32. */
    int intAt(long row) {
        int piece = (int) (row / rowsInPiece);
        return pieces[piece].getInt((int) (row - (long) piece * rowsInPiece) * 4);
    }

    /** One number of a column of I64. */
    long longAt(long row) {
        int piece = (int) (row / rowsInPiece);
        return pieces[piece].getLong((int) (row - (long) piece * rowsInPiece) * 8);
    }

    /** One number of a column of F64. */
    double doubleAt(long row) {
        return Double.longBitsToDouble(longAt(row));
    }

    /** Reads a byte of every page so that the kernel fetches the rows in order. */
    void touch(long firstRow, int count) {
        int sum = 0;
        long begin = firstRow;
        while (begin < firstRow + count) {
            int piece = (int) (begin / rowsInPiece);
            int within = (int) (begin - (long) piece * rowsInPiece);
            int now = (int) Math.min(firstRow + count - begin, rowsInPiece - within);
            int end = (within + now) * rowBytes;
            for (int b = within * rowBytes; b < end; b += 4096) {
                sum += pieces[piece].get(b);
            }
            begin += now;
        }
        touched = sum;
    }
}
