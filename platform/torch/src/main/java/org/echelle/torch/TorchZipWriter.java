package org.echelle.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code .pt} files as {@code torch.save} does since 1.6: a zip of stored entries with a pickle of plain containers and the
 * tensors' bytes beside it. Any {@code torch.load} reads them, {@code weights_only} included: the pickle names nothing but
 * {@code OrderedDict}, {@code _rebuild_tensor_v2} and storages.
 */
public final class TorchZipWriter {
    private static final String TOP = "archive/";

    private TorchZipWriter() {}

    /**
     * Writes a dict, whole or not at all.
     *
     * @param file its name
     * @param content by name: {@link HostTensor}, String, whole number, floating-point number, Boolean, Map with text keys or List
     *     of the same
     * @throws TorchException if the file cannot be written, or something else is among the content
     */
    public static void write(Path file, Map<String, ?> content) {
        write(file, new byte[0], content);
    }

    /**
     * Writes a dict behind other bytes, such as a line of JSON. Places within the file are counted from behind them, for readers that
     * cut them off first.
     *
     * @param prefix the file's first bytes
     */
    public static void write(Path file, byte[] prefix, Map<String, ?> content) {
        Pickle pickle = new Pickle(file);
        byte[] program = pickle.of(content);
        AtomicFiles.write(file, out -> {
            out.write(prefix);
            StoredZip zip = new StoredZip(out);
            zip.add(TOP + "data.pkl", ByteBuffer.wrap(program));
            zip.add(TOP + "byteorder", ascii("little"));
            for (int key = 0; key < pickle.storages.size(); key++) {
                zip.add(TOP + "data/" + key, pickle.storages.get(key).data());
            }
            zip.add(TOP + "version", ascii("3\n"));
            zip.finish();
        });
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Protocol 2, without a memo: nothing is shared. */
    private static final class Pickle {
        private final Path file;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final List<HostTensor> storages = new ArrayList<>();

        Pickle(Path file) {
            this.file = file;
        }

        byte[] of(Object root) {
            out.write(0x80);
            out.write(2);
            value(root);
            out.write('.');
            return out.toByteArray();
        }

        private void value(Object value) {
            if (value instanceof HostTensor tensor) {
                tensor(tensor);
            } else if (value instanceof Map<?, ?> map) {
                out.write('}');
                out.write('(');
                map.forEach((key, item) -> {
                    text(String.valueOf(key));
                    value(item);
                });
                out.write('u');
            } else if (value instanceof List<?> list) {
                out.write(']');
                out.write('(');
                list.forEach(this::value);
                out.write('e');
            } else if (value instanceof String text) {
                text(text);
            } else if (value instanceof Boolean truth) {
                out.write(truth ? 0x88 : 0x89);
            } else if (value instanceof Integer || value instanceof Long) {
                whole(((Number) value).longValue());
            } else if (value instanceof Float || value instanceof Double) {
                out.write('G');
                out.writeBytes(ByteBuffer.allocate(8)
                        .putDouble(((Number) value).doubleValue())
                        .array());
            } else {
                throw new TorchException("Cannot write " + file + ": a value of type "
                        + value.getClass().getSimpleName() + " has no place in a PyTorch file.");
            }
        }

        private void tensor(HostTensor tensor) {
            long[] shape = tensor.shape();
            global("torch._utils", "_rebuild_tensor_v2");
            out.write('(');
            out.write('(');
            text("storage");
            global("torch", storage(tensor.type()));
            text(Integer.toString(storages.size()));
            text("cpu");
            whole(tensor.elements());
            out.write('t');
            out.write('Q');
            whole(0);
            sizes(shape);
            sizes(strides(shape));
            out.write(0x89);
            global("collections", "OrderedDict");
            out.write(')');
            out.write('R');
            out.write('t');
            out.write('R');
            storages.add(tensor);
        }

        private static long[] strides(long[] shape) {
            long[] strides = new long[shape.length];
            long step = 1;
            for (int i = shape.length - 1; i >= 0; i--) {
                strides[i] = step;
                step *= Math.max(1, shape[i]);
            }
            return strides;
        }

        private String storage(ElementType type) {
            return switch (type) {
                case F32 -> "FloatStorage";
                case F64 -> "DoubleStorage";
                case F16 -> "HalfStorage";
                case BF16 -> "BFloat16Storage";
                case I64 -> "LongStorage";
                case I32 -> "IntStorage";
                case I16 -> "ShortStorage";
                case I8 -> "CharStorage";
                case U8 -> "ByteStorage";
                case BOOL -> "BoolStorage";
                default ->
                    throw new TorchException(
                            "Cannot write " + file + ": PyTorch has no storage for type " + type + ".");
            };
        }

        private void sizes(long[] sizes) {
            out.write('(');
            for (long size : sizes) {
                whole(size);
            }
            out.write('t');
        }

        private void global(String module, String name) {
            out.write('c');
            out.writeBytes((module + '\n' + name + '\n').getBytes(StandardCharsets.US_ASCII));
        }

        private void text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.write('X');
            littleEndian(bytes.length, 4);
            out.writeBytes(bytes);
        }

        private void whole(long number) {
            if (number == (int) number) {
                out.write('J');
                littleEndian(number, 4);
            } else {
                out.write(0x8a);
                out.write(8);
                littleEndian(number, 8);
            }
        }

        private void littleEndian(long number, int bytes) {
            for (int i = 0; i < bytes; i++) {
                out.write((int) (number >>> (8 * i)));
            }
        }
    }
}
