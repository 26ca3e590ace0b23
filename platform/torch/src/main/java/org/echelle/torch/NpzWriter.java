package org.echelle.torch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Writes {@code .npz} files, uncompressed, as {@code numpy.savez} does. */
public final class NpzWriter {
    private static final int ALIGNMENT = 64;

    private NpzWriter() {}

    /**
     * Writes arrays, whole or not at all.
     *
     * @param file its name
     * @param arrays by name, without {@code .npy}
     * @throws TorchException if the file cannot be written, or an array is of type BF16, which NumPy does not know
     */
    public static void write(Path file, Map<String, HostTensor> arrays) {
        Map<String, ByteBuffer> headers = arrays.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, array -> header(file, array.getValue())));
        AtomicFiles.write(file, out -> {
            StoredZip zip = new StoredZip(out);
            for (Map.Entry<String, HostTensor> array : arrays.entrySet()) {
                zip.add(
                        array.getKey() + ".npy",
                        headers.get(array.getKey()),
                        array.getValue().data());
            }
            zip.finish();
        });
    }

    /** Version 1.0: magic, length, a Python literal padded so that the numbers begin at a multiple of 64. */
    private static ByteBuffer header(Path file, HostTensor tensor) {
        long[] shape = tensor.shape();
        String sizes = LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining(", "))
                + (shape.length == 1 ? "," : "");
        String text =
                "{'descr': '" + descr(file, tensor.type()) + "', 'fortran_order': False, 'shape': (" + sizes + "), }";
        int unpadded = 10 + text.length() + 1;
        int length = text.length() + 1 + (-unpadded & (ALIGNMENT - 1));
        byte[] literal = (text + " ".repeat(length - 1 - text.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(10 + length)
                .put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0)
                .put((byte) length)
                .put((byte) (length >>> 8))
                .put(literal)
                .flip();
    }

    private static String descr(Path file, ElementType type) {
        return switch (type) {
            case BOOL -> "|b1";
            case U8 -> "|u1";
            case I8 -> "|i1";
            case I16 -> "<i2";
            case U16 -> "<u2";
            case F16 -> "<f2";
            case I32 -> "<i4";
            case U32 -> "<u4";
            case F32 -> "<f4";
            case F64 -> "<f8";
            case I64 -> "<i8";
            case U64 -> "<u8";
            case BF16 ->
                throw new TorchException("Cannot write " + file + ": NumPy has no type for BF16; convert to F32.");
        };
    }
}
