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
        long product = 1;
        boolean empty = false;
        for (long size : shape) {
            if (size < 0) {
                throw new TorchException("The shape " + Arrays.toString(shape) + " has a negative size.");
            }
            empty |= size == 0;
        }
        if (empty) {
            return 0;
        }
        for (long size : shape) {
            product = times(product, size, shape);
        }
        return product;
    }

    /** Number of bytes, checked like {@link #elements}. */
    static long bytes(long[] shape, ElementType type) {
        return times(elements(shape), type.bytes(), shape);
    }

    private static long times(long a, long b, long[] shape) {
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        if (high != 0 || low < 0) {
            throw new TorchException("The shape " + Arrays.toString(shape) + " has more elements than can be counted.");
        }
        return low;
    }
}
