package org.echelle.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.echelle.torch.ElementType;

/**
 * The layout of a shard: a safetensors file with {@code activations} [rows, width] first, then one I32 tensor [rows] an axis. The
 * header has the same length for every number of rows, because that number is known last. Where 16-bit rows would leave the
 * coordinates at an odd place, two bytes named {@code padding} go between, since PyTorch cannot view unaligned integers.
 */
record ShardSpec(int width, ElementType type, List<String> axes) {
    static final String VALUES = "activations";
    static final String PADDING = "padding";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    long rowBytes() {
        return (long) width * type.bytes();
    }

    /** Bytes of a row with its coordinates. */
    long fullRowBytes() {
        return rowBytes() + 4L * axes.size();
    }

    int headerBytes() {
        int names = axes.stream().mapToInt(a -> 6 * a.length()).sum();
        return (8 + 256 + 128 * axes.size() + names + 7) / 8 * 8;
    }

    long padding(long rows) {
        return -(rows * rowBytes()) & 3;
    }

    long fileBytes(long rows) {
        return headerBytes() + rows * fullRowBytes() + padding(rows);
    }

    byte[] header(long rows) {
        ObjectNode root = MAPPER.createObjectNode();
        root.putObject("__metadata__").put("format", "pt");
        long end = entry(root, VALUES, type.code(), 0, rows * rowBytes(), rows, width);
        if (padding(rows) > 0) {
            end = entry(root, PADDING, ElementType.U8.code(), end, padding(rows), padding(rows));
        }
        for (String axis : axes) {
            end = entry(root, axis, ElementType.I32.code(), end, 4 * rows, rows);
        }
        byte[] json;
        try {
            json = MAPPER.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always JSON", e);
        }
        ByteBuffer header = ByteBuffer.allocate(headerBytes()).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(headerBytes() - 8).put(json);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.array();
    }

    private static long entry(ObjectNode root, String name, String code, long begin, long bytes, long... shape) {
        ObjectNode node = root.putObject(name).put("dtype", code);
        for (long size : shape) {
            node.withArray("shape").add(size);
        }
        node.putArray("data_offsets").add(begin).add(begin + bytes);
        return begin + bytes;
    }
}
