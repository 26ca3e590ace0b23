package org.echelle.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes zip files field by field, so that any of them can be made to lie. Layout: PKWARE APPNOTE 6.3.10. */
final class ZipBytes {
    /** One entry with everything that its two headers say. */
    static final class Part {
        String name;
        String localName;
        int method;
        int flags;
        byte[] raw;
        long size;
        long compressed;
        int crc;
        long place = -1;

        Part named(String directoryName) {
            name = directoryName;
            return this;
        }

        Part calledInside(String local) {
            localName = local;
            return this;
        }

        Part method(int code) {
            method = code;
            return this;
        }

        Part encrypted() {
            flags |= 1;
            return this;
        }

        Part announcing(long expanded) {
            size = expanded;
            return this;
        }

        Part taking(long bytes) {
            compressed = bytes;
            return this;
        }

        Part checksum(int value) {
            crc = value;
            return this;
        }

        Part at(long offset) {
            place = offset;
            return this;
        }
    }

    private final List<Part> parts = new ArrayList<>();
    private boolean wide;

    static Part stored(String name, byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        Part part = new Part();
        part.name = name;
        part.localName = name;
        part.raw = bytes;
        part.size = bytes.length;
        part.compressed = bytes.length;
        part.crc = (int) crc.getValue();
        return part;
    }

    static Part deflated(String name, byte[] bytes) {
        Part part = stored(name, bytes);
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(bytes);
        deflater.finish();
        byte[] out = new byte[bytes.length + 64];
        int n = deflater.deflate(out);
        deflater.end();
        part.raw = java.util.Arrays.copyOf(out, n);
        part.compressed = n;
        part.method = 8;
        return part;
    }

    ZipBytes with(Part part) {
        parts.add(part);
        return this;
    }

    /** Puts sizes and places into zip64 fields, as writers of files past 4 GiB do. */
    ZipBytes zip64() {
        wide = true;
        return this;
    }

    static byte[] of(Part... parts) {
        ZipBytes zip = new ZipBytes();
        for (Part part : parts) {
            zip.with(part);
        }
        return zip.bytes();
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream directory = new ByteArrayOutputStream();
        for (Part part : parts) {
            long place = part.place >= 0 ? part.place : out.size();
            byte[] local = part.localName.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(little(30)
                    .putInt(0x04034b50)
                    .putShort((short) 45)
                    .putShort((short) part.flags)
                    .putShort((short) part.method)
                    .putInt(0)
                    .putInt(part.crc)
                    .putInt((int) part.compressed)
                    .putInt((int) part.size)
                    .putShort((short) local.length)
                    .putShort((short) 0)
                    .array());
            out.writeBytes(local);
            out.writeBytes(part.raw);
            directory.writeBytes(central(part, place));
        }
        long begin = out.size();
        out.writeBytes(directory.toByteArray());
        if (wide) {
            long end64 = out.size();
            out.writeBytes(little(56)
                    .putInt(0x06064b50)
                    .putLong(44)
                    .putShort((short) 45)
                    .putShort((short) 45)
                    .putLong(0)
                    .putLong(parts.size())
                    .putLong(parts.size())
                    .putLong(directory.size())
                    .putLong(begin)
                    .array());
            out.writeBytes(little(20)
                    .putInt(0x07064b50)
                    .putInt(0)
                    .putLong(end64)
                    .putInt(1)
                    .array());
        }
        out.writeBytes(little(22)
                .putInt(0x06054b50)
                .putInt(0)
                .putShort((short) (wide ? 0xffff : parts.size()))
                .putShort((short) (wide ? 0xffff : parts.size()))
                .putInt(wide ? -1 : directory.size())
                .putInt(wide ? -1 : (int) begin)
                .putShort((short) 0)
                .array());
        return out.toByteArray();
    }

    private byte[] central(Part part, long place) {
        byte[] name = part.name.getBytes(StandardCharsets.UTF_8);
        return little(46 + name.length + (wide ? 28 : 0))
                .putInt(0x02014b50)
                .putShort((short) 45)
                .putShort((short) 45)
                .putShort((short) part.flags)
                .putShort((short) part.method)
                .putInt(0)
                .putInt(part.crc)
                .putInt(wide ? -1 : (int) part.compressed)
                .putInt(wide ? -1 : (int) part.size)
                .putShort((short) name.length)
                .putShort((short) (wide ? 28 : 0))
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0)
                .putInt(wide ? -1 : (int) place)
                .put(name)
                .put(wide ? extra(part, place) : new byte[0])
                .array();
    }

    private static byte[] extra(Part part, long place) {
        return little(28)
                .putShort((short) 1)
                .putShort((short) 24)
                .putLong(part.size)
                .putLong(part.compressed)
                .putLong(place)
                .array();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
