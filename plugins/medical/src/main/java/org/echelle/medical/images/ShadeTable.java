package org.echelle.medical.images;

/**
 * Brightness looked up by value; values before the first and after the last entry take those (DICOM PS3.3, C.11.2.1.1).
 *
 * @param first the value of the first entry
 * @param entries at least one, each 0 to {@code highest}
 * @param highest what counts as full brightness, more than 0
 * @param name what the file calls it; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // not changed after reading, never compared
public record ShadeTable(int first, int[] entries, int highest, String name) implements Voi {
    @Override
    public double shade(double value) {
        double at = Math.rint(value) - first;
        int index = (int) Math.max(0, Math.min(entries.length - 1.0, at));
        return Math.min(1.0, entries[index] / (double) highest);
    }
}
