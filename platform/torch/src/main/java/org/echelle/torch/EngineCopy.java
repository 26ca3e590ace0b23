package org.echelle.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Host tensors in the engine's own memory.
 *
 * <p>On the CPU an array that DJL makes from a buffer keeps the buffer, and the JVM allows direct buffers no more than its largest heap, a
 * quarter of the machine by default: a network of 3.4 GB did not open under a heap of 3 GB. So large tensors are copied piece by piece
 * through one small buffer into memory that libtorch owns.
 */
final class EngineCopy {
    /** Smaller tensors keep their buffers: all of a large network's together are a few megabytes. */
    private static final int SMALL = 1 << 16;

    private static final int LINE = 64;

    private static final int PIECE = 1 << 24;

    private static final ThreadLocal<ByteBuffer> STAGE =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(PIECE).order(ByteOrder.nativeOrder()));

    private EngineCopy() {}

    /** @param bytes that the array has, at most 2 GiB */
    static NDArray of(HostTensor tensor, NDManager manager, Shape shape, DataType target, int bytes) {
        if (bytes <= SMALL) {
            ByteBuffer copy = aligned(bytes);
            Elements.widen(tensor.type(), tensor.data(), copy);
            return manager.create(copy.rewind(), shape, target);
        }
        NDArray array = manager.create(shape, target);
        int elements = tensor.intElements();
        int most = PIECE / target.getNumOfBytes();
        try (NDArray flat = array.reshape(elements)) {
            for (int from = 0; from < elements; from += most) {
                piece(tensor, flat, target, from, Math.min(most, elements - from));
            }
        }
        return array;
    }

    /**
     * A buffer that begins where the engine's own arrays do, at a multiple of 64 bytes: the matrix library chooses by alignment in which
     * order it adds, and the same numbers at another address would be rounded differently.
     */
    static ByteBuffer aligned(int bytes) {
        int lines = (bytes + LINE - 1) / LINE;
        return ByteBuffer.allocateDirect(lines * LINE + LINE - 1)
                .alignedSlice(LINE)
                .slice(0, bytes)
                .order(ByteOrder.nativeOrder());
    }

    private static void piece(HostTensor tensor, NDArray flat, DataType target, int from, int count) {
        int width = tensor.type().bytes();
        ByteBuffer source = tensor.data().slice(from * width, count * width).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer stage = STAGE.get().slice(0, count * target.getNumOfBytes()).order(ByteOrder.nativeOrder());
        Elements.widen(tensor.type(), source, stage);
        try (NDArray staged = flat.getManager().create(stage.rewind(), new Shape(count), target)) {
            flat.set(new NDIndex().addSliceDim(from, from + count), staged);
        }
    }
}
