package org.echelle.torch;

import static org.echelle.torch.PickleBytes.bytes;
import static org.echelle.torch.PickleBytes.dict;
import static org.echelle.torch.SoundFiles.counted;
import static org.echelle.torch.SoundFiles.npy;
import static org.echelle.torch.SoundFiles.numpyDict;
import static org.echelle.torch.SoundFiles.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The headers of the corpus: safetensors and .npy files that say what is not so. */
final class HostileHeaders {
    private HostileHeaders() {}

    static Stream<HostileFile> all() {
        return Stream.of(safetensorsFiles(), npyFiles()).flatMap(List::stream);
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
}
