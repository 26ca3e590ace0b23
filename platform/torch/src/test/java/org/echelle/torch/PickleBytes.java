package org.echelle.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Pickles as texts of one character a byte: instructions are written as the letters that they are. */
final class PickleBytes {
    static final String PROTO = "\u0080\u0002";
    static final String PROTO4 = "\u0080\u0004";

    private PickleBytes() {}

    static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** BINUNICODE. */
    static String text(String value) {
        return "X" + int32(value.length()) + value;
    }

    /** GLOBAL. */
    static String global(String module, String name) {
        return "c" + module + "\n" + name + "\n";
    }

    static String int32(int value) {
        byte[] four = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
        return new String(four, StandardCharsets.ISO_8859_1);
    }

    /** LONG1 of eight bytes. */
    static String whole(long value) {
        byte[] eight = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        return "\u008a\b" + new String(eight, StandardCharsets.ISO_8859_1);
    }

    static String tuple(long... values) {
        StringBuilder out = new StringBuilder("(");
        for (long value : values) {
            out.append(whole(value));
        }
        return out.append('t').toString();
    }

    /** A persistent reference to a storage. */
    static String storage(String type, String key, long elements) {
        return "(" + text("storage") + global("torch", type) + text(key) + text("cpu") + whole(elements) + "tQ";
    }

    /** A call that makes a tensor, on what {@link #storage} gave. */
    static String tensor(String storage, long offset, String sizes, String strides) {
        return global("torch._utils", "_rebuild_tensor_v2") + "(" + storage + whole(offset) + sizes + strides
                + "\u0089}tR";
    }

    /** A whole program: a dict with one value of the name {@code w}. */
    static String dict(String value) {
        return PROTO + "}" + text("w") + value + "s.";
    }
}
