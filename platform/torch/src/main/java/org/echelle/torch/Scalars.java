package org.echelle.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Arithmetic with a number through which gradients may flow.
 *
 * <p>The engine's own {@code x.mul(0.5)} makes an array of the number in a buffer of Java's and closes it at once. libtorch only borrows
 * that memory, but keeps the array for the backward pass, since the slope of a product, quotient or power is made of its other operand:
 * if Java's collector runs between the two passes, the gradient is computed from whatever stands there by then. Here the number lies in
 * libtorch's own memory, which lives as long as anything that needs it. Sums and differences keep nothing, so {@code x.add(1)} is safe.
 *
 * <p>The number has the type of {@code x} where that is float32 or float64, and float32 elsewhere; the result belongs to the manager of
 * {@code x}.
 */
public final class Scalars {
    private Scalars() {}

    /** {@code x * number}. */
    public static NDArray times(NDArray x, double number) {
        try (NDArray scalar = scalar(x, number)) {
            return x.mul(scalar);
        }
    }

    /** {@code x / number}. */
    public static NDArray over(NDArray x, double number) {
        try (NDArray scalar = scalar(x, number)) {
            return x.div(scalar);
        }
    }

    /** {@code x} to the power of a number. */
    public static NDArray power(NDArray x, double exponent) {
        try (NDArray scalar = scalar(x, exponent)) {
            return x.pow(scalar);
        }
    }

    private static NDArray scalar(NDArray like, double number) {
        if (like.getDataType() == DataType.FLOAT64) {
            NDArray scalar = like.getManager().zeros(new Shape(), DataType.FLOAT64);
            scalar.addi(number); // the engine fills with numbers of 32 bits only
            return scalar;
        }
        return like.getManager().full(new Shape(), (float) number, DataType.FLOAT32);
    }
}
