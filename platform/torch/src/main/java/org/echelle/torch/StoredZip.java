package org.echelle.torch;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A zip of uncompressed entries whose bytes begin at multiples of 64, as PyTorch lays out its files so that they can be mapped. The
 * same entries give the same bytes: every entry has the same date.
 */
final class StoredZip {
    private static final int ALIGNMENT = 64;
    private static final int LOCAL_HEADER = 30;
    private static final int EXTRA_HEADER = 4;
    private static final LocalDateTime DATE = LocalDateTime.of(1980, 2, 1, 0, 0);
    private final Counting counting;
    private final ZipOutputStream zip;

    StoredZip(OutputStream out) {
        counting = new Counting(out);
        zip = new ZipOutputStream(counting, StandardCharsets.UTF_8);
        zip.setMethod(ZipOutputStream.STORED);
    }

    /** Adds an entry of these bytes, one buffer behind the other. */
    void add(String name, ByteBuffer... parts) throws IOException {
        CRC32 crc = new CRC32();
        long size = 0;
        for (ByteBuffer part : parts) {
            crc.update(part.duplicate());
            size += part.remaining();
        }
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(DATE);
        entry.setSize(size);
        entry.setCompressedSize(size);
        entry.setCrc(crc.getValue());
        entry.setExtra(padding(counting.bytes + LOCAL_HEADER + name.getBytes(StandardCharsets.UTF_8).length));
        zip.putNextEntry(entry);
        byte[] chunk = new byte[1 << 16];
        for (ByteBuffer part : parts) {
            ByteBuffer source = part.duplicate();
            while (source.hasRemaining()) {
                int n = Math.min(chunk.length, source.remaining());
                source.get(chunk, 0, n);
                zip.write(chunk, 0, n);
            }
        }
        zip.closeEntry();
    }

    /** Writes the directory; the stream below stays open. */
    void finish() throws IOException {
        zip.finish();
        zip.flush();
    }

    /** An extra field "FB", PyTorch's own name for padding, that ends where the entry's bytes may begin. */
    private static byte[] padding(long fieldBegins) {
        int fill = (int) (-(fieldBegins + EXTRA_HEADER) & (ALIGNMENT - 1));
        byte[] field = new byte[EXTRA_HEADER + fill];
        java.util.Arrays.fill(field, (byte) 'Z');
        ByteBuffer.wrap(field)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 'F')
                .put((byte) 'B')
                .putShort((short) fill);
        return field;
    }

    private static final class Counting extends FilterOutputStream {
        private long bytes;

        Counting(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] b, int from, int length) throws IOException {
            out.write(b, from, length);
            bytes += length;
        }
    }
}
