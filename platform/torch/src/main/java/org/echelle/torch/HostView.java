package org.echelle.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The memory of a CPU array, looked at in place: for loops that Java runs faster than the engine. */
public final class HostView {
    private HostView() {}

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
