package org.echelle.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * A tensor in host memory: a type, a shape, and the bytes, little-endian in C order.
 *
 * <p>It may be a view of a mapped file, so {@link #data} is read-only and the tensor itself costs no memory until it is read.
 * At most 2 GiB; {@link Safetensors#rows} cuts larger ones.
 *
 * @param type what one element is
 * @param shape sizes, outermost first; empty for a single number
 * @param data exactly {@code elements * type.bytes()} bytes
 */
public record HostTensor(ElementType type, long[] shape, ByteBuffer data) {
    /** @throws TorchException if type, shape and number of bytes do not agree */
    public HostTensor {
        Objects.requireNonNull(type, "type");
        shape = shape.clone();
        data = data.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (Shapes.bytes(shape, type) != data.remaining()) {
            throw new TorchException("A tensor of shape " + Arrays.toString(shape) + " and type " + type
                    + " cannot have " + data.remaining() + " bytes.");
        }
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** The bytes from the first to the last; a fresh read-only view, little-endian. */
    @Override
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Number of elements. */
    public long elements() {
        return intElements();
    }

    /** Number of elements, which always fits an int. */
    public int intElements() {
        return data.limit() / type.bytes();
    }

    /** Every element as a 32-bit float; 64-bit types are rounded, booleans become 0 and 1. */
    public float[] toFloats() {
        float[] out = new float[intElements()];
        Elements.toFloats(type, data(), out);
        return out;
    }

    /**
     * Every element as a 64-bit integer; booleans become 0 and 1.
     *
     * @throws TorchException for a floating-point tensor, or an unsigned value above 2^63 - 1
     */
    public long[] toLongs() {
        long[] out = new long[intElements()];
        Elements.toLongs(type, data(), out);
        return out;
    }

    /**
     * Copies the tensor into the engine, on the manager's device.
     *
     * @param manager owns the result
     * @return an array of the same shape, of type {@link ElementType#engineType()}: F16 and BF16 become FLOAT32, 16-bit integers
     *     INT32, U32 and U64 INT64; the others stay
     */
    public NDArray toArray(NDManager manager) {
        DataType target = type.engineType();
        Shape engineShape = new Shape(shape);
        if (data.limit() == 0) {
            return manager.create(engineShape, target);
        }
        long bytes = elements() * target.getNumOfBytes();
        if (bytes > Integer.MAX_VALUE) {
            throw new TorchException("A tensor of shape " + Arrays.toString(shape) + " and type " + type + " needs "
                    + bytes + " bytes inside the engine, more than one array may have (2 GiB).");
        }
        return EngineCopy.of(this, manager, engineShape, target, (int) bytes);
    }

    /**
     * The same numbers in another floating-point type. Narrowing rounds to nearest, ties to even; a 64-bit number goes through
     * 32 bits on its way to 16, as in PyTorch.
     *
     * @param floatType F64, F32, F16 or BF16
     * @throws TorchException if either type is not a floating-point type
     */
    public HostTensor as(ElementType floatType) {
        if (!type.isFloat() || !floatType.isFloat()) {
            throw new TorchException("Only floating-point tensors change their type; this one is " + type
                    + ", asked for was " + floatType + ".");
        }
        return floatType == type ? this : new HostTensor(floatType, shape, Elements.convert(type, data(), floatType));
    }

    /** The same bytes under another shape of as many elements. */
    public HostTensor reshape(long... newShape) {
        return new HostTensor(type, newShape, data());
    }

    /** A 32-bit float tensor; the values are copied. */
    public static HostTensor ofFloats(float[] values, long... shape) {
        ByteBuffer data = Elements.allocate(values.length, ElementType.F32);
        data.asFloatBuffer().put(values);
        return new HostTensor(ElementType.F32, shape, data);
    }

    /** A 32-bit integer tensor; the values are copied. */
    public static HostTensor ofInts(int[] values, long... shape) {
        ByteBuffer data = Elements.allocate(values.length, ElementType.I32);
        data.asIntBuffer().put(values);
        return new HostTensor(ElementType.I32, shape, data);
    }

    /** A 64-bit integer tensor; the values are copied. */
    public static HostTensor ofLongs(long[] values, long... shape) {
        ByteBuffer data = Elements.allocate(values.length, ElementType.I64);
        data.asLongBuffer().put(values);
        return new HostTensor(ElementType.I64, shape, data);
    }

    /**
     * Copies an engine array to the host.
     *
     * @throws TorchException for more than 2 GiB
     */
    public static HostTensor of(NDArray array) {
        ElementType type = ElementType.of(array.getDataType());
        long[] shape = array.getShape().getShape();
        if (Shapes.bytes(shape, type) > Integer.MAX_VALUE) {
            throw new TorchException("An array of shape " + Arrays.toString(shape)
                    + " is larger than 2 GiB and cannot be copied to the host in one piece.");
        }
        return new HostTensor(type, shape, array.toByteBuffer());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostTensor that
                && type == that.type
                && Arrays.equals(shape, that.shape)
                && data.equals(that.data);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, Arrays.hashCode(shape), data);
    }

    @Override
    public String toString() {
        return "HostTensor " + type + Arrays.toString(shape);
    }
}
