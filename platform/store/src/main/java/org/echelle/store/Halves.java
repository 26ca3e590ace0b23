package org.echelle.store;

/**
 * Whole arrays of the two 16-bit float formats, in loops that the compiler keeps free of branches where it can.
 *
 * <p>F16 to float: the 15 bits below the sign, moved to a float's place and multiplied by 2^112, give every finite half exactly,
 * subnormal ones too, because both formats share the IEEE scheme and differ by 112 in the exponent's bias.
 */
final class Halves {
    private static final float REBIAS = 0x1p112f;

    private Halves() {}

    static void widenF16(short[] from, float[] to, int count) {
        for (int i = 0; i < count; i++) {
            int half = from[i];
            float magnitude = Float.intBitsToFloat((half & 0x7fff) << 13) * REBIAS;
            int special = (half & 0x7c00) == 0x7c00 ? 0x7f800000 : 0;
            to[i] = Float.intBitsToFloat(((half & 0x8000) << 16) | special | Float.floatToRawIntBits(magnitude));
        }
    }

    static void widenBf16(short[] from, float[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = Float.intBitsToFloat(from[i] << 16);
        }
    }

    /**
     * Rounds finite floats to the nearest half, ties to even.
     *
     * @param bits the floats' bits
     * @return the position of the first value that is too large for the format, or -1
     */
    static int narrowF16(int[] bits, short[] to, int count) {
        int tooLarge = -1;
        for (int i = 0; i < count; i++) {
            int sign = (bits[i] >>> 16) & 0x8000;
            int magnitude = bits[i] & 0x7fffffff;
            if (magnitude >= 0x477ff000) { // 65520: what rounds to 2^16
                tooLarge = tooLarge < 0 ? i : tooLarge;
            }
            if (magnitude < 0x38800000) { // below 2^-14: a multiple of 2^-24, exact in double
                to[i] = (short) (sign | (int) Math.rint((double) Float.intBitsToFloat(magnitude) * 0x1p24));
            } else {
                int rebiased = magnitude - (112 << 23);
                to[i] = (short) (sign | (rebiased + 0xfff + ((rebiased >>> 13) & 1)) >>> 13);
            }
        }
        return tooLarge;
    }

    /**
     * Rounds finite floats to the nearest bfloat16, ties to even.
     *
     * @return the position of the first value that would round to infinity, or -1
     */
    static int narrowBf16(int[] bits, short[] to, int count) {
        int tooLarge = -1;
        for (int i = 0; i < count; i++) {
            int rounded = bits[i] + 0x7fff + ((bits[i] >>> 16) & 1);
            if ((rounded & 0x7f800000) == 0x7f800000) {
                tooLarge = tooLarge < 0 ? i : tooLarge;
            }
            to[i] = (short) (rounded >>> 16);
        }
        return tooLarge;
    }

    /** Whether any of the floats is not a number or infinite; one pass without a branch. */
    static boolean anyNonFinite(int[] bits, int count) {
        int marks = 0;
        for (int i = 0; i < count; i++) {
            marks |= (bits[i] & 0x7f800000) + 0x00800000;
        }
        return marks < 0;
    }
}
