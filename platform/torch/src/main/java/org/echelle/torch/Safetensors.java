package org.echelle.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * Reads a safetensors file through memory mapping.
 *
 * <p>Layout: a little-endian 64-bit length, a JSON header of that many bytes, then the tensors' bytes side by side. Opening reads
 * and checks the header only; each tensor is mapped by itself when asked for, so that neither the file nor a tensor is bound to
 * 2 GiB. A mapped tensor stays readable after {@link #close}. Changing the file meanwhile is not detected.
 */
public final class Safetensors implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final SafetensorsHeader header;

    /**
     * One tensor in the file.
     *
     * @param name its name
     * @param type its element type
     * @param shape its sizes, outermost first
     * @param begin position in the file of its first byte
     * @param end position in the file behind its last byte
     */
    public record Entry(String name, ElementType type, long[] shape, long begin, long end) {
        @Override
        public long[] shape() {
            return shape.clone();
        }
    }

    private Safetensors(Path file, FileChannel channel, SafetensorsHeader header) {
        this.file = file;
        this.channel = channel;
        this.header = header;
    }

    /**
     * Opens a file and checks its header against its length.
     *
     * @throws TorchException if the file cannot be read or is not sound; the message says what is wrong with it
     */
    public static Safetensors open(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            Safetensors opened = new Safetensors(file, channel, readHeader(file, channel));
            channel = null;
            return opened;
        } catch (IOException e) {
            throw new TorchException("Cannot read " + file + ": " + Failures.reason(e) + ".", e);
        } finally {
            FileSlice.closeQuietlyAfterFailure(channel);
        }
    }

    private static SafetensorsHeader readHeader(Path file, FileChannel channel) throws IOException {
        String where = file.toString();
        long size = channel.size();
        if (size < 8) {
            throw SafetensorsHeader.damaged(where, "it has only " + size + " bytes");
        }
        long length = FileSlice.read(channel, 0, 8).getLong();
        if (length < 0 || length > SafetensorsHeader.LIMIT) {
            throw SafetensorsHeader.damaged(
                    where,
                    "its header would be " + Long.toUnsignedString(length) + " bytes long, the limit is "
                            + SafetensorsHeader.LIMIT);
        }
        if (length > size - 8) {
            throw SafetensorsHeader.damaged(
                    where,
                    "its header would be " + length + " bytes long, but the file has only " + size
                            + " bytes; it may have been cut short");
        }
        byte[] json = FileSlice.read(channel, 8, (int) length).array();
        return SafetensorsHeader.parse(json, 8 + length, size - 8 - length, where);
    }

    /** Names in the order of the file. */
    public Set<String> names() {
        return Collections.unmodifiableSet(header.entries().keySet());
    }

    /** The texts that the writer attached; empty if none. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    /**
     * Where a tensor lies and what it is.
     *
     * @throws TorchException if the file has no such tensor
     */
    public Entry entry(String name) {
        Entry entry = header.entries().get(name);
        if (entry == null) {
            throw new TorchException(file + " has no tensor \"" + SafetensorsHeader.shown(name) + "\"; it has "
                    + Names.some(names()) + ".");
        }
        return entry;
    }

    /**
     * A whole tensor, as a view of the mapped file.
     *
     * @throws TorchException if there is none of that name, or it is larger than 2 GiB (use {@link #rows})
     */
    public HostTensor tensor(String name) {
        Entry entry = entry(name);
        long bytes = entry.end() - entry.begin();
        if (bytes > Integer.MAX_VALUE) {
            throw new TorchException("Tensor \"" + SafetensorsHeader.shown(name) + "\" of " + file
                    + " is larger than 2 GiB; read it in rows.");
        }
        return new HostTensor(entry.type(), entry.shape(), map(entry.begin(), bytes));
    }

    /**
     * A range of a tensor along its first axis, as a view of the mapped file; the tensor may be of any size.
     *
     * @param name the tensor
     * @param firstRow first index along axis 0
     * @param rowCount how many
     * @return shape [rowCount, ...]
     * @throws TorchException if the range does not lie within the tensor or is itself larger than 2 GiB
     */
    public HostTensor rows(String name, long firstRow, int rowCount) {
        Entry entry = entry(name);
        long[] shape = entry.shape();
        if (shape.length == 0) {
            throw new TorchException("Tensor \"" + SafetensorsHeader.shown(name) + "\" of " + file + " has no rows.");
        }
        if (firstRow < 0 || rowCount < 0 || firstRow > shape[0] - rowCount) {
            throw new TorchException("Tensor \"" + SafetensorsHeader.shown(name) + "\" of " + file + " has " + shape[0]
                    + " rows; asked for were " + rowCount + " from row " + firstRow + ".");
        }
        long rowBytes = shape[0] == 0 ? 0 : (entry.end() - entry.begin()) / shape[0];
        if (rowCount > 0 && rowBytes > Integer.MAX_VALUE / rowCount) {
            throw new TorchException(rowCount + " rows of tensor \"" + SafetensorsHeader.shown(name) + "\" of " + file
                    + " are larger than 2 GiB; ask for fewer at a time.");
        }
        shape[0] = rowCount;
        return new HostTensor(entry.type(), shape, map(entry.begin() + firstRow * rowBytes, rowCount * rowBytes));
    }

    private ByteBuffer map(long begin, long bytes) {
        if (bytes == 0) {
            return ByteBuffer.allocate(0);
        }
        try {
            return channel.map(FileChannel.MapMode.READ_ONLY, begin, bytes).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new TorchException("Cannot read " + file + ": " + Failures.reason(e) + ".", e);
        }
    }

    /** Whether a file starts like a safetensors file: a plausible header length, then an opening brace. */
    public static boolean looksLike(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < 10) {
                return false;
            }
            ByteBuffer start = FileSlice.read(channel, 0, 9);
            long length = start.getLong();
            return length >= 2
                    && length <= SafetensorsHeader.LIMIT
                    && length <= channel.size() - 8
                    && start.get() == '{';
        } catch (IOException e) {
            throw new TorchException("Cannot read " + file + ": " + Failures.reason(e) + ".", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new TorchException("Cannot close " + file + ": " + Failures.reason(e) + ".", e);
        }
    }
}
