package org.echelle.sae.select;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/** The largest activation of every group of a slice's rows, as the engine told them; activations are integers, as in {@link HostScan}. */
interface Peaks {
    /**
     * Finds the groups of a row with an activation above a value.
     *
     * @param row within the slice
     * @param floor not below 0
     * @param group becomes their numbers, rising; has room for all
     * @param peak becomes the largest activation of each
     * @return how many
     */
    int above(int row, int floor, int[] group, int[] peak);

    /**
     * Of float32.
     *
     * @param peaks {@code [rows, groups]}
     */
    static Peaks floats(IntBuffer peaks, int groups) {
        int[] own = new int[groups];
        return (row, floor, group, peak) -> {
            peaks.get(row * groups, own);
            int found = 0;
            for (int g = 0; g < groups; g++) {
                group[found] = g;
                peak[found] = own[g];
                found += own[g] > floor ? 1 : 0; // no branch: it would be guessed wrongly for most that pass
            }
            return found;
        };
    }

    /**
     * Of bfloat16, four of which are compared at once in one word.
     *
     * @param peaks {@code [rows, groups]}
     */
    static Peaks halves(ByteBuffer peaks, int groups) {
        return new HalfPeaks(peaks, groups);
    }

    /** Four bfloat16 a word. */
    final class HalfPeaks implements Peaks {
        private static final long EACH = 0x0001_0001_0001_0001L;
        private static final long SIGNS = 0x8000_8000_8000_8000L;
        private static final int LANES = Long.BYTES / Short.BYTES;

        private final ByteBuffer peaks;
        private final int groups;
        private final int[] word;

        HalfPeaks(ByteBuffer peaks, int groups) {
            this.peaks = peaks.order(ByteOrder.LITTLE_ENDIAN);
            this.groups = groups;
            word = new int[groups / LANES];
        }

        @Override
        public int above(int row, int floor, int[] group, int[] peak) {
            // a half whose float is above the floor is above the floor's upper half
            int upper = floor >>> Short.SIZE;
            long least = (upper + 1) * EACH;
            int from = row * groups * Short.BYTES;
            int words = 0;
            for (int w = 0; w < groups / LANES; w++) {
                word[words] = w;
                words += lanes(peaks.getLong(from + w * Long.BYTES), least) != 0 ? 1 : 0;
            }
            int found = 0;
            for (int i = 0; i < words; i++) {
                int w = word[i];
                long values = peaks.getLong(from + w * Long.BYTES);
                for (long left = lanes(values, least); left != 0; left &= left - 1) {
                    int shift = Long.numberOfTrailingZeros(left) & -Short.SIZE;
                    group[found] = w * LANES + shift / Short.SIZE;
                    peak[found++] = (int) (values >>> shift) << Short.SIZE;
                }
            }
            for (int g = groups / LANES * LANES; g < groups; g++) {
                int value = peaks.getShort(from + g * Short.BYTES);
                if (value > upper) {
                    group[found] = g;
                    peak[found++] = value << Short.SIZE;
                }
            }
            return found;
        }

        /** The sign bits of the lanes that are positive and not below {@code least}, whose lanes are at most 0x8000. */
        private static long lanes(long values, long least) {
            return ((values | SIGNS) - least) & ~values & SIGNS;
        }
    }
}
