package org.echelle.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.echelle.torch.ElementType;

/**
 * The start of a {@code .npy} array, versions 1 to 3 (NEP 1): magic, version, header length, a Python dictionary of plain
 * literals.
 *
 * @param type of the elements
 * @param order of their bytes
 * @param fortran whether columns are stored one after the other
 * @param shape sizes
 * @param begin where the data starts
 */
record NpyHeader(ElementType type, ByteOrder order, boolean fortran, long[] shape, long begin) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([^'\"]*)['\"]");
    private static final Pattern FORTRAN = Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([^)]*)\\)");
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

    static boolean looksLike(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    static NpyHeader read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        }
    }

    /** Reads the header and leaves the stream at the data. */
    static NpyHeader read(InputStream in, String where) throws IOException {
        byte[] start = in.readNBytes(8);
        if (start.length < 8 || !Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
            throw damaged(where, "it does not begin as a NumPy array does");
        }
        int version = start[6];
        if (version < 1 || version > 3) {
            throw damaged(where, "its format version " + version + " is unknown");
        }
        int lengthBytes = version == 1 ? 2 : 4;
        byte[] size = in.readNBytes(lengthBytes);
        long length = 0;
        for (int i = size.length - 1; i >= 0; i--) {
            length = (length << 8) | (size[i] & 0xff);
        }
        if (size.length < lengthBytes || length > 1 << 20) {
            throw damaged(where, "its header length is not plausible");
        }
        byte[] text = in.readNBytes((int) length);
        if (text.length < length) {
            throw damaged(where, "it ends within its header");
        }
        String header = new String(text, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        return parse(header, 8 + lengthBytes + length, where);
    }

    private static NpyHeader parse(String header, long begin, String where) {
        Matcher descr = DESCR.matcher(header);
        Matcher fortran = FORTRAN.matcher(header);
        Matcher sizes = SHAPE.matcher(header);
        if (!descr.find()) {
            throw damaged(
                    where,
                    header.contains("descr")
                            ? "it holds a structured array; save the plain matrix"
                            : "its header names no element type");
        }
        if (!fortran.find() || !sizes.find()) {
            throw damaged(where, "its header lacks the order or the shape");
        }
        return new NpyHeader(
                type(descr.group(1), where),
                descr.group(1).startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                fortran.group(1).equals("True"),
                shape(sizes.group(1), where),
                begin);
    }

    private static ElementType type(String descr, String where) {
        if (descr.matches("[|<>=]?O.*")) {
            throw damaged(where, "it holds Python objects, which are never read; save it as a plain array of numbers");
        }
        String code = descr.replaceFirst("^[<>|=]", "");
        ElementType type = TYPES.get(code);
        if (type == null) {
            throw damaged(where, "its element type \"" + descr + "\" is no number; save it as float32");
        }
        return type;
    }

    private static long[] shape(String text, String where) {
        try {
            return Pattern.compile(",")
                    .splitAsStream(text)
                    .map(String::strip)
                    .filter(s -> !s.isEmpty())
                    .map(s -> s.replaceFirst("[lL]$", ""))
                    .mapToLong(Long::parseUnsignedLong)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new StoreException("Cannot read " + where + ": its shape (" + text + ") is not made of numbers.", e);
        }
    }

    static StoreException damaged(String where, String what) {
        return new StoreException("Cannot read " + where + ": " + what + ".");
    }

    void requireMatrix(Path file, String name) {
        if (shape.length != 2) {
            throw TensorChoice.notTwo(file, name, shape);
        }
        if (shape[0] < 1 || shape[1] < 1 || shape[1] > Integer.MAX_VALUE || shape[0] > Long.MAX_VALUE / 16 / shape[1]) {
            throw new StoreException("Array " + name + " of " + file + " has the impossible or empty shape "
                    + Arrays.toString(shape) + ".");
        }
    }

    long dataBytes() {
        return shape[0] * shape[1] * type.bytes();
    }

    /** Rows of the array that lies in a file at {@link #begin}. */
    MatrixFile open(Path file, String what) throws IOException {
        requireMatrix(file, "(unnamed)");
        String kind = what + ", " + type + (order == ByteOrder.BIG_ENDIAN ? " big-endian" : "")
                + (fortran ? " by column" : "");
        int width = (int) shape[1];
        MappedRows rows = fortran
                ? Spill.transposed(MappedRows.map(file, begin, shape[0] * width, 1, type, order), shape[0], width)
                : MappedRows.map(file, begin, shape[0], width, type, order);
        return MatrixFile.ofSamples(file, kind, rows, shape[0], width);
    }
}
