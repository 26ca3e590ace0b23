package org.echelle.vision.concepts;

import java.util.Arrays;
import org.echelle.pictures.AreaMask;
import org.echelle.vision.VisionException;

/**
 * COCO's run-length masks: runs of zeros and ones in turn, zeros first, down the columns. The compressed form writes each run as
 * 5-bit groups, lowest first, in characters from code 48 (bit 5: more follow), sign-extended; from the third run on it is the
 * difference to the run two before (cocoapi, {@code maskApi.c}).
 */
final class CocoRle {
    private CocoRle() {}

    /** Runs of the compressed form. */
    static int[] runs(String compressed, String where) {
        int[] runs = new int[compressed.length()];
        int count = 0;
        int at = 0;
        while (at < compressed.length()) {
            long value = 0;
            int shift = 0;
            boolean more = true;
            while (more) {
                if (at >= compressed.length() || shift > 30) {
                    throw broken(where, "a run does not end");
                }
                int c = compressed.charAt(at++) - 48;
                if (c < 0 || c > 63) {
                    throw broken(where, "a character is out of range");
                }
                value |= (long) (c & 0x1f) << shift;
                shift += 5;
                more = (c & 0x20) != 0;
                if (!more && (c & 0x10) != 0) {
                    value |= -1L << shift;
                }
            }
            if (count > 2) {
                value += runs[count - 2];
            }
            if (value < 0 || value > Integer.MAX_VALUE) {
                throw broken(where, "a run is negative");
            }
            runs[count++] = (int) value;
        }
        return Arrays.copyOf(runs, count);
    }

    /** Builds the mask; the runs must fill the picture exactly. */
    static AreaMask mask(int[] runs, int width, int height, String where) {
        boolean[] columns = new boolean[Math.multiplyExact(width, height)]; // [x * height + y]
        long at = 0;
        boolean value = false;
        for (int run : runs) {
            if (run < 0 || at + run > columns.length) {
                throw broken(where, "the runs are longer than the picture");
            }
            Arrays.fill(columns, (int) at, (int) at + run, value);
            at += run;
            value = !value;
        }
        if (at != columns.length) {
            throw broken(where, "the runs cover " + at + " of " + columns.length + " pixels");
        }
        return AreaMask.of(width, height, (x, y) -> columns[x * height + y] ? 1 : 0);
    }

    private static VisionException broken(String where, String why) {
        return new VisionException("The mask of " + where + " is broken: " + why + ".");
    }
}
