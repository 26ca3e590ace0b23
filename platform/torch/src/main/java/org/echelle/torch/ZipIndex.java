package org.echelle.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of a zip file with the places of their bytes, which Java's own reader does not tell and mapping needs.
 *
 * <p>Reads the central directory (zip64 too), then each local header; refuses encrypted and doubled entries, entries that
 * overlap, and names that lead out of a folder. Source: PKWARE APPNOTE 6.3.10.
 */
final class ZipIndex {
    private static final int END = 0x06054b50;
    private static final int END64 = 0x06064b50;
    private static final int END64_LOCATOR = 0x07064b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int MOST_ENTRIES = 1_000_000;
    private static final int MOST_DIRECTORY = 256 << 20;

    /**
     * One entry.
     *
     * @param method 0 stored, 8 deflated
     * @param size its bytes when expanded
     * @param crc CRC-32 of the expanded bytes, as the directory has it
     * @param raw where its bytes lie in the file, as they are stored
     */
    record Entry(String name, int method, long size, int crc, FileSlice raw) {}

    private final Path file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private ZipIndex(Path file) {
        this.file = file;
    }

    static Map<String, Entry> of(Path file) {
        ZipIndex index = new ZipIndex(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            index.read(channel);
        } catch (IOException e) {
            throw new TorchException("Cannot read " + file + ": " + Failures.reason(e) + ".", e);
        }
        return index.entries;
    }

    private void read(FileChannel channel) throws IOException {
        long size = channel.size();
        int tailLength = (int) Math.min(size, 22 + 65535);
        ByteBuffer tail = FileSlice.read(channel, size - tailLength, tailLength);
        int end = tailLength - 22;
        while (end >= 0 && tail.getInt(end) != END) {
            end--;
        }
        if (end < 0) {
            throw damaged("its directory is missing; it may have been cut short");
        }
        long count = Short.toUnsignedInt(tail.getShort(end + 10));
        long length = Integer.toUnsignedLong(tail.getInt(end + 12));
        long begin = Integer.toUnsignedLong(tail.getInt(end + 16));
        long endAt = size - tailLength + end;
        if (endAt >= 20) {
            ByteBuffer locator = FileSlice.read(channel, endAt - 20, 20);
            if (locator.getInt(0) == END64_LOCATOR) {
                long at = locator.getLong(8);
                if (at < 0 || at > endAt - 56) {
                    throw damaged("its directory lies outside the file");
                }
                ByteBuffer end64 = FileSlice.read(channel, at, 56);
                if (end64.getInt(0) != END64) {
                    throw damaged("its directory is damaged");
                }
                count = end64.getLong(32);
                length = end64.getLong(40);
                begin = end64.getLong(48);
            }
        }
        if (begin < 0 || length < 0 || begin > size || length > size - begin || length > MOST_DIRECTORY) {
            throw damaged("its directory lies outside the file");
        }
        if (count < 0 || count > MOST_ENTRIES || count > length / 46) {
            throw damaged("its directory should list " + count + " entries, which it has no room for");
        }
        directory(channel, FileSlice.read(channel, begin, (int) length), (int) count, begin);
    }

    private void directory(FileChannel channel, ByteBuffer in, int count, long directoryBegin) throws IOException {
        List<Entry> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (in.remaining() < 46 || in.getInt(in.position()) != CENTRAL) {
                throw damaged("its directory is damaged");
            }
            int at = in.position();
            int flags = in.getShort(at + 8);
            int method = Short.toUnsignedInt(in.getShort(at + 10));
            long compressed = Integer.toUnsignedLong(in.getInt(at + 20));
            long expanded = Integer.toUnsignedLong(in.getInt(at + 24));
            int nameLength = Short.toUnsignedInt(in.getShort(at + 28));
            int extraLength = Short.toUnsignedInt(in.getShort(at + 30));
            int commentLength = Short.toUnsignedInt(in.getShort(at + 32));
            long local = Integer.toUnsignedLong(in.getInt(at + 42));
            if (in.remaining() < 46 + nameLength + extraLength + commentLength) {
                throw damaged("its directory is damaged");
            }
            byte[] name = new byte[nameLength];
            in.get(at + 46, name);
            long[] wide = zip64(in, at + 46 + nameLength, extraLength, expanded, compressed, local);
            in.position(at + 46 + nameLength + extraLength + commentLength);
            String text = new String(name, StandardCharsets.UTF_8);
            checkName(text);
            if ((flags & 1) != 0) {
                throw damaged("its entry " + SafetensorsHeader.shown(text) + " is encrypted");
            }
            FileSlice raw = place(channel, name, text, wide[2], wide[1], directoryBegin);
            found.add(new Entry(text, method, wide[0], in.getInt(at + 16), raw));
        }
        register(found);
    }

    /** The zip64 extra field holds, in this order, whatever the short fields have no room for. */
    private long[] zip64(ByteBuffer in, int from, int length, long expanded, long compressed, long local) {
        long[] values = {expanded, compressed, local};
        int at = from;
        int end = from + length;
        while (end - at >= 4) {
            int id = Short.toUnsignedInt(in.getShort(at));
            int size = Short.toUnsignedInt(in.getShort(at + 2));
            if (size > end - at - 4) {
                break;
            }
            if (id == 1) {
                int next = at + 4;
                for (int i = 0; i < 3; i++) {
                    if (values[i] == 0xffffffffL) {
                        if (next + 8 > at + 4 + size) {
                            throw damaged("its directory is damaged");
                        }
                        values[i] = in.getLong(next);
                        next += 8;
                    }
                }
            }
            at += 4 + size;
        }
        for (long value : values) {
            if (value < 0) {
                throw damaged("its directory has a size past counting");
            }
        }
        return values;
    }

    private FileSlice place(
            FileChannel channel, byte[] rawName, String name, long local, long compressed, long directoryBegin)
            throws IOException {
        if (local > directoryBegin - 30 - rawName.length) {
            throw damaged("its entry " + SafetensorsHeader.shown(name) + " lies outside the file");
        }
        ByteBuffer header = FileSlice.read(channel, local, 30 + rawName.length);
        if (header.getInt(0) != LOCAL) {
            throw damaged("its entry " + SafetensorsHeader.shown(name) + " is not where its directory says");
        }
        if (Short.toUnsignedInt(header.getShort(26)) != rawName.length
                || !header.position(30).equals(ByteBuffer.wrap(rawName))) {
            throw damaged("its entry " + SafetensorsHeader.shown(name) + " has another name in the directory");
        }
        long begin = local + 30 + Short.toUnsignedInt(header.getShort(26)) + Short.toUnsignedInt(header.getShort(28));
        if (begin > directoryBegin || compressed > directoryBegin - begin) {
            throw damaged("its entry " + SafetensorsHeader.shown(name) + " reaches beyond the file");
        }
        return new FileSlice(file, begin, compressed);
    }

    private void checkName(String name) {
        boolean drive = name.length() > 1 && name.charAt(1) == ':' && Character.isLetter(name.charAt(0));
        boolean climbs = drive || name.startsWith("/") || name.contains("\\") || name.contains("\0");
        for (String part : name.split("/")) {
            climbs |= part.equals("..");
        }
        if (climbs || name.isEmpty()) {
            throw damaged(
                    "it has an entry with the name \"" + SafetensorsHeader.shown(name) + "\", which leads out of it");
        }
    }

    private void register(List<Entry> found) {
        List<Entry> byPlace = new ArrayList<>(found);
        byPlace.sort(Comparator.comparingLong((Entry e) -> e.raw().begin())
                .thenComparingLong(e -> e.raw().length()));
        long behind = 0;
        for (Entry entry : byPlace) {
            if (entry.raw().begin() < behind) {
                throw damaged("its entry " + SafetensorsHeader.shown(entry.name()) + " overlaps another");
            }
            behind = entry.raw().begin() + entry.raw().length();
        }
        for (Entry entry : found) {
            if (entries.put(entry.name(), entry) != null) {
                throw damaged("it has two entries named " + SafetensorsHeader.shown(entry.name()));
            }
        }
    }

    private TorchException damaged(String what) {
        return new TorchException(file + " is not a sound zip file: " + what + ".");
    }
}
