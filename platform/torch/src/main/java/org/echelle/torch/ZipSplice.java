package org.echelle.torch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A zip file put together from entries of another, taken as they lie there, and new ones; read as a stream, so that nothing is held
 * but the new entries and the directory. Source: PKWARE APPNOTE 6.3.10, zip64 records where sizes need them.
 */
final class ZipSplice {
    private static final long WIDE = 0xffffffffL;

    private record Part(byte[] name, int method, int crc, long packed, long size, long at, Piece content) {}

    /** Something to be read when its turn comes. */
    @FunctionalInterface
    private interface Piece {
        InputStream open() throws IOException;
    }

    private final List<Part> parts = new ArrayList<>();
    private long length;

    /** Adds an entry as it lies in its file, compressed or not. */
    void keep(ZipIndex.Entry entry) {
        FileSlice raw = entry.raw();
        add(entry.name(), entry.method(), entry.crc(), raw.length(), entry.size(), () -> slice(raw));
    }

    /** Adds a new entry, uncompressed. */
    void put(String name, byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        add(name, 0, (int) crc.getValue(), content.length, content.length, () -> new ByteArrayInputStream(content));
    }

    private void add(String name, int method, int crc, long packed, long size, Piece content) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        Part part = new Part(utf8, method, crc, packed, size, length, content);
        parts.add(part);
        length += local(part).length + packed;
    }

    /** The whole file; opens one entry at a time. */
    InputStream stream() {
        Deque<Piece> pieces = new ArrayDeque<>();
        for (Part part : parts) {
            pieces.add(() -> new ByteArrayInputStream(local(part)));
            pieces.add(part.content());
        }
        pieces.add(() -> new ByteArrayInputStream(directory()));
        return new Chain(pieces);
    }

    /** One piece behind the other. */
    private static final class Chain extends InputStream {
        private final Deque<Piece> left;
        private InputStream current = InputStream.nullInputStream();

        Chain(Deque<Piece> left) {
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            while (most > 0) {
                int n = current.read(into, from, most);
                if (n > 0 || left.isEmpty()) {
                    return n;
                }
                current.close();
                current = left.remove().open();
            }
            return 0;
        }

        @Override
        public void close() throws IOException {
            current.close();
        }
    }

    private static InputStream slice(FileSlice raw) throws IOException {
        FileChannel channel = FileChannel.open(raw.file(), StandardOpenOption.READ);
        channel.position(raw.begin());
        InputStream whole = Channels.newInputStream(channel);
        return new InputStream() {
            private long left = raw.length();

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                if (left == 0) {
                    return -1;
                }
                int n = whole.read(into, from, (int) Math.min(most, left));
                if (n < 0) {
                    throw new IOException(raw.file() + " has become shorter since it was opened");
                }
                left -= n;
                return n;
            }

            @Override
            public void close() throws IOException {
                whole.close();
            }
        };
    }

    private static byte[] bytes(ByteBuffer filled) {
        byte[] out = new byte[filled.capacity()];
        filled.get(0, out);
        return out;
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static boolean wide(Part part) {
        return part.packed >= WIDE || part.size >= WIDE || part.at >= WIDE;
    }

    private static byte[] local(Part part) {
        boolean wide = part.packed >= WIDE || part.size >= WIDE;
        ByteBuffer out = little(30 + part.name.length + (wide ? 20 : 0));
        out.putInt(0x04034b50).putShort((short) (wide ? 45 : 20)).putShort((short) 0x800);
        out.putShort((short) part.method).putInt(0x00210000).putInt(part.crc);
        out.putInt(narrow(wide, part.packed)).putInt(narrow(wide, part.size));
        out.putShort((short) part.name.length).putShort((short) (wide ? 20 : 0)).put(part.name);
        if (wide) {
            out.putShort((short) 1).putShort((short) 16).putLong(part.size).putLong(part.packed);
        }
        return bytes(out);
    }

    private static int narrow(boolean wide, long value) {
        return wide ? -1 : (int) value;
    }

    private byte[] directory() {
        int bytes = 0;
        for (Part part : parts) {
            bytes += 46 + part.name.length + (wide(part) ? 28 : 0);
        }
        boolean wideEnd = length >= WIDE || length + bytes >= WIDE || parts.size() >= 0xffff;
        ByteBuffer out = little(bytes + (wideEnd ? 76 : 0) + 22);
        for (Part part : parts) {
            boolean wide = wide(part);
            out.putInt(0x02014b50)
                    .putShort((short) 45)
                    .putShort((short) (wide ? 45 : 20))
                    .putShort((short) 0x800);
            out.putShort((short) part.method).putInt(0x00210000).putInt(part.crc);
            out.putInt(narrow(wide, part.packed)).putInt(narrow(wide, part.size));
            out.putShort((short) part.name.length).putShort((short) (wide ? 28 : 0));
            out.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
            out.putInt(narrow(wide, part.at)).put(part.name);
            if (wide) {
                out.putShort((short) 1)
                        .putShort((short) 24)
                        .putLong(part.size)
                        .putLong(part.packed)
                        .putLong(part.at);
            }
        }
        if (wideEnd) {
            out.putInt(0x06064b50)
                    .putLong(44)
                    .putShort((short) 45)
                    .putShort((short) 45)
                    .putInt(0)
                    .putInt(0);
            out.putLong(parts.size()).putLong(parts.size()).putLong(bytes).putLong(length);
            out.putInt(0x07064b50).putInt(0).putLong(length + bytes).putInt(1);
        }
        short count = wideEnd ? -1 : (short) parts.size();
        out.putInt(0x06054b50)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort(count)
                .putShort(count);
        out.putInt(narrow(wideEnd, bytes)).putInt(narrow(wideEnd, length)).putShort((short) 0);
        return bytes(out);
    }
}
