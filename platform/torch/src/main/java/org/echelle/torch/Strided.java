package org.echelle.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A tensor's place in a run of bytes that need not be in C order: transposed, sliced, expanded, or of the other byte order.
 *
 * @param type what one element is
 * @param shape sizes, outermost first
 * @param strides steps in elements along each axis, not negative
 * @param bigEndian whether the bytes of an element are in big-endian order
 */
record Strided(ElementType type, long[] shape, long[] strides, boolean bigEndian) {
    static long[] rowMajor(long[] shape) {
        long[] strides = new long[shape.length];
        long step = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= Math.max(1, shape[i]);
        }
        return strides;
    }

    static long[] columnMajor(long[] shape) {
        long[] strides = new long[shape.length];
        long step = 1;
        for (int i = 0; i < shape.length; i++) {
            strides[i] = step;
            step *= Math.max(1, shape[i]);
        }
        return strides;
    }

    /**
     * How many elements the tensor reaches over, from its first to behind its last.
     *
     * @throws TorchException if that cannot be counted
     */
    long span(String what) {
        long elements = Shapes.elements(shape);
        if (elements == 0) {
            return 0;
        }
        long span = 1;
        for (int i = 0; i < shape.length; i++) {
            if (strides[i] < 0) {
                throw new TorchException(what + " has a negative stride.");
            }
            long high = Math.multiplyHigh(shape[i] - 1, strides[i]);
            long reach = (shape[i] - 1) * strides[i];
            span += reach;
            if (high != 0 || reach < 0 || span < 0) {
                throw new TorchException(what + " reaches further than can be counted.");
            }
        }
        return span;
    }

    private boolean inOrder() {
        long[] wanted = rowMajor(shape);
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] > 1 && strides[i] != wanted[i]) {
                return false;
            }
        }
        return !bigEndian || type.bytes() == 1;
    }

    /** The tensor whose span the bytes are; a view where the order allows it, else a copy. */
    HostTensor read(ByteBuffer span) {
        long elements = Shapes.elements(shape);
        if (elements == 0 || inOrder()) {
            return new HostTensor(type, shape, span);
        }
        if (Shapes.bytes(shape, type) > Integer.MAX_VALUE) {
            throw new TorchException("A tensor of shape " + Arrays.toString(shape) + " is larger than 2 GiB.");
        }
        ByteBuffer in = span.duplicate().order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        ByteBuffer out = Elements.allocate((int) elements, type);
        int bytes = type.bytes();
        long[] index = new long[shape.length];
        long at = 0;
        for (int i = 0; i < elements; i++) {
            int from = (int) (at * bytes);
            switch (bytes) {
                case 1 -> out.put(in.get(from));
                case 2 -> out.putShort(in.getShort(from));
                case 4 -> out.putInt(in.getInt(from));
                default -> out.putLong(in.getLong(from));
            }
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                at += strides[axis];
                if (++index[axis] < shape[axis]) {
                    break;
                }
                at -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
        return new HostTensor(type, shape, out.flip());
    }
}
