package org.echelle.torch;

import static org.echelle.torch.PickleBytes.PROTO;
import static org.echelle.torch.PickleBytes.bytes;
import static org.echelle.torch.PickleBytes.dict;
import static org.echelle.torch.PickleBytes.text;
import static org.echelle.torch.SoundFiles.counted;
import static org.echelle.torch.SoundFiles.keys;
import static org.echelle.torch.SoundFiles.legacy;
import static org.echelle.torch.SoundFiles.littleEndian;
import static org.echelle.torch.SoundFiles.matrix;
import static org.echelle.torch.SoundFiles.npy;
import static org.echelle.torch.SoundFiles.numpyDict;
import static org.echelle.torch.SoundFiles.safetensors;
import static org.echelle.torch.ZipBytes.deflated;
import static org.echelle.torch.ZipBytes.stored;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The rest of the corpus: zip files, safetensors headers, NumPy files and old PyTorch files that lie about what they hold. */
final class HostileContainers {
    private static final byte[] PICKLE = bytes(dict(SoundFiles.rowMajor()));

    private HostileContainers() {}

    static Stream<HostileFile> all() {
        return Stream.of(names(), zips(), safetensorsFiles(), npyFiles(), npzFiles(), legacyFiles(), others())
                .flatMap(List::stream);
    }

    private static HostileFile zip(String what, byte[] zip, String reason) {
        return new HostileFile(what, "x.pt", zip, reason);
    }

    private static ZipBytes.Part pickle() {
        return stored("m/data.pkl", PICKLE);
    }

    private static ZipBytes.Part data() {
        return stored("m/data/0", matrix());
    }

    private static List<HostileFile> names() {
        return Stream.of(
                        "../x",
                        "m/../../x",
                        "m/..",
                        "/etc/cron.d/x",
                        "C:\\Windows\\x",
                        "C:/Windows/x",
                        "..\\x",
                        "m/data/0\0.txt")
                .map(name -> zip(
                        "an entry named " + name.replace("\0", "NUL"),
                        ZipBytes.of(pickle(), data(), stored(name, new byte[4])),
                        "which leads out of it"))
                .toList();
    }

    private static List<HostileFile> zips() {
        byte[] good = ZipBytes.of(pickle(), data());
        byte[] lostDirectory = Arrays.copyOf(good, good.length - 23);
        byte[] many = good.clone();
        ByteBuffer.wrap(many).order(ByteOrder.LITTLE_ENDIAN).putShort(good.length - 12, (short) 60_000);
        byte[] outside = good.clone();
        ByteBuffer.wrap(outside).order(ByteOrder.LITTLE_ENDIAN).putInt(good.length - 6, 0x7fffffff);
        byte[] wide = new ZipBytes().with(pickle()).with(data()).zip64().bytes();
        byte[] wideOutside = wide.clone();
        ByteBuffer.wrap(wideOutside).order(ByteOrder.LITTLE_ENDIAN).putLong(wide.length - 22 - 20 - 8, Long.MAX_VALUE);
        byte[] wideMany = wide.clone();
        ByteBuffer.wrap(wideMany).order(ByteOrder.LITTLE_ENDIAN).putLong(wide.length - 22 - 20 - 24, 1L << 62);
        long overBoth = PICKLE.length + 30L + "m/data/0".length() + matrix().length;
        return List.of(
                zip("an entry twice", ZipBytes.of(pickle(), data(), data()), "two entries named m/data/0"),
                zip(
                        "an entry that overlaps the next, as in the bombs that quote their own headers",
                        ZipBytes.of(pickle().taking(overBoth).announcing(overBoth), data()),
                        "overlaps another"),
                zip(
                        "two entries on the same bytes",
                        ZipBytes.of(pickle(), data().at(0)),
                        "another name in the directory"),
                zip(
                        "another name inside than outside",
                        ZipBytes.of(pickle().calledInside("m/eval.pkl"), data()),
                        "another name in the directory"),
                zip(
                        "an entry that is longer than the file",
                        ZipBytes.of(pickle(), data().taking(1 << 20)),
                        "reaches beyond the file"),
                zip(
                        "an entry past the end of the file",
                        ZipBytes.of(pickle(), data().at(1 << 20)),
                        "lies outside the file"),
                zip("an encrypted entry", ZipBytes.of(pickle(), data().encrypted()), "is encrypted"),
                zip("a compressed pickle", ZipBytes.of(deflated("m/data.pkl", PICKLE), data()), "is compressed"),
                zip("a compressed storage", ZipBytes.of(pickle(), deflated("m/data/0", new byte[24])), "is compressed"),
                zip("a storage with two sizes", ZipBytes.of(pickle(), data().announcing(1 << 30)), "is compressed"),
                zip(
                        "a zip64 size past counting",
                        new ZipBytes()
                                .with(pickle())
                                .with(data().announcing(-1))
                                .zip64()
                                .bytes(),
                        "size past counting"),
                zip(
                        "a zip64 place past counting",
                        new ZipBytes()
                                .with(pickle())
                                .with(data().at(Long.MAX_VALUE))
                                .zip64()
                                .bytes(),
                        "lies outside the file"),
                zip("a zip64 directory outside the file", wideOutside, "directory lies outside the file"),
                zip("a zip64 directory of 2^62 entries", wideMany, "which it has no room for"),
                zip("no directory", lostDirectory, "its directory is missing"),
                zip("a directory outside the file", outside, "directory lies outside the file"),
                zip("a directory of too many entries", many, "which it has no room for"),
                zip("a storage that is not there", ZipBytes.of(pickle()), "m/data/0 is missing"),
                zip(
                        "an unknown byte order",
                        ZipBytes.of(pickle(), data(), stored("m/byteorder", bytes("middle"))),
                        "unknown byte order"),
                zip(
                        "TorchScript's code",
                        ZipBytes.of(pickle(), data(), stored("m/code/__torch__.py", new byte[0])),
                        "TorchScript"),
                zip(
                        "TorchScript's constants",
                        ZipBytes.of(pickle(), data(), stored("m/constants.pkl", new byte[0])),
                        "TorchScript"),
                zip(
                        "two structures",
                        ZipBytes.of(pickle(), data(), stored("n/data.pkl", PICKLE)),
                        "2 pickles named data.pkl"),
                zip("any other zip", ZipBytes.of(stored("evil.exe", new byte[4])), "neither PyTorch's nor NumPy's"));
    }

    private static HostileFile header(String what, String header, int data, String reason) {
        return new HostileFile(what, "x.safetensors", safetensors(header, new byte[data]), reason);
    }

    private static String entry(String name, String type, String shape, long begin, long end) {
        return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":[" + begin + ","
                + end + "]}";
    }

    private static HostileFile length(String what, long length, String reason) {
        byte[] file = safetensors("{}", new byte[8]);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
        return new HostileFile(what, "x.safetensors", file, reason);
    }

    private static List<HostileFile> safetensorsFiles() {
        String a = entry("a", "F32", "[2]", 0, 8);
        byte[] notUtf8 = bytes("{\"\u00ff\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}");
        return List.of(
                length("a header longer than the file", 1000, "it may have been cut short"),
                length("a header of 100 MB and one byte", 100_000_001, "the limit is 100000000"),
                length("a header of 2^64 - 1 bytes", -1, "18446744073709551615 bytes"),
                length("a header of no bytes", 0, "does not start with '{'"),
                header(
                        "two tensors over each other",
                        "{" + a + "," + entry("b", "F32", "[2]", 4, 12) + "}",
                        12,
                        "overlaps the one before it"),
                header(
                        "two tensors on the same bytes",
                        "{" + a + "," + entry("b", "F32", "[2]", 0, 8) + "}",
                        8,
                        "overlaps the one before it"),
                header("a gap", "{" + a + "," + entry("b", "F32", "[2]", 12, 20) + "}", 20, "leaves a gap before it"),
                header("a gap at the start", "{" + entry("a", "F32", "[1]", 4, 8) + "}", 8, "leaves a gap before it"),
                header("bytes that belong to none", "{" + a + "}", 9, "9 bytes follow the header"),
                header("fewer bytes than described", "{" + a + "}", 7, "the file may have been cut short"),
                header("a type that needs more", "{" + entry("a", "F64", "[2]", 0, 8) + "}", 8, "needs 16 bytes"),
                header("a shape that needs more", "{" + entry("a", "F32", "[3]", 0, 8) + "}", 8, "needs 12 bytes"),
                header(
                        "a shape past counting",
                        "{" + entry("a", "F32", "[4294967296,4294967296]", 0, 0) + "}",
                        0,
                        "more elements than can be counted"),
                header(
                        "a shape past counting behind a zero",
                        "{" + entry("a", "F32", "[0,9223372036854775807]", 0, 0) + "}",
                        0,
                        "more elements than can be counted"),
                header(
                        "offsets of 2^63",
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[9223372036854775808,9223372036854775816]}}",
                        8,
                        "JSON"),
                header(
                        "offsets the wrong way round",
                        "{" + entry("a", "F32", "[2]", 8, 0) + "}",
                        8,
                        "impossible data_offsets"),
                header(
                        "a negative offset",
                        "{" + entry("a", "F32", "[2]", -8, 0) + "}",
                        8,
                        "negative number in data_offsets"),
                header(
                        "three offsets",
                        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1,1]}}",
                        1,
                        "at most 2 whole numbers"),
                header(
                        "a shape of sixty-five axes",
                        "{" + entry("a", "U8", Arrays.toString(new int[65]), 0, 0) + "}",
                        0,
                        "at most 64 whole numbers"),
                header(
                        "a name twice",
                        "{" + entry("a", "U8", "[1]", 0, 1) + "," + entry("a", "U8", "[1]", 1, 2) + "}",
                        2,
                        "Duplicate"),
                header(
                        "a field twice",
                        "{\"a\":{\"dtype\":\"U8\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,1]}}",
                        1,
                        "Duplicate"),
                header(
                        "a type of half a byte",
                        "{" + entry("a", "F4", "[2]", 0, 1) + "}",
                        1,
                        "\"F4\", which Echelle does not read"),
                header(
                        "an invented type",
                        "{" + entry("a", "PICKLE", "[1]", 0, 1) + "}",
                        1,
                        "\"PICKLE\", which Echelle does not read"),
                header("metadata that is no text", "{\"__metadata__\":{\"a\":{}}}", 0, "not a text"),
                header(
                        "nested past any need",
                        "{\"a\":{\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}}",
                        0,
                        "JSON"),
                header("something behind the header", "{}[]", 0, "something follows"),
                header("NUL behind the header", "{}\0", 0, "JSON"),
                header("a header that breaks off", "{" + a.substring(0, 20), 0, "JSON"),
                new HostileFile(
                        "a header in UTF-16",
                        "x.safetensors",
                        safetensors("{}".getBytes(StandardCharsets.UTF_16LE), new byte[0]),
                        "JSON"),
                new HostileFile(
                        "a header that is not UTF-8", "x.safetensors", safetensors(notUtf8, new byte[1]), "not UTF-8"),
                new HostileFile("seven bytes", "x.safetensors", new byte[7], "only 7 bytes"));
    }

    private static HostileFile array(String what, String dict, int data, String reason) {
        return new HostileFile(what, "x.npy", npy(1, dict, new byte[data]), reason);
    }

    private static List<HostileFile> npyFiles() {
        String counted = "more elements than can be counted";
        byte[] endless = npy(2, numpyDict("<f4", false, "(1,)"), new byte[4]);
        ByteBuffer.wrap(endless).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -1);
        return List.of(
                array("Python objects", numpyDict("|O", false, "(1,)"), 8, "pickled Python objects"),
                array(
                        "records",
                        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }",
                        4,
                        "records of several fields"),
                array("texts", numpyDict("<U4", false, "(1,)"), 16, "\"<U4\", which is no number"),
                array("a shape that needs more", numpyDict("<f4", false, "(9,)"), 8, "needs 36 bytes, but only 8"),
                array("a shape past counting", numpyDict("<f8", false, "(4611686018427387904, 4)"), 8, counted),
                array(
                        "a shape past counting behind a zero",
                        numpyDict("<f8", false, "(0, 4611686018427387904, 4)"),
                        8,
                        counted),
                array(
                        "a size past a long",
                        numpyDict("<f8", false, "(99999999999999999999,)"),
                        8,
                        "shape cannot be read"),
                array("a negative size", numpyDict("<f8", false, "(-1,)"), 8, "cannot be read"),
                array("sixty-five axes", numpyDict("|u1", false, "(" + "1,".repeat(65) + ")"), 1, "more than 64 axes"),
                array(
                        "a header that says two things",
                        "{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (1,), }",
                        8,
                        "twice"),
                array(
                        "code in the header",
                        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': __import__('os')}",
                        4,
                        "does not belong there"),
                array("no header", "", 4, "header cannot be read"),
                new HostileFile("a header of 4 GiB", "x.npy", endless, "header is too long"),
                new HostileFile(
                        "an unknown version",
                        "x.npy",
                        npy(4, numpyDict("<f4", false, "(1,)"), new byte[4]),
                        "unknown version"),
                new HostileFile("cut in the header", "x.npy", Arrays.copyOf(endless, 20), "too long or cut short"));
    }

    private static HostileFile npz(String what, ZipBytes.Part part, String reason) {
        return new HostileFile(what, "x.npz", ZipBytes.of(part), reason);
    }

    private static List<HostileFile> npzFiles() {
        byte[] zeros = npy(1, numpyDict("|u1", false, "(100000,)"), new byte[100_000]);
        byte[] giant = npy(1, numpyDict("|u1", false, "(2000000000,)"), new byte[100_000]);
        long giantSize = 2_000_000_000L + giant.length - 100_000;
        byte[] small = npy(1, numpyDict("|u1", false, "(10,)"), new byte[100_000]);
        int smallSize = small.length - 100_000 + 10;
        ZipBytes.Part broken = deflated("w.npy", zeros);
        Arrays.fill(broken.raw, 20, 60, (byte) 0xff);
        return List.of(
                npz(
                        "a bomb: more bytes than announced",
                        deflated("w.npy", small).announcing(smallSize),
                        "expands to more than its shape needs"),
                npz("a bomb: more bytes than the shape needs", deflated("w.npy", small), "announced"),
                npz(
                        "two gigabytes announced in a hundred bytes",
                        deflated("w.npy", giant).announcing(giantSize),
                        "more than its compressed bytes can hold"),
                npz(
                        "more announced than is there",
                        deflated("w.npy", npy(1, numpyDict("|u1", false, "(99,)"), new byte[98]))
                                .announcing(zeros.length),
                        "end early"),
                npz(
                        "bytes that end early",
                        deflated("w.npy", Arrays.copyOf(zeros, 50_000)).announcing(zeros.length),
                        "end early"),
                npz("a wrong checksum", deflated("w.npy", zeros).checksum(7), "checksum"),
                npz("damaged bytes", broken, "not a sound NumPy file"),
                npz("an unknown compression", stored("w.npy", zeros).method(99), "compressed in an unknown way"),
                npz("stored with two sizes", stored("w.npy", zeros).announcing(7), "compressed in an unknown way"),
                npz(
                        "Python objects inside",
                        deflated("w.npy", npy(1, numpyDict("|O", false, "(1,)"), new byte[8])),
                        "pickled Python objects"),
                npz("a name that climbs", stored("../w.npy", zeros), "which leads out of it"));
    }

    private static HostileFile old(
            String what, String machine, String structure, String keys, byte[] behind, String reason) {
        return new HostileFile(what, "x.th", legacy(machine, structure, keys, behind), reason);
    }

    private static List<HostileFile> legacyFiles() {
        String little = littleEndian(true);
        String good = dict(SoundFiles.rowMajor());
        byte[] numbers = counted(6, matrix());
        String view = good.replace(PickleBytes.whole(6) + "tQ", PickleBytes.whole(6) + text("view") + "tQ");
        String twoWays = PROTO + "](" + SoundFiles.rowMajor()
                + SoundFiles.rowMajor().replace("FloatStorage", "IntStorage") + "e.";
        byte[] sound = legacy(little, good, keys("0"), numbers);
        return List.of(
                old(
                        "code",
                        little,
                        PROTO + PickleBytes.global("os", "system") + text("x") + "\u0085R.",
                        keys("0"),
                        numbers,
                        "os.system"),
                old(
                        "code among the facts",
                        PROTO + PickleBytes.global("os", "system") + ")R.",
                        good,
                        keys("0"),
                        numbers,
                        "os.system"),
                old("written on a big-endian machine", littleEndian(false), good, keys("0"), numbers, "big-endian"),
                old("numbers that end early", little, good, keys("0"), counted(6, new byte[23]), "numbers end early"),
                old("another count than described", little, good, keys("0"), counted(5, matrix()), "numbers end early"),
                old("a storage twice", little, good, keys("0", "0"), numbers, "or one twice"),
                old("a storage that no tensor uses", little, good, keys("0", "1"), numbers, "that no tensor uses"),
                old(
                        "a storage that is not there",
                        little,
                        good,
                        keys(),
                        new byte[0],
                        "a storage that a tensor uses is missing"),
                old("one storage described in two ways", little, twoWays, keys("0"), numbers, "in two ways"),
                old(
                        "a storage of 2^60 numbers",
                        little,
                        SoundFiles.over("FloatStorage", 1L << 60, 0, PickleBytes.tuple(1), PickleBytes.tuple(1)),
                        keys("0"),
                        counted(1L << 60, matrix()),
                        "numbers end early"),
                old("storage views", little, view, keys("0"), numbers, "storage views"),
                old("no list of storages", little, good, PROTO + "}.", numbers, "list of storages is missing"),
                new HostileFile(
                        "cut in the middle", "x.th", Arrays.copyOf(sound, sound.length / 2), "ends in the middle"));
    }

    private static List<HostileFile> others() {
        byte[] tar = new byte[1024];
        System.arraycopy(bytes("ustar"), 0, tar, 257, 5);
        return List.of(
                new HostileFile(
                        "a bare pickle of code",
                        "x.bin",
                        bytes(PROTO + PickleBytes.global("os", "system") + ")R."),
                        "never run"),
                new HostileFile("a bare pickle of protocol 0", "x.bin", bytes("(dp0\n."), "never run"),
                new HostileFile("a tar file", "x.pt", tar, "a tar file"),
                new HostileFile("nothing", "x.pt", new byte[0], "no weight file"),
                new HostileFile(
                        "an index that climbs",
                        "x.index.json",
                        bytes("{\"weight_map\":{\"a\":\"../../x.pt\"}}"),
                        "not a weight file beside it"),
                new HostileFile(
                        "an index with NUL in a name",
                        "x.index.json",
                        bytes("{\"weight_map\":{\"a\":\"x\\u0000.pt\"}}"),
                        "cannot exist here"),
                new HostileFile(
                        "an index that says two things",
                        "x.index.json",
                        bytes("{\"weight_map\":{\"a\":\"1\",\"a\":\"2\"}}"),
                        "JSON"),
                new HostileFile(
                        "an index of itself",
                        "x.index.json",
                        bytes("{\"weight_map\":{\"a\":\"x.index.json\"}}"),
                        "not a weight file beside it"));
    }
}
