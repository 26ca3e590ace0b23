package org.echelle.medical.dicom;

import java.nio.ByteBuffer;
import org.echelle.medical.images.ImagingException;

/**
 * A table as DICOM writes them: modality, values of interest, palette (PS3.3, C.11.1.1.1 and C.7.6.3.1.5).
 *
 * @param first the value that the first entry is for
 * @param entries at least one
 * @param bits of an entry, 8 to 16
 */
@SuppressWarnings("ArrayRecordComponent") // not changed after reading, never compared
record Lut(int first, int[] entries, int bits) {
    static Lut of(DataSet holder, Tag descriptor, Tag data, boolean signed) {
        double[] told = holder.numbers(descriptor);
        Element e = holder.find(data)
                .filter(d -> d.length() > 0)
                .orElseThrow(
                        () -> new ImagingException(
                                data.told()
                                        + " is missing, so its table has no entries (segmented palettes are not read here): convert the file to RGB."));
        if (told.length != 3) {
            throw new ImagingException(
                    descriptor.told() + " has " + told.length + " numbers instead of 3: the file is broken.");
        }
        // 0 stands for 65536, and what came signed was meant unsigned
        int n = (int) told[0] & 0xFFFF;
        n = n == 0 ? 0x10000 : n;
        int first = signed ? (short) told[1] : (int) told[1] & 0xFFFF;
        int bits = (int) told[2];
        int width = e.length() >= 2 * n ? 2 : 1;
        if (e.length() < n * width || bits < 8 || bits > 16) {
            throw new ImagingException("A table of " + n + " entries of " + bits + " bits has " + e.length()
                    + " bytes: the file is broken.");
        }
        ByteBuffer bytes = DataSet.buffer(e);
        int[] entries = new int[n];
        int most = (1 << bits) - 1;
        for (int i = 0; i < n; i++) {
            entries[i] = Math.min(most, width == 2 ? bytes.getShort(2 * i) & 0xFFFF : bytes.get(i) & 0xFF);
        }
        return new Lut(first, entries, bits);
    }

    int at(int value) {
        return entries[(int) Math.max(0, Math.min(entries.length - 1L, (long) value - first))];
    }
}
