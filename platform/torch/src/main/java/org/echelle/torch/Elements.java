package org.echelle.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** Bulk conversions between element types; sources are little-endian and read from their position to their limit. */
final class Elements {
    private Elements() {}

    static ByteBuffer allocate(int elements, ElementType type) {
        long bytes = (long) elements * type.bytes();
        if (bytes > Integer.MAX_VALUE) {
            throw new TorchException(
                    elements + " elements of type " + type + " are more than one tensor may have (2 GiB).");
        }
        return ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static void toFloats(ElementType type, ByteBuffer data, float[] out) {
        switch (type) {
            case F32 -> data.asFloatBuffer().get(out);
            case F64 -> {
                DoubleBuffer in = data.asDoubleBuffer();
                for (int i = 0; i < out.length; i++) {
                    out[i] = (float) in.get(i);
                }
            }
            case F16 -> {
                ShortBuffer in = data.asShortBuffer();
                for (int i = 0; i < out.length; i++) {
                    out[i] = HalfFloats.fromF16(in.get(i));
                }
            }
            case BF16 -> {
                ShortBuffer in = data.asShortBuffer();
                for (int i = 0; i < out.length; i++) {
                    out[i] = HalfFloats.fromBf16(in.get(i));
                }
            }
            case U64 -> {
                LongBuffer in = data.asLongBuffer();
                for (int i = 0; i < out.length; i++) {
                    long v = in.get(i);
                    out[i] = v >= 0 ? v : 2f * ((v >>> 1) | (v & 1));
                }
            }
            default -> {
                long[] whole = new long[Math.min(out.length, 8192)];
                for (int i = 0; i < out.length; i += whole.length) {
                    int n = Math.min(whole.length, out.length - i);
                    readLongs(type, data, i, whole, 0, n);
                    for (int j = 0; j < n; j++) {
                        out[i + j] = whole[j];
                    }
                }
            }
        }
    }

    static void toLongs(ElementType type, ByteBuffer data, long[] out) {
        if (type.isFloat()) {
            throw new TorchException("A tensor of type " + type + " cannot be read as whole numbers.");
        }
        readLongs(type, data, 0, out, 0, out.length);
    }

    private static void readLongs(ElementType type, ByteBuffer data, int from, long[] out, int at, int n) {
        switch (type) {
            case I64 -> data.asLongBuffer().get(from, out, at, n);
            case U64 -> {
                LongBuffer in = data.asLongBuffer();
                for (int i = 0; i < n; i++) {
                    out[at + i] = unsigned(in.get(from + i));
                }
            }
            case I32 -> {
                IntBuffer in = data.asIntBuffer();
                for (int i = 0; i < n; i++) {
                    out[at + i] = in.get(from + i);
                }
            }
            case U32 -> {
                IntBuffer in = data.asIntBuffer();
                for (int i = 0; i < n; i++) {
                    out[at + i] = Integer.toUnsignedLong(in.get(from + i));
                }
            }
            case I16 -> {
                ShortBuffer in = data.asShortBuffer();
                for (int i = 0; i < n; i++) {
                    out[at + i] = in.get(from + i);
                }
            }
            case U16 -> {
                ShortBuffer in = data.asShortBuffer();
                for (int i = 0; i < n; i++) {
                    out[at + i] = Short.toUnsignedLong(in.get(from + i));
                }
            }
            case I8 -> {
                for (int i = 0; i < n; i++) {
                    out[at + i] = data.get(from + i);
                }
            }
            case U8 -> {
                for (int i = 0; i < n; i++) {
                    out[at + i] = Byte.toUnsignedLong(data.get(from + i));
                }
            }
            case BOOL -> {
                for (int i = 0; i < n; i++) {
                    out[at + i] = data.get(from + i) == 0 ? 0 : 1;
                }
            }
            default -> throw new IllegalArgumentException(type.name());
        }
    }

    private static long unsigned(long value) {
        if (value < 0) {
            throw new TorchException("An unsigned 64-bit number above 2^63 - 1 (" + Long.toUnsignedString(value)
                    + ") cannot be read as a whole number.");
        }
        return value;
    }

    /** Copies into a native-order buffer of the type that the engine carries. */
    static void widen(ElementType type, ByteBuffer data, ByteBuffer out) {
        switch (type) {
            case F16 -> {
                ShortBuffer in = data.asShortBuffer();
                FloatBuffer floats = out.asFloatBuffer();
                for (int i = 0; i < in.limit(); i++) {
                    floats.put(i, HalfFloats.fromF16(in.get(i)));
                }
            }
            case BF16 -> {
                ShortBuffer in = data.asShortBuffer();
                FloatBuffer floats = out.asFloatBuffer();
                for (int i = 0; i < in.limit(); i++) {
                    floats.put(i, HalfFloats.fromBf16(in.get(i)));
                }
            }
            case I16, U16 -> {
                ShortBuffer in = data.asShortBuffer();
                IntBuffer ints = out.asIntBuffer();
                for (int i = 0; i < in.limit(); i++) {
                    ints.put(i, type == ElementType.I16 ? in.get(i) : Short.toUnsignedInt(in.get(i)));
                }
            }
            case U32 -> {
                IntBuffer in = data.asIntBuffer();
                LongBuffer longs = out.asLongBuffer();
                for (int i = 0; i < in.limit(); i++) {
                    longs.put(i, Integer.toUnsignedLong(in.get(i)));
                }
            }
            case U64 -> {
                LongBuffer in = data.asLongBuffer();
                LongBuffer longs = out.asLongBuffer();
                for (int i = 0; i < in.limit(); i++) {
                    longs.put(i, unsigned(in.get(i)));
                }
            }
            case F64, I64 -> out.asLongBuffer().put(data.asLongBuffer());
            case F32, I32 -> out.asIntBuffer().put(data.asIntBuffer());
            case I8, U8 -> out.put(data);
            case BOOL -> {
                for (int i = 0; i < data.limit(); i++) {
                    out.put(i, (byte) (data.get(i) == 0 ? 0 : 1)); // anything else is undefined behaviour in C++
                }
            }
        }
    }

    /** Between floating-point types. */
    static ByteBuffer convert(ElementType from, ByteBuffer data, ElementType to) {
        int n = data.limit() / from.bytes();
        ByteBuffer out = allocate(n, to);
        if (to == ElementType.F64) {
            DoubleBuffer doubles = out.asDoubleBuffer();
            float[] floats = new float[n];
            toFloats(from, data, floats);
            for (int i = 0; i < n; i++) {
                doubles.put(i, floats[i]);
            }
            return out;
        }
        float[] floats = new float[n];
        toFloats(from, data, floats);
        if (to == ElementType.F32) {
            out.asFloatBuffer().put(floats);
            return out;
        }
        ShortBuffer shorts = out.asShortBuffer();
        for (int i = 0; i < n; i++) {
            shorts.put(i, to == ElementType.BF16 ? HalfFloats.toBf16(floats[i]) : HalfFloats.toF16(floats[i]));
        }
        return out;
    }
}
