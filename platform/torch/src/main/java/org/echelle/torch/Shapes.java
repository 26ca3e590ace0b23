package org.echelle.torch;

import java.util.Arrays;

/** Sizes of shapes, computed without silent overflow. */
final class Shapes {
    private Shapes() {}

    /**
     * Number of elements; 1 for a scalar.
     *
     * @throws TorchException for a negative size or more than 2^63 - 1 elements
     */
    static long elements(long[] shape) {
        long volume = volume(shape);
        return empty(shape) ? 0 : volume;
    }

    /** Number of bytes, checked like {@link #elements}. */
    static long bytes(long[] shape, ElementType type) {
        long bytes = times(volume(shape), type.bytes(), shape);
        return empty(shape) ? 0 : bytes;
    }

    private static boolean empty(long[] shape) {
        return Arrays.stream(shape).anyMatch(size -> size == 0);
    }

    /** Zeros are left out: NumPy holds the other sizes to the bound too, for strides are computed from them. */
    private static long volume(long[] shape) {
        long product = 1;
        for (long size : shape) {
            if (size < 0) {
                throw new TorchException("The shape " + shown(shape) + " has a negative size.");
            }
            product = times(product, Math.max(1, size), shape);
        }
        return product;
    }

    private static long times(long a, long b, long[] shape) {
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        if (high != 0 || low < 0) {
            throw new TorchException("The shape " + shown(shape) + " has more elements than can be counted.");
        }
        return low;
    }

    private static String shown(long[] shape) {
        return SafetensorsHeader.shown(Arrays.toString(shape));
    }
}
