package org.echelle.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** The memory of a CPU array, looked at in place: for loops that Java runs faster than the engine. */
public final class HostView {
    private HostView() {}

    /**
     * The values of a float32 array, copied once where it lies dense on the CPU.
     *
     * @return in row-major order
     */
    public static float[] floats(NDArray array) {
        return floats(array, null);
    }

    /**
     * The same in memory that is used again.
     *
     * @param into holds the values afterwards, if it has their number; may be null
     * @return {@code into}, or an array of its own
     */
    public static float[] floats(NDArray array, float[] into) {
        FloatBuffer dense = dense(array);
        if (dense.hasArray()) {
            return dense.array();
        }
        int count = Math.toIntExact(array.size());
        float[] values = into != null && into.length == count ? into : new float[count];
        dense.get(values);
        return values;
    }

    /** The values of a float32 array in row-major order: a view where it lies dense on the CPU, else a copy. */
    public static FloatBuffer dense(NDArray array) {
        if (array.getDevice().isGpu() || !(array instanceof PtNDArray own)) {
            return FloatBuffer.wrap(array.toFloatArray());
        }
        return own.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    /**
     * A float32 array in the engine's own memory, which lives as long as any view of it: one that the manager makes of Java's numbers lies on the CPU in
     * a buffer of Java's, which is collected with that one array.
     *
     * @param manager owns the array
     */
    public static NDArray array(NDManager manager, float[] values, Shape shape) {
        if (manager.getDevice().isGpu()) {
            return manager.create(values, shape);
        }
        NDArray out = manager.create(shape, DataType.FLOAT32);
        if (values.length > 0) {
            of(out).asFloatBuffer().put(values);
        }
        return out;
    }

    /**
     * An int64 array in the engine's own memory, as {@link #array(NDManager, float[], Shape)}: indices of a table through which gradients
     * flow are kept until the backward pass.
     *
     * @param manager owns the array
     */
    public static NDArray array(NDManager manager, long[] values, Shape shape) {
        if (manager.getDevice().isGpu()) {
            return manager.create(values, shape);
        }
        NDArray out = manager.create(shape, DataType.INT64);
        if (values.length > 0) {
            of(out).asLongBuffer().put(values);
        }
        return out;
    }

    /**
     * A view of an array's own memory; what kernels write there is seen through it. It is valid as long as the array is open.
     *
     * @param array dense, row-major, on the CPU, below 2 GiB
     * @throws TorchException if the engine gives a copy instead
     */
    public static ByteBuffer of(NDArray array) {
        if (array.getDevice().isGpu() || !(array instanceof PtNDArray own)) {
            throw new TorchException("Only arrays on the CPU can be viewed; this one is on " + array.getDevice() + ".");
        }
        ByteBuffer bytes = own.toByteBuffer(true);
        if (!bytes.isDirect()) {
            throw new TorchException("The engine gives a copy of an array of shape " + array.getShape()
                    + " instead of a view; it must be dense and below 2 GiB.");
        }
        return bytes.order(ByteOrder.nativeOrder());
    }
}
