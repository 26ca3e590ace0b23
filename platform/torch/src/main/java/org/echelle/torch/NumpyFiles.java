package org.echelle.torch;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** NumPy's {@code .npy} and {@code .npz} files; plain ones are mapped, deflated ones expanded when a tensor is asked for. */
final class NumpyFiles {
    private static final String SUFFIX = ".npy";
    private static final int DEFLATED = 8;

    private NumpyFiles() {}

    static Weights npy(Path file, long size) {
        String name = String.valueOf(file.getFileName());
        String bare = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        Map<String, Supplier<HostTensor>> tensors = new LinkedHashMap<>();
        tensors.put(bare, mapped(new FileSlice(file, 0, size), file.toString()));
        return new Weights(file, "npy", () -> Checksums.sha256(file), tensors, Map.of());
    }

    static boolean isNpz(Map<String, ZipIndex.Entry> entries) {
        return !entries.isEmpty() && entries.keySet().stream().allMatch(name -> name.endsWith(SUFFIX));
    }

    static Weights npz(Path file, Map<String, ZipIndex.Entry> entries) {
        Map<String, Supplier<HostTensor>> tensors = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            String where = "The array " + SafetensorsHeader.shown(name) + " of " + file;
            tensors.put(name.substring(0, name.length() - SUFFIX.length()), source(entry, where));
        });
        return new Weights(file, "npz", () -> Checksums.sha256(file), tensors, Map.of());
    }

    /** An array that is no tensor (texts, objects) is refused when asked for; its neighbours can still be read. */
    private static Supplier<HostTensor> source(ZipIndex.Entry entry, String where) {
        if (entry.method() == 0 && entry.size() == entry.raw().length()) {
            return () -> mapped(entry.raw(), where).get();
        }
        if (entry.method() == DEFLATED) {
            return () -> inflated(entry, where);
        }
        throw NpyHeader.damaged(where, "it is compressed in an unknown way");
    }

    private static Supplier<HostTensor> mapped(FileSlice slice, String where) {
        FileSlice start = new FileSlice(slice.file(), slice.begin(), Math.min(slice.length(), NpyHeader.LIMIT + 12));
        NpyHeader header = NpyHeader.parse(start.map(), where);
        long bytes = Shapes.bytes(header.layout().shape(), header.layout().type());
        if (bytes > slice.length() - header.dataStart()) {
            throw NpyHeader.damaged(
                    where,
                    "its shape needs " + bytes + " bytes, but only " + (slice.length() - header.dataStart())
                            + " are there");
        }
        FileSlice data = new FileSlice(slice.file(), slice.begin() + header.dataStart(), bytes);
        return () -> header.layout().read(data.map());
    }

    private static HostTensor inflated(ZipIndex.Entry entry, String where) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(entry.raw().map());
            ByteBuffer start = ByteBuffer.allocate((int) Math.min(entry.size(), NpyHeader.LIMIT + 12));
            fill(inflater, start, where);
            NpyHeader header = NpyHeader.parse(start, where);
            long bytes = Shapes.bytes(header.layout().shape(), header.layout().type());
            // no more memory than the array's own shape says, and no shape that the directory disagrees with
            if (bytes != entry.size() - header.dataStart() || bytes > Integer.MAX_VALUE) {
                throw NpyHeader.damaged(
                        where,
                        "its shape needs " + bytes + " bytes, but " + (entry.size() - header.dataStart())
                                + " are announced");
            }
            if (bytes / 1100 > entry.raw().length()) { // deflate cannot exceed 1032 to 1
                throw NpyHeader.damaged(where, "it announces more than its compressed bytes can hold");
            }
            if (bytes > Runtime.getRuntime().maxMemory() / 4) {
                throw new TorchException(where + " would expand to " + bytes
                        + " bytes, more than a quarter of the memory that Java may use; save it uncompressed (it is"
                        + " read in place then), or allow more memory (-Xmx).");
            }
            CRC32 crc = new CRC32();
            crc.update(start.duplicate());
            ByteBuffer data = ByteBuffer.allocate((int) bytes);
            data.put(start.position(header.dataStart()));
            int known = data.position();
            fill(inflater, data, where);
            crc.update(data.duplicate().position(known));
            if (inflater.inflate(ByteBuffer.allocate(1)) > 0) {
                throw NpyHeader.damaged(where, "it expands to more than its shape needs");
            }
            if ((int) crc.getValue() != entry.crc()) {
                throw NpyHeader.damaged(where, "its bytes do not agree with their checksum");
            }
            return header.layout().read(data);
        } catch (DataFormatException e) {
            throw new TorchException(where + " is not a sound NumPy file: its compressed bytes are damaged.", e);
        } finally {
            inflater.end();
        }
    }

    /** Fills the buffer to its limit and flips it. */
    private static void fill(Inflater inflater, ByteBuffer into, String where) throws DataFormatException {
        while (into.hasRemaining()) {
            if (inflater.inflate(into) == 0) { // no progress: finished, out of input, or in want of a dictionary
                throw NpyHeader.damaged(where, "its compressed bytes end early");
            }
        }
        into.flip();
    }
}
