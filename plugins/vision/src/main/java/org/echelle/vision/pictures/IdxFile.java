package org.echelle.vision.pictures;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.echelle.vision.VisionException;

/**
 * A file of LeCun's IDX format with unsigned bytes: two zeros, type 8, number of dimensions, the dimensions as big-endian 32-bit
 * numbers, the values in C order. Held in memory.
 *
 * @param sizes of the dimensions
 * @param data values, beginning at {@code offset}
 * @param offset bytes of the header
 */
record IdxFile(int[] sizes, byte[] data, int offset) {
    static IdxFile read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
            if (bytes.length > 2 && bytes[0] == 0x1f && (bytes[1] & 0xff) == 0x8b) {
                try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                    bytes = in.readAllBytes();
                }
            }
        } catch (IOException e) {
            throw new VisionException(
                    "The IDX file " + file + " cannot be read: " + e.getMessage() + "; it may be cut short.", e);
        }
        if (bytes.length < 8 || bytes[0] != 0 || bytes[1] != 0 || bytes[2] != 8 || bytes[3] < 1 || bytes[3] > 4) {
            throw new VisionException(
                    "The file " + file
                            + " is no IDX file of unsigned bytes (it should begin with 00 00 08 and the number of dimensions).");
        }
        int[] sizes = new int[bytes[3]];
        int offset = 4 + 4 * sizes.length;
        long values = 1;
        for (int i = 0; i < sizes.length && bytes.length >= offset; i++) {
            sizes[i] = ByteBuffer.wrap(bytes).getInt(4 + 4 * i);
            values = sizes[i] < 0 || values > Integer.MAX_VALUE ? Long.MAX_VALUE : values * sizes[i];
        }
        if (bytes.length < offset || bytes.length - offset != values) {
            throw new VisionException(
                    "The IDX file " + file + " announces " + Arrays.toString(sizes) + " values and holds "
                            + Math.max(0, bytes.length - offset) + " bytes of them; it is cut short or damaged.");
        }
        return new IdxFile(sizes, bytes, offset);
    }
}
