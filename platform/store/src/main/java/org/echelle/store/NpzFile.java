package org.echelle.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.echelle.torch.ElementType;

/**
 * An array of a {@code .npz} archive. Its data is unpacked to a temporary file, of exactly the size that the array's header
 * states, so that a compressed archive can neither fill the memory nor grow past its word.
 */
final class NpzFile {
    private NpzFile() {}

    static MatrixFile open(Path file, Optional<String> asked) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Map<String, NpyMatrix> headers = new LinkedHashMap<>();
            List<String> names = new ArrayList<>();
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().endsWith(".npy")) {
                    names.add(plain(entry.getName()));
                }
            }
            for (String name : names) {
                if (asked.isEmpty() || asked.get().equals(name)) {
                    header(zip, file, name, asked.isPresent()).ifPresent(h -> headers.put(name, h));
                }
            }
            List<String> matrices = headers.entrySet().stream()
                    .filter(e -> e.getValue().shape().length == 2)
                    .map(Map.Entry::getKey)
                    .toList();
            String name = TensorChoice.choose(file, names, matrices, asked);
            NpyMatrix header = headers.get(name);
            header.requireMatrix(file, name);
            return ofEntry(zip, file, name, header);
        } catch (ZipException e) {
            throw new StoreException(
                    "Cannot read " + file + ": it is no sound zip archive (" + e.getMessage() + ").", e);
        }
    }

    private static String plain(String entry) {
        return entry.substring(0, entry.length() - 4);
    }

    /** Empty for an array that cannot be read and was not asked for. */
    private static Optional<NpyMatrix> header(ZipFile zip, Path file, String name, boolean needed) throws IOException {
        try (InputStream in = zip.getInputStream(zip.getEntry(name + ".npy"))) {
            return Optional.of(NpyMatrix.read(in, "array " + name + " of " + file));
        } catch (StoreException e) {
            if (needed) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static MatrixFile ofEntry(ZipFile zip, Path file, String name, NpyMatrix header) throws IOException {
        String where = "array " + name + " of " + file;
        long rows = header.shape()[0];
        int width = (int) header.shape()[1];
        boolean big = header.order() == ByteOrder.BIG_ENDIAN;
        ElementType type = header.type();
        Path unpacked;
        try (InputStream in = new BufferedInputStream(zip.getInputStream(zip.getEntry(name + ".npy")), 1 << 16)) {
            NpyMatrix.read(in, where);
            unpacked = Spill.unpacked(in, header.dataBytes(), where);
        }
        MappedRows values = header.fortran()
                ? Spill.transposed(Spill.map(unpacked, rows * width, 1, type, header.order()), rows, width)
                : Spill.map(unpacked, rows, width, type, header.order());
        return MatrixFile.ofSamples(
                file, "array \"" + name + "\", " + type + (big ? " big-endian" : ""), values, rows, width);
    }
}
