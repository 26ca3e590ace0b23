package org.echelle.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes safetensors files, whole or not at all, laid out as the reference implementation does.
 *
 * <p>Its rules: tensors ordered by type, wider ones first, then by name; the header padded with spaces until the data starts at a
 * multiple of 8; metadata {@code format=pt} unless the caller says otherwise, which Python readers expect.
 */
public final class SafetensorsWriter {
    private static final JsonFactory JSON = new JsonFactory();

    private SafetensorsWriter() {}

    /**
     * A tensor to be written.
     *
     * @param name its name, unique in the file and not {@code __metadata__}
     * @param type its element type
     * @param shape its sizes, outermost first
     */
    public record Spec(String name, ElementType type, long[] shape) {
        /** @throws TorchException for a negative size or a size past counting */
        public Spec {
            shape = shape.clone();
            Shapes.bytes(shape, type);
        }

        @Override
        public long[] shape() {
            return shape.clone();
        }

        long bytes() {
            return Shapes.bytes(shape, type);
        }
    }

    /**
     * Writes tensors to a file.
     *
     * @throws TorchException if the file cannot be written; nothing is left behind then
     */
    public static void write(Path file, Map<String, HostTensor> tensors, Map<String, String> metadata) {
        List<Spec> specs = new ArrayList<>();
        tensors.forEach((name, tensor) -> specs.add(new Spec(name, tensor.type(), tensor.shape())));
        try (Stream stream = open(file, specs, metadata)) {
            for (Spec spec : stream.layout()) {
                stream.append(spec.name(), tensors.get(spec.name()).data());
            }
            stream.finish();
        }
    }

    /**
     * Writes arrays to a file, one after the other out of the engine's memory: on the CPU nothing is copied, from a GPU one array at a time.
     *
     * @param arrays dense, each below 2 GiB
     * @throws TorchException if the file cannot be written; nothing is left behind then
     */
    public static void writeArrays(Path file, Map<String, NDArray> arrays, Map<String, String> metadata) {
        List<Spec> specs = new ArrayList<>();
        arrays.forEach((name, array) -> specs.add(new Spec(
                name, ElementType.of(array.getDataType()), array.getShape().getShape())));
        try (Stream stream = open(file, specs, metadata)) {
            for (Spec spec : stream.layout()) {
                NDArray array = arrays.get(spec.name());
                if (array.getDevice().isGpu()) {
                    try (NDArray copy = array.toDevice(Device.cpu(), true)) {
                        stream.append(spec.name(), HostView.of(copy));
                    }
                } else {
                    stream.append(spec.name(), HostView.of(array));
                }
            }
            stream.finish();
        }
    }

    /**
     * Starts a file whose tensors arrive piece by piece, in any order and interleaved: each one has its own place from the
     * beginning.
     *
     * @throws TorchException if the file cannot be started
     */
    public static Stream open(Path file, List<Spec> specs, Map<String, String> metadata) {
        List<Spec> layout = new ArrayList<>(specs);
        layout.sort(Comparator.comparing(Spec::type, Comparator.reverseOrder())
                .thenComparing(s -> s.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
        byte[] header = header(layout, metadata, file);
        PendingFile pending = PendingFile.open(file);
        boolean started = false;
        try {
            Stream stream = new Stream(pending, layout, header);
            started = true;
            return stream;
        } catch (IOException e) {
            throw pending.failure(e);
        } finally {
            if (!started) {
                pending.close();
            }
        }
    }

    private static byte[] header(List<Spec> layout, Map<String, String> metadata, Path file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[8]);
        Map<String, String> texts = new TreeMap<>(metadata); // the same bytes in every JVM, which Map.of does not give
        texts.putIfAbsent("format", "pt");
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeObjectFieldStart(SafetensorsHeader.METADATA);
            for (Map.Entry<String, String> text : texts.entrySet()) {
                json.writeStringField(text.getKey(), text.getValue());
            }
            json.writeEndObject();
            long begin = 0;
            String previous = null;
            for (Spec spec : layout) {
                if (spec.name().equals(SafetensorsHeader.METADATA)
                        || spec.name().equals(previous)) {
                    throw new TorchException("Cannot write " + file + ": a tensor may not be named \"" + spec.name()
                            + (spec.name().equals(previous) ? "\" twice." : "\"."));
                }
                previous = spec.name();
                json.writeObjectFieldStart(spec.name());
                json.writeStringField("dtype", spec.type().code());
                json.writeFieldName("shape");
                json.writeArray(spec.shape(), 0, spec.shape().length);
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {begin, begin + spec.bytes()}, 0, 2);
                json.writeEndObject();
                begin += spec.bytes();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new TorchException("Cannot write " + file + ": " + Failures.reason(e) + ".", e);
        }
        while (out.size() % 8 != 0) {
            out.write(' ');
        }
        byte[] bytes = out.toByteArray();
        if (bytes.length - 8 > SafetensorsHeader.LIMIT) {
            throw new TorchException("Cannot write " + file + ": its header would be longer than "
                    + SafetensorsHeader.LIMIT + " bytes.");
        }
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(bytes.length - 8);
        return bytes;
    }

    /** A file in the making. Without {@link #finish}, {@link #close} leaves nothing behind. Used by one thread. */
    public static final class Stream implements AutoCloseable {
        private final PendingFile pending;
        private final List<Spec> layout;
        private final Map<String, Place> places = new LinkedHashMap<>();

        private static final class Place {
            private long next;
            private final long end;

            Place(long begin, long end) {
                this.next = begin;
                this.end = end;
            }
        }

        private Stream(PendingFile pending, List<Spec> layout, byte[] header) throws IOException {
            this.pending = pending;
            this.layout = List.copyOf(layout);
            writeFully(ByteBuffer.wrap(header), 0);
            long at = header.length;
            for (Spec spec : layout) {
                places.put(spec.name(), new Place(at, at + spec.bytes()));
                at += spec.bytes();
            }
        }

        /** The tensors in the order of the file; appending in this order writes the disk sequentially. */
        public List<Spec> layout() {
            return layout;
        }

        /**
         * Adds bytes behind those that the tensor already has.
         *
         * @param name the tensor
         * @param bytes little-endian elements, from position to limit; the buffer is left as it was
         * @throws TorchException if there is no such tensor, it would become too long, or the disk is full
         */
        public void append(String name, ByteBuffer bytes) {
            Place place = places.get(name);
            if (place == null) {
                throw new TorchException("The file in the making has no tensor \"" + name + "\".");
            }
            ByteBuffer source = bytes.duplicate();
            int length = source.remaining();
            if (length > place.end - place.next) {
                throw new TorchException("Tensor \"" + name + "\" is given " + (length - (place.end - place.next))
                        + " bytes more than its shape has room for.");
            }
            try {
                writeFully(source, place.next);
            } catch (IOException e) {
                throw pending.failure(e);
            }
            place.next += length;
        }

        /**
         * Completes the file: forces it to the disk and gives it its name.
         *
         * @throws TorchException if a tensor is not complete or the file cannot be written
         */
        public void finish() {
            places.forEach((name, place) -> {
                if (place.next != place.end) {
                    throw new TorchException(
                            "Tensor \"" + name + "\" lacks " + (place.end - place.next) + " bytes of its shape.");
                }
            });
            pending.commit();
        }

        private void writeFully(ByteBuffer source, long position) throws IOException {
            FileChannel channel = pending.channel();
            long at = position;
            while (source.hasRemaining()) {
                at += channel.write(source, at);
            }
        }

        @Override
        public void close() {
            pending.close();
        }
    }
}
