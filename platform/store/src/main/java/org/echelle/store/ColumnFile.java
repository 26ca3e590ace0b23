package org.echelle.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.echelle.torch.ElementType;
import org.echelle.torch.Safetensors;

/** A safetensors file of one vector whose length is known last. */
final class ColumnFile implements AutoCloseable {
    private static final int HEADER = 256;
    private static final String NAME = "data";

    private final Path target;
    private final Path temporary;
    private final ElementType type;
    private final FileChannel channel;
    private final ByteBuffer out = ByteBuffer.allocateDirect(1 << 18).order(ByteOrder.LITTLE_ENDIAN);
    private long count;

    ColumnFile(Path target, ElementType type) throws IOException {
        this.target = target;
        this.type = type;
        temporary = ShardWriter.temporary(target);
        Files.deleteIfExists(temporary);
        channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        out.put(new byte[HEADER]);
    }

    void add(long value) throws IOException {
        room();
        out.putLong(value);
        count++;
    }

    void add(int[] values, int from, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int now = Math.min(length - done, room());
            out.asIntBuffer().put(values, from + done, now);
            out.position(out.position() + 4 * now);
            done += now;
        }
        count += length;
    }

    void add(float[] values, int from, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int now = Math.min(length - done, room());
            out.asFloatBuffer().put(values, from + done, now);
            out.position(out.position() + 4 * now);
            done += now;
        }
        count += length;
    }

    private int room() throws IOException {
        if (out.remaining() < 8) {
            flush();
        }
        return out.remaining() / type.bytes();
    }

    private void flush() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
        out.clear();
    }

    /** Completes the file under its own name; it is not yet sure to outlive a power cut, see {@link #settle}. */
    void seal() throws IOException {
        flush();
        String json = "{\"__metadata__\":{\"format\":\"pt\"},\"" + NAME + "\":{\"dtype\":\"" + type.code()
                + "\",\"shape\":[" + count + "],\"data_offsets\":[0," + count * type.bytes() + "]}}";
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(HEADER - 8).put(json.getBytes(StandardCharsets.US_ASCII));
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        header.flip();
        for (long at = 0; header.hasRemaining(); ) {
            at += channel.write(header, at);
        }
        channel.close();
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Waits until what was written to a sealed file is on the disk. */
    static void settle(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw Disk.failure("write", temporary, e);
        }
    }

    static MappedRows map(Path file, ElementType type, long length) {
        try (Safetensors in = Safetensors.open(file)) {
            Safetensors.Entry entry = in.names().contains(NAME) ? in.entry(NAME) : null;
            if (entry == null || entry.type() != type || entry.shape().length != 1 || entry.shape()[0] != length) {
                throw new StoreException(
                        "File " + file + " is not the one that the index was written with: it should hold " + length
                                + " numbers of type " + type + ".");
            }
            return MappedRows.map(file, entry.begin(), length, 1, type, ByteOrder.LITTLE_ENDIAN);
        }
    }
}
