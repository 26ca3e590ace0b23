package org.echelle.torch;

/**
 * The two 16-bit float formats, bit by bit.
 *
 * <p>F16 is IEEE 754 binary16 (1 sign, 5 exponent, 10 fraction bits); BF16 is the upper half of a binary32. Narrowing rounds to
 * the nearest value, ties to the even one, as PyTorch does; a NaN stays a NaN and keeps its sign and upper fraction bits.
 */
final class HalfFloats {
    private static final float SMALLEST_F16 = 0x1p-24f;

    private HalfFloats() {}

    static float fromF16(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >>> 10) & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            float magnitude = fraction * SMALLEST_F16;
            return sign == 0 ? magnitude : -magnitude;
        }
        if (exponent == 31) {
            return Float.intBitsToFloat(sign | 0x7f800000 | fraction << 13);
        }
        return Float.intBitsToFloat(sign | (exponent + 112) << 23 | fraction << 13);
    }

    static short toF16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int magnitude = bits & 0x7fffffff;
        if (magnitude > 0x7f800000) {
            return (short) (sign | 0x7e00 | ((magnitude >>> 13) & 0x3ff));
        }
        if (magnitude >= 0x47800000) { // 2^16 and above
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x38800000) { // below 2^-14: a multiple of 2^-24, exact in double
            return (short) (sign | (int) Math.rint(Float.intBitsToFloat(magnitude) * 0x1p24));
        }
        int rebiased = magnitude - (112 << 23);
        return (short) (sign | (rebiased + 0xfff + ((rebiased >>> 13) & 1)) >>> 13);
    }

    static float fromBf16(short half) {
        return Float.intBitsToFloat(half << 16);
    }

    static short toBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if ((bits & 0x7fffffff) > 0x7f800000) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }
}
