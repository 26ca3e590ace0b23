package org.echelle.torch;

import static org.echelle.torch.PickleBytes.bytes;
import static org.echelle.torch.PickleBytes.dict;
import static org.echelle.torch.PickleBytes.storage;
import static org.echelle.torch.PickleBytes.tensor;
import static org.echelle.torch.PickleBytes.text;
import static org.echelle.torch.PickleBytes.tuple;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Small files of every format that is read, each with the matrix 1 2 3 / 4 5 6; what is broken in tests starts from these. */
final class SoundFiles {
    /** One format, with the name that a file of it has and several ways of writing it. */
    enum Format {
        SAFETENSORS("x.safetensors"),
        TORCH("x.pt"),
        LEGACY("x.th"),
        NPY("x.npy"),
        NPZ("x.npz"),
        PICKLE("x.pkl");

        private final String fileName;

        Format(String fileName) {
            this.fileName = fileName;
        }

        String fileName() {
            return fileName;
        }

        List<byte[]> sound() {
            return switch (this) {
                case SAFETENSORS -> safetensorsFiles();
                case TORCH -> torchFiles();
                case LEGACY -> legacyFiles();
                case NPY -> npyFiles();
                case NPZ -> npzFiles();
                case PICKLE -> HostileArrays.sound();
            };
        }
    }

    private SoundFiles() {}

    static byte[] floats(ByteOrder order, float... values) {
        ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(order);
        out.asFloatBuffer().put(values);
        return out.array();
    }

    static byte[] matrix() {
        return floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6);
    }

    private static byte[] transposed() {
        return floats(ByteOrder.LITTLE_ENDIAN, 1, 4, 2, 5, 3, 6);
    }

    static byte[] safetensors(String header, byte[] data) {
        return safetensors(header.getBytes(StandardCharsets.UTF_8), data);
    }

    static byte[] safetensors(byte[] header, byte[] data) {
        return ByteBuffer.allocate(8 + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .put(data)
                .array();
    }

    private static List<byte[]> safetensorsFiles() {
        String w = "\"w\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}";
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        two.writeBytes(matrix());
        two.writeBytes(new byte[] {1, 0, 1});
        return List.of(
                safetensors("{" + w + "}   ", matrix()),
                safetensors(
                        "{\"__metadata__\":{\"format\":\"pt\"}," + w
                                + ",\"\u00e9\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[24,27]}"
                                + ",\"s\":{\"dtype\":\"I64\",\"shape\":[0],\"data_offsets\":[27,27]}}",
                        two.toByteArray()));
    }

    static byte[] torch(String pickle, byte[] storage) {
        return ZipBytes.of(ZipBytes.stored("m/data.pkl", bytes(pickle)), ZipBytes.stored("m/data/0", storage));
    }

    static String rowMajor() {
        return tensor(storage("FloatStorage", "0", 6), 0, tuple(2, 3), tuple(3, 1));
    }

    private static String columnMajor() {
        return tensor(storage("FloatStorage", "0", 6), 0, tuple(2, 3), tuple(1, 2));
    }

    /** The same with memo and FRAME as protocol 4 has them. */
    private static String protocol4() {
        String body =
                "}\u0094\u008c\u0001w" + "\u008c\u000ctorch._utils\u0094\u008c\u0012_rebuild_tensor_v2\u0094\u0093("
                        + "(\u008c\u0007storage\u008c\u0005torch\u008c\fFloatStorage\u0093\u008c\u00010\u008c\u0003cpuK\u0006tQ"
                        + "K\0K\u0002K\u0003\u0086K\u0003K\u0001\u0086\u0089}tRs.";
        return "\u0080\u0004\u0095" + PickleBytes.int32(body.length()) + "\0\0\0\0" + body;
    }

    private static List<byte[]> torchFiles() {
        ZipBytes big = new ZipBytes()
                .with(ZipBytes.stored("m/data.pkl", bytes(dict(rowMajor()))))
                .with(ZipBytes.stored("m/byteorder", bytes("big")))
                .with(ZipBytes.stored("m/data/0", floats(ByteOrder.BIG_ENDIAN, 1, 2, 3, 4, 5, 6)))
                .with(ZipBytes.stored("m/version", bytes("3\n")));
        ZipBytes wide = new ZipBytes()
                .with(ZipBytes.stored("m/data.pkl", bytes(protocol4())))
                .with(ZipBytes.stored("m/data/0", matrix()))
                .zip64();
        String wrapped = PickleBytes.PROTO + "}(" + text("epoch") + "K\u0007" + text("state_dict") + "}" + text("w")
                + rowMajor() + "su.";
        return List.of(
                torch(dict(rowMajor()), matrix()),
                torch(dict(columnMajor()), transposed()),
                torch(wrapped, matrix()),
                big.bytes(),
                wide.bytes());
    }

    static byte[] legacy(String machine, String structure, String keys, byte[] behind) {
        byte[] magic = HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e"); // 0x1950a86a20f9469cfc6c as LONG1
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(magic);
        out.writeBytes(bytes(PickleBytes.PROTO + "M\u00e9\u0003." + machine + structure + keys));
        out.writeBytes(behind);
        return out.toByteArray();
    }

    static String littleEndian(boolean little) {
        return PickleBytes.PROTO + "}" + text("little_endian") + (little ? "\u0088" : "\u0089") + "s.";
    }

    static String keys(String... names) {
        StringBuilder out = new StringBuilder(PickleBytes.PROTO + "](");
        for (String name : names) {
            out.append(text(name));
        }
        return out.append("e.").toString();
    }

    static byte[] counted(long count, byte[] numbers) {
        return ByteBuffer.allocate(8 + numbers.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(count)
                .put(numbers)
                .array();
    }

    private static List<byte[]> legacyFiles() {
        return List.of(
                legacy(littleEndian(true), dict(rowMajor()), keys("0"), counted(6, matrix())),
                legacy(littleEndian(true), dict(columnMajor()), keys("0"), counted(6, transposed())));
    }

    static byte[] npy(int version, String dict, byte[] data) {
        byte[] text = (dict + "\n").getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer out = ByteBuffer.allocate(8 + (version == 1 ? 2 : 4) + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        if (version == 1) {
            out.putShort((short) text.length);
        } else {
            out.putInt(text.length);
        }
        return out.put(text).put(data).array();
    }

    static String numpyDict(String descr, boolean fortran, String shape) {
        return String.format(
                Locale.ROOT,
                "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }",
                descr,
                fortran ? "True" : "False",
                shape);
    }

    private static List<byte[]> npyFiles() {
        return List.of(
                npy(1, numpyDict("<f4", false, "(2, 3)"), matrix()),
                npy(2, numpyDict("<f4", true, "(2, 3)"), transposed()),
                npy(3, numpyDict(">f4", false, "(2, 3)"), floats(ByteOrder.BIG_ENDIAN, 1, 2, 3, 4, 5, 6)));
    }

    private static List<byte[]> npzFiles() {
        byte[] w = npy(1, numpyDict("<f4", false, "(2, 3)"), matrix());
        byte[] zeros = npy(1, numpyDict("|u1", false, "(2000,)"), new byte[2000]);
        return List.of(
                ZipBytes.of(ZipBytes.stored("w.npy", w)),
                ZipBytes.of(ZipBytes.deflated("w.npy", w), ZipBytes.deflated("zeros.npy", zeros)),
                new ZipBytes().with(ZipBytes.stored("w.npy", w)).zip64().bytes());
    }

    /** A tensor program over a storage of any number of elements. */
    static String over(String type, long elements, long offset, String sizes, String strides) {
        return dict(tensor(storage(type, "0", elements), offset, sizes, strides));
    }
}
