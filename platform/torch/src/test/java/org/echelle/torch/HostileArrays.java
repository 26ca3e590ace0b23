package org.echelle.torch;

import static org.echelle.torch.PickleBytes.PROTO;
import static org.echelle.torch.PickleBytes.bytes;
import static org.echelle.torch.PickleBytes.dict;
import static org.echelle.torch.PickleBytes.global;
import static org.echelle.torch.PickleBytes.int32;
import static org.echelle.torch.PickleBytes.text;
import static org.echelle.torch.PickleBytes.tuple;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Pickles of NumPy arrays, sound ones and such that lie or run code; for the reader that is asked to read them. */
final class HostileArrays {
    private HostileArrays() {}

    private static HostileFile pickle(String what, String program, String reason) {
        return new HostileFile(what, "x.pkl", bytes(program), reason);
    }

    private static String dtype(String code, String order) {
        return global("numpy", "dtype") + text(code) + "\u0089\u0088\u0087R(K\u0003" + text(order) + "NNNJ" + int32(-1)
                + "J" + int32(-1) + "K\0tb";
    }

    private static String raw(byte[] content) {
        return "B" + int32(content.length) + new String(content, StandardCharsets.ISO_8859_1);
    }

    private static String array(String shape, String dtype, String content) {
        return global("numpy.core.multiarray", "_reconstruct") + global("numpy", "ndarray")
                + "K\0\u0085C\u0001b\u0087R(K\u0001" + shape + dtype + "\u0089" + content + "tb";
    }

    /** As NumPy writes them up to protocol 4, in protocol 5, and within an array of objects. */
    static List<byte[]> sound() {
        String matrix = array(tuple(2, 3), dtype("f4", "<"), raw(SoundFiles.matrix()));
        String buffered = global("numpy._core.numeric", "_frombuffer") + "(" + raw(SoundFiles.matrix())
                + dtype("f4", "<") + tuple(2, 3) + text("C") + "tR";
        String scalar = global("numpy.core.multiarray", "scalar") + dtype("i2", ">") + "C\u0002\0\u0007\u0086R";
        String both = PROTO + "}(" + text("w") + matrix + text("n") + scalar + text("o")
                + array(tuple(1), dtype("O8", "|"), "](" + matrix + "e") + "u.";
        return List.of(bytes(dict(matrix)), bytes(dict(buffered)), bytes(both));
    }

    static Stream<HostileFile> all() {
        String content = raw(SoundFiles.matrix());
        String f4 = dtype("f4", "<");
        String holdsItself = PROTO + global("numpy.core.multiarray", "_reconstruct") + global("numpy", "ndarray")
                + "K\0\u0085C\u0001b\u0087Rq\0(K\u0001" + tuple(1) + dtype("O8", "|") + "\u0089]h\0atb.";
        return Stream.of(
                pickle("code", PROTO + global("os", "system") + text("x") + "\u0085R.", "os.system"),
                pickle(
                        "code of NumPy's",
                        PROTO + global("numpy.testing._private.utils", "runstring") + ".",
                        "runstring"),
                pickle("a function of NumPy's", PROTO + global("numpy", "load") + ".", "numpy.load"),
                pickle(
                        "an array of another class",
                        dict(global("numpy.core.multiarray", "_reconstruct") + global("numpy", "dtype")
                                + "K\0\u0085C\u0001b\u0087R"),
                        "not made as it should be"),
                pickle("calling the class of arrays", dict(global("numpy", "ndarray") + ")R"), "cannot be called"),
                pickle("more elements than bytes", dict(array(tuple(3, 3), f4, content)), "another number of bytes"),
                pickle("fewer elements than bytes", dict(array(tuple(5), f4, content)), "another number of bytes"),
                pickle(
                        "a shape past counting",
                        dict(array(tuple(1L << 62, 4), f4, content)),
                        "more elements than can be counted"),
                pickle("a negative size", dict(array(tuple(-1), f4, content)), "negative size"),
                pickle("a text for a shape", dict(array(text("6"), f4, content)), "not described as it should be"),
                pickle(
                        "a text for a type",
                        dict(array(tuple(6), text("f4"), content)),
                        "not described as it should be"),
                pickle("texts", dict(array(tuple(6), dtype("U1", "<"), content)), "which is no number"),
                pickle("objects without a list", dict(array(tuple(6), dtype("O8", "|"), content)), "array of objects"),
                pickle("more objects than are there", dict(array(tuple(6), dtype("O8", "|"), "]")), "array of objects"),
                pickle("an array of itself", holdsItself, "contains itself"),
                pickle(
                        "records",
                        dict(array(
                                tuple(6),
                                f4.replace("NNNJ", text("a") + "\u0085" + "NNJ")
                                        .replace("<" + text("a"), "<N" + text("a")),
                                content)),
                        "records of several fields"),
                pickle(
                        "many arrays on the same bytes",
                        PROTO + "C\u0001aq\u0001" + "0]("
                                + array(tuple(100_000), dtype("i1", "|"), raw(new byte[100_000]) + "q\u0002")
                                + array(tuple(100_000), dtype("i1", "|"), "h\u0002")
                                        .repeat(300) + "e.",
                        "repeat 100000 bytes"),
                pickle(
                        "a storage",
                        SoundFiles.over("FloatStorage", 6, 0, tuple(2, 3), tuple(3, 1)),
                        "a bare pickle cannot have"),
                pickle("something behind it", dict(array(tuple(6), f4, content)) + ".", "something follows"),
                pickle("no array at all", PROTO + "}.", "holds no tensors"));
    }

    /** An array of Python objects in its own kind of file, refused for another reason by those who did not ask for it. */
    static HostileFile arrayOfCode() {
        return new HostileFile(
                "code in an array of objects",
                "x.npy",
                SoundFiles.npy(
                        1, SoundFiles.numpyDict("|O", false, "(1,)"), bytes(PROTO + global("os", "system") + ")R.")),
                "os.system");
    }
}
