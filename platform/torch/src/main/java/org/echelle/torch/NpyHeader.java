package org.echelle.torch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a NumPy {@code .npy} file, versions 1 to 3: magic, version, length, and a Python dict as text. Source: NumPy's
 * {@code numpy/lib/format.py}.
 *
 * @param type of the elements
 * @param shape sizes, outermost first
 * @param fortran whether columns are stored one after the other
 * @param order of the bytes of an element
 * @param dataStart where the numbers begin, in bytes from the start of the file
 */
public record NpyHeader(ElementType type, long[] shape, boolean fortran, ByteOrder order, int dataStart) {
    static final int LIMIT = 1 << 16;
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("['\"]descr['\"]\\s*:\\s*(['\"])([^'\"]*)\\1");
    private static final Pattern DESCR_LIST = Pattern.compile("['\"]descr['\"]\\s*:\\s*\\[");
    private static final Pattern OBJECTS = Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]\\|O['\"]");
    private static final Pattern REST = Pattern.compile("\\s*\\{[\\s,]*\\}\\s*");
    private static final int MOST_AXES = 64;
    private static final Pattern ORDER = Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([0-9L,\\s]*)\\)");
    private static final Map<String, ElementType> TYPES = Map.ofEntries(
            Map.entry("f2", ElementType.F16),
            Map.entry("f4", ElementType.F32),
            Map.entry("f8", ElementType.F64),
            Map.entry("i1", ElementType.I8),
            Map.entry("i2", ElementType.I16),
            Map.entry("i4", ElementType.I32),
            Map.entry("i8", ElementType.I64),
            Map.entry("u1", ElementType.U8),
            Map.entry("u2", ElementType.U16),
            Map.entry("u4", ElementType.U32),
            Map.entry("u8", ElementType.U64),
            Map.entry("b1", ElementType.BOOL));

    /** Whether these first bytes of a file are those of an array. */
    public static boolean startsLikeOne(byte[] start) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (i >= start.length || start[i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads a header and leaves the stream at the first number.
     *
     * @param where names the file in errors
     * @throws TorchException when it is no sound header, or the elements are no numbers
     */
    public static NpyHeader read(InputStream in, String where) throws IOException {
        Text text = text(in, where);
        return dict(text.dict(), text.end(), where);
    }

    /** Where the pickle of an array of Python objects begins, or -1 if the array is none. */
    static int objectsStart(ByteBuffer start, String where) {
        byte[] bytes = new byte[start.remaining()];
        start.duplicate().get(bytes);
        try {
            Text text = text(new ByteArrayInputStream(bytes), where);
            return OBJECTS.matcher(text.dict()).find() ? text.end() : -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // reading memory does not fail
        }
    }

    /** The dict as it is written, and where it ends. */
    private record Text(String dict, int end) {}

    private static Text text(InputStream in, String where) throws IOException {
        byte[] start = in.readNBytes(MAGIC.length + 2);
        if (start.length < MAGIC.length + 2) {
            throw damaged(where, "it is too short");
        }
        int version = start[MAGIC.length];
        if (!startsLikeOne(start) || version < 1 || version > 3) {
            throw damaged(where, "it has an unknown version");
        }
        byte[] size = in.readNBytes(version == 1 ? 2 : 4);
        long length = 0;
        for (int i = size.length - 1; i >= 0; i--) {
            length = (length << 8) | (size[i] & 0xff);
        }
        if (size.length < (version == 1 ? 2 : 4) || length > LIMIT) {
            throw damaged(where, "its header is too long or cut short");
        }
        byte[] text = in.readNBytes((int) length);
        if (text.length < length) {
            throw damaged(where, "its header is too long or cut short");
        }
        return new Text(new String(text, StandardCharsets.UTF_8), start.length + size.length + text.length);
    }

    /** Parses the first bytes of a file, which must hold the whole header. */
    static NpyHeader parse(ByteBuffer start, String where) {
        byte[] bytes = new byte[start.remaining()];
        start.duplicate().get(bytes);
        try {
            return read(new ByteArrayInputStream(bytes), where);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // reading memory does not fail
        }
    }

    /** Where each element stands. */
    Strided layout() {
        return new Strided(
                type,
                shape,
                fortran ? Strided.columnMajor(shape) : Strided.rowMajor(shape),
                order == ByteOrder.BIG_ENDIAN);
    }

    private static NpyHeader dict(String dict, int dataStart, String where) {
        if (DESCR_LIST.matcher(dict).find()) {
            throw new TorchException(where + " holds records of several fields, which is no tensor.");
        }
        String descr = only(DESCR, dict, 2, where);
        boolean fortran = only(ORDER, dict, 1, where).equals("True");
        String sizesText = only(SHAPE, dict, 1, where);
        String rest = dict;
        for (Pattern known : List.of(DESCR, ORDER, SHAPE)) {
            rest = known.matcher(rest).replaceFirst("");
        }
        if (!REST.matcher(rest).matches()) {
            throw damaged(where, "its header has something that does not belong there");
        }
        List<Long> sizes = new ArrayList<>();
        for (String size : sizesText.split(",")) {
            String digits = size.strip().replace("L", "");
            if (!digits.isEmpty()) {
                try {
                    sizes.add(Long.valueOf(digits));
                } catch (NumberFormatException e) {
                    throw new TorchException(where + " is not a sound NumPy file: its shape cannot be read.", e);
                }
            }
        }
        if (sizes.size() > MOST_AXES) {
            throw damaged(where, "it has more than " + MOST_AXES + " axes");
        }
        long[] shape = sizes.stream().mapToLong(Long::longValue).toArray();
        ElementType type = type(descr, where);
        Shapes.bytes(shape, type);
        return new NpyHeader(
                type,
                shape,
                fortran,
                descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                dataStart);
    }

    static ElementType type(String descr, String where) {
        String bare = descr.replaceFirst("^[<>|=]", "");
        ElementType type = bare.equals("?") ? ElementType.BOOL : TYPES.get(bare);
        if (type != null) {
            return type;
        }
        if (bare.startsWith("O")) {
            throw new TorchException(where + " is refused: it holds pickled Python objects, not numbers.");
        }
        if (bare.equals("V2")) {
            throw new TorchException(
                    where + " holds 2-byte values of unknown meaning (perhaps bfloat16, which NumPy cannot"
                            + " name); save it as float32 or as safetensors.");
        }
        throw new TorchException(where + " holds elements of type \"" + SafetensorsHeader.shown(descr)
                + "\", which is no number; save it as float32.");
    }

    private static String only(Pattern pattern, String dict, int group, String where) {
        Matcher matcher = pattern.matcher(dict);
        if (!matcher.find()) {
            throw damaged(where, "its header cannot be read");
        }
        String value = matcher.group(group);
        if (matcher.find()) {
            throw damaged(where, "its header says something twice");
        }
        return value;
    }

    static TorchException damaged(String where, String what) {
        return new TorchException(where + " is not a sound NumPy file: " + what + ".");
    }
}
