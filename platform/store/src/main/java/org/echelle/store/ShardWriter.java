package org.echelle.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.echelle.torch.Checksums;
import org.echelle.torch.ElementType;

/**
 * One shard in the making. Values go to the disk, and into the checksum, as they come; coordinates wait in memory for the end.
 * The checksum starts with the header of a full shard; one that ends earlier gets its header last and is read once more.
 */
final class ShardWriter implements AutoCloseable {
    private static final int SCRATCH = 8192;

    private final Path target;
    private final Path temporary;
    private final ShardSpec spec;
    private final String hookPoint;
    private final int capacity;
    private final FileChannel channel;
    private final ByteBuffer out = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    private final MessageDigest digest = sha256();
    private final float[] values;
    private final int[] bits;
    private final short[] halves;
    private int[][] coordinates;
    private int rows;

    private ShardWriter(Path target, ShardSpec spec, String hookPoint, int capacity, StandardOpenOption mode)
            throws IOException {
        this.target = target;
        this.spec = spec;
        this.hookPoint = hookPoint;
        this.capacity = capacity;
        temporary = temporary(target);
        int size = Math.max(1, SCRATCH / spec.width()) * spec.width();
        values = new float[size];
        bits = new int[size];
        halves = new short[size];
        coordinates = new int[spec.axes().size()][Math.min(capacity, 1024)];
        channel = FileChannel.open(temporary, mode, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    static Path temporary(Path target) {
        return target.resolveSibling("." + target.getFileName() + ".part");
    }

    /** Starts a shard that can take up to {@code capacity} rows. */
    static ShardWriter create(Path target, ShardSpec spec, String hookPoint, int capacity) {
        try {
            Files.deleteIfExists(temporary(target));
            ShardWriter writer = new ShardWriter(target, spec, hookPoint, capacity, StandardOpenOption.CREATE_NEW);
            writer.out.put(spec.header(capacity));
            return writer;
        } catch (IOException e) {
            throw Disk.failure("write", target, e);
        }
    }

    /** Takes a shard that ended early back into work. */
    static ShardWriter reopen(Path target, ShardSpec spec, String hookPoint, int capacity, int rows) {
        try {
            SafetensorsTable table = SafetensorsTable.shard(target, spec, rows);
            int[][] coordinates = new int[spec.axes().size()][Math.max(rows, 1024)];
            for (int a = 0; a < coordinates.length; a++) {
                table.coordinates(a, 0, rows, coordinates[a], 0);
            }
            Files.move(target, temporary(target), StandardCopyOption.REPLACE_EXISTING);
            ShardWriter writer = new ShardWriter(target, spec, hookPoint, capacity, StandardOpenOption.WRITE);
            writer.coordinates = coordinates;
            writer.rows = rows;
            long end = spec.headerBytes() + rows * spec.rowBytes();
            writer.channel.truncate(end);
            byte[] header = spec.header(capacity);
            writer.digest.update(header);
            writer.writeHeader(header);
            ByteBuffer in = ByteBuffer.allocate(1 << 20);
            writer.channel.position(spec.headerBytes());
            while (writer.channel.read(in) >= 0) {
                writer.digest.update(in.flip());
                in.clear();
            }
            return writer;
        } catch (IOException e) {
            throw Disk.failure("write", target, e);
        }
    }

    int rows() {
        return rows;
    }

    int room() {
        return capacity - rows;
    }

    /**
     * Adds rows; each is checked before any byte of it is written.
     *
     * @param from values, starting at a row
     * @param firstValue index of the first value in it
     * @param at the coordinates, {@code [axis][row]}
     * @param first the rows' position in {@code at}
     * @param before rows in earlier shards, for messages
     */
    void append(FloatBuffer from, int firstValue, int[][] at, int first, int count, long before) throws IOException {
        int width = spec.width();
        int group = values.length / width;
        grow(count);
        for (int done = 0; done < count; done += group) {
            int now = Math.min(group, count - done);
            int n = now * width;
            from.get(firstValue + done * width, values, 0, n);
            for (int i = 0; i < n; i++) {
                bits[i] = Float.floatToRawIntBits(values[i]);
            }
            if (Halves.anyNonFinite(bits, n)) {
                throw nonFinite(at[0], first + done, n, before);
            }
            put(n, at[0], first + done, before);
            for (int a = 0; a < coordinates.length; a++) {
                System.arraycopy(at[a], first + done, coordinates[a], rows, now);
            }
            rows += now;
        }
    }

    private void put(int n, int[] sample, int first, long before) throws IOException {
        int bytes = n * spec.type().bytes();
        if (spec.type() == ElementType.F32) {
            for (int done = 0; done < n; ) {
                int now = Math.min(n - done, room(4));
                out.asIntBuffer().put(bits, done, now);
                out.position(out.position() + 4 * now);
                done += now;
            }
            return;
        }
        int tooLarge =
                spec.type() == ElementType.F16 ? Halves.narrowF16(bits, halves, n) : Halves.narrowBf16(bits, halves, n);
        if (tooLarge >= 0) {
            int row = tooLarge / spec.width();
            throw new StoreException("Activation " + values[tooLarge] + " at hook point " + hookPoint + ", sample "
                    + sample[first + row] + ", row " + (before + rows + row) + " does not fit into " + spec.type()
                    + "; store the activations as F32" + (spec.type() == ElementType.F16 ? " or BF16." : "."));
        }
        for (int done = 0; done < bytes / 2; ) {
            int now = Math.min(bytes / 2 - done, room(2));
            out.asShortBuffer().put(halves, done, now);
            out.position(out.position() + 2 * now);
            done += now;
        }
    }

    private int room(int elementBytes) throws IOException {
        if (out.remaining() < elementBytes) {
            flush();
        }
        return out.remaining() / elementBytes;
    }

    private void flush() throws IOException {
        out.flip();
        digest.update(out.duplicate());
        while (out.hasRemaining()) {
            channel.write(out);
        }
        out.clear();
    }

    private void writeHeader(byte[] bytes) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(bytes);
        for (long at = 0; header.hasRemaining(); ) {
            at += channel.write(header, at);
        }
    }

    private StoreException nonFinite(int[] sample, int first, int n, long before) {
        int i = 0;
        while (i < n && Float.isFinite(values[i])) {
            i++;
        }
        int row = i / spec.width();
        return new StoreException(
                "The activation at hook point " + hookPoint + ", sample " + sample[first + row] + ", row "
                        + (before + rows + row) + ", column " + i % spec.width() + " is " + values[i]
                        + "; look into the subject's weights and that sample, or take another hook point.");
    }

    private void grow(int count) {
        if (rows + count > coordinates[0].length) {
            int size = (int) Math.min(capacity, Math.max(rows + (long) count, 2L * coordinates[0].length));
            for (int a = 0; a < coordinates.length; a++) {
                coordinates[a] = Arrays.copyOf(coordinates[a], size);
            }
        }
    }

    /** Completes the file, forces it to the disk and gives it its name. */
    StoreManifest.Shard seal() throws IOException {
        for (long p = spec.padding(rows); p > 0; p--) {
            room(1);
            out.put((byte) 0);
        }
        for (int[] column : coordinates) {
            for (int done = 0; done < rows; ) {
                int now = Math.min(rows - done, room(4));
                out.asIntBuffer().put(column, done, now);
                out.position(out.position() + 4 * now);
                done += now;
            }
        }
        flush();
        String sum = HexFormat.of().formatHex(digest.digest());
        if (rows < capacity) {
            writeHeader(spec.header(rows));
        }
        channel.force(true);
        long bytes = channel.size();
        channel.close();
        if (rows < capacity) {
            sum = Checksums.sha256(temporary);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new StoreManifest.Shard(target.getFileName().toString(), rows, bytes, sum);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Drops what was not sealed. */
    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw Disk.failure("write", temporary, e);
        }
    }
}
