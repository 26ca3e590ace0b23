package org.echelle.torch;

import static org.echelle.torch.PickleBytes.PROTO;
import static org.echelle.torch.PickleBytes.PROTO4;
import static org.echelle.torch.PickleBytes.dict;
import static org.echelle.torch.PickleBytes.global;
import static org.echelle.torch.PickleBytes.int32;
import static org.echelle.torch.PickleBytes.storage;
import static org.echelle.torch.PickleBytes.tensor;
import static org.echelle.torch.PickleBytes.text;
import static org.echelle.torch.PickleBytes.tuple;
import static org.echelle.torch.PickleBytes.whole;
import static org.echelle.torch.SoundFiles.matrix;
import static org.echelle.torch.SoundFiles.over;

import java.util.List;
import java.util.stream.Stream;

/** The pickle part of the corpus: programs that run code, explode, or lie about tensors. All lie in a well-formed PyTorch zip. */
final class HostilePickles {
    private static final String COMMAND = text("touch hacked") + "\u0085R";

    private HostilePickles() {}

    static Stream<HostileFile> all() {
        return Stream.concat(brief(), bombs().stream());
    }

    /** Those that are refused at once; a fuzzer that starts from bombs spends its time on almost-bombs. */
    static Stream<HostileFile> brief() {
        return Stream.of(code(), instructions(), tensors()).flatMap(List::stream);
    }

    private static HostileFile pickle(String what, String program, String reason) {
        return new HostileFile(what, "x.pt", SoundFiles.torch(program, matrix()), reason);
    }

    private static String stacked(String module, String name) {
        return "\u008c" + (char) module.length() + module + "\u008c" + (char) name.length() + name + "\u0093";
    }

    private static List<HostileFile> code() {
        return List.of(
                pickle("__reduce__ to os.system", PROTO + global("posix", "system") + COMMAND + ".", "posix.system"),
                pickle("os.system by STACK_GLOBAL", PROTO4 + stacked("os", "system") + COMMAND + ".", "os.system"),
                pickle(
                        "os.system put together from the memo",
                        PROTO4 + text("system") + "q\0" + text("os") + "h\0\u0093" + COMMAND + ".",
                        "os.system"),
                pickle("eval", PROTO + global("builtins", "eval") + text("1+1") + "\u0085R.", "builtins.eval"),
                pickle("exec of Python 2", PROTO + global("__builtin__", "exec") + COMMAND + ".", "__builtin__.exec"),
                pickle("getattr", PROTO4 + stacked("builtins", "getattr") + ".", "builtins.getattr"),
                pickle(
                        "a dotted name that climbs from an allowed class",
                        PROTO4 + stacked("collections", "OrderedDict.__init__.__globals__") + ".",
                        "collections.OrderedDict.__init__.__globals__"),
                pickle("partial", PROTO + global("functools", "partial") + COMMAND + ".", "functools.partial"),
                pickle("attrgetter", PROTO + global("operator", "attrgetter") + COMMAND + ".", "operator.attrgetter"),
                pickle("import_module", PROTO + global("importlib", "import_module") + COMMAND + ".", "importlib."),
                pickle("subprocess by NEWOBJ", PROTO + global("subprocess", "Popen") + ")\u0081.", "subprocess.Popen"),
                pickle("a pickle in a pickle", PROTO + global("pickle", "loads") + "C\u0001.\u0085R.", "pickle.loads"),
                pickle("torch.load", PROTO + global("torch", "load") + COMMAND + ".", "torch.load"),
                pickle("torch.hub.load", PROTO + global("torch.hub", "load") + COMMAND + ".", "torch.hub.load"),
                pickle(
                        "a pickle in a storage",
                        PROTO + global("torch.storage", "_load_from_bytes") + "C\u0001.\u0085R.",
                        "torch.storage._load_from_bytes"),
                pickle(
                        "rebuilding as another type",
                        PROTO + global("torch._tensor", "_rebuild_from_type_v2") + COMMAND + ".",
                        "torch._tensor._rebuild_from_type_v2"),
                pickle(
                        "a class whose __setstate__ would be called by BUILD",
                        PROTO + global("__main__", "Net") + ")\u0081}b.",
                        "__main__.Net"),
                pickle(
                        "a whole module",
                        PROTO + global("torch.nn.modules.linear", "Linear") + ")\u0081}b.",
                        "torch.nn.modules.linear.Linear"),
                pickle(
                        "NumPy's arrays, unless asked for",
                        PROTO + global("numpy.core.multiarray", "_reconstruct") + ".",
                        "numpy.core.multiarray._reconstruct"),
                pickle(
                        "a name with control characters",
                        PROTO + global("os\u001b[2J\u0007", "system") + ".",
                        "os?[2J?.system"));
    }

    private static List<HostileFile> instructions() {
        return List.of(
                pickle("INST", PROTO + "(S'touch hacked'\nios\nsystem\n.", "protocol 0"),
                pickle(
                        "INST without text",
                        PROTO + "(ios\nsystem\n.",
                        "INST, which makes an object of any class (here os.system)"),
                pickle("OBJ of a forbidden class", PROTO + "(" + global("os", "system") + "o.", "os.system"),
                pickle("OBJ of an allowed class", PROTO + "(" + global("collections", "OrderedDict") + "o.", "OBJ"),
                pickle("NEWOBJ_EX", PROTO4 + stacked("collections", "Counter") + ")}\u0092.", "NEWOBJ_EX"),
                pickle("EXT1", PROTO + "\u0082\u0001.", "EXT"),
                pickle("EXT2", PROTO + "\u0083\u0001\0.", "EXT"),
                pickle("EXT4", PROTO + "\u0084\u0001\0\0\0.", "EXT"),
                pickle("PERSID", PROTO + "Pevil\n.", "PERSID"),
                pickle("a persistent id of its own kind", PROTO + text("evil") + "Q.", "a whole Python object"),
                pickle("a state for a tensor", dict(SoundFiles.rowMajor() + "}b"), "sets the state"),
                pickle("calling a type", PROTO + global("torch", "float32") + ")R.", "cannot be called"),
                pickle(
                        "calling what a call gave",
                        PROTO + global("collections", "OrderedDict") + ")R)R.",
                        "cannot be called"),
                pickle("recalling what was never kept", PROTO + "h\u0005.", "never kept"),
                pickle("recalling a key past every memo", PROTO + "j\u00ff\u00ff\u00ff\u007f.", "never kept"),
                pickle("an unknown instruction", PROTO + "\u00ff.", "0xff, which is no instruction"),
                pickle("an unknown protocol", "\u0080\u0009}.", "unknown protocol 9"),
                pickle("a buffer outside the file", "\u0080\u0005\u0097.", "NEXT_BUFFER"),
                pickle("protocol 0", "(dp0\n.", "protocol 0"),
                pickle("a missing mark", PROTO + "t.", "mark is missing"),
                pickle("an empty stack", PROTO + "R.", "lacks what it works on"),
                pickle("no STOP", PROTO + "}", "ends in the middle"),
                pickle("nothing at all", "", "ends in the middle"),
                pickle(
                        "a frame past the end",
                        PROTO4 + "\u0095\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f}.",
                        "ends in the middle"),
                pickle("a text of two gigabytes", PROTO + "X" + int32(Integer.MAX_VALUE) + ".", "longer than 64 MiB"),
                pickle("a text of negative length", PROTO + "X" + int32(-1) + ".", "ends in the middle"),
                pickle(
                        "bytes past counting",
                        PROTO4 + "\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.",
                        "ends in the middle"),
                pickle("a text that is not UTF-8", PROTO + "X" + int32(1) + "\u00ff.", "not UTF-8"),
                pickle("a list as a key", PROTO + "}]Ns.", "neither a text nor a number"),
                pickle(
                        "a number past counting as an offset",
                        dict(tensor(storage("FloatStorage", "0", 6), 0, tuple(2, 3), tuple(3, 1))
                                .replace(whole(0), "\u008a\u0009\0\0\0\0\0\0\0\0\u0001")),
                        "not described as it should be"));
    }

    private static List<HostileFile> bombs() {
        StringBuilder laughs = new StringBuilder(PROTO + "]q\0");
        for (int i = 0; i < 30; i++) { // each list holds the one before it ten times: 10^30 leaves on a walk
            laughs.append("0](")
                    .append(("h" + (char) i).repeat(10))
                    .append("eq")
                    .append((char) (i + 1));
        }
        String longText = "X" + int32(1 << 20) + "a".repeat(1 << 20) + "q\0";
        StringBuilder wideDict = new StringBuilder(PROTO + "}q\0(");
        for (int i = 0; i < 5000; i++) {
            wideDict.append('J').append(int32(i)).append('N');
        }
        String copies = "u(" + (global("collections", "Counter") + "h\0\u0085R").repeat(1000) + "t.";
        String keyed = "}(h\0" + "}(h\0".repeat(50) + "K\u0001" + "u".repeat(51) + ".";
        return List.of(
                pickle("billion laughs", laughs + ".", "more than"),
                pickle("nested too deep", PROTO + "]".repeat(5000) + "a".repeat(4999) + ".", "nested deeper than 200"),
                pickle("a list that holds itself", PROTO + "]q\0h\0a.", "contains itself"),
                pickle("a dict that holds itself", PROTO + "}q\0" + text("w") + "h\0s.", "contains itself"),
                pickle(
                        "more objects than any model has",
                        PROTO + "N0".repeat(2_100_000) + ".",
                        "more than 4000000 objects"),
                pickle("one dict copied a thousand times", wideDict + copies, "copied again and again"),
                pickle(
                        "a name of a million characters in each of fifty levels",
                        PROTO + longText + keyed,
                        "names have more than"),
                pickle(
                        "a tensor of sixteen million numbers on one",
                        over("FloatStorage", 6, 0, tuple(4096, 4096), tuple(0, 0)),
                        "repeat 24 bytes to 67108864"),
                pickle(
                        "many tensors on one storage",
                        PROTO + "]("
                                + tensor(storage("FloatStorage", "0", 6), 0, tuple(1024, 1024), tuple(0, 0))
                                        .repeat(5) + "e.",
                        "repeat 24 bytes"));
    }

    private static List<HostileFile> tensors() {
        String counted = "more elements than can be counted";
        return List.of(
                pickle(
                        "past the end by its offset",
                        over("FloatStorage", 6, 1, tuple(2, 3), tuple(3, 1)),
                        "beyond its storage"),
                pickle(
                        "past the end by its stride",
                        over("FloatStorage", 6, 0, tuple(2, 3), tuple(4, 1)),
                        "beyond its storage"),
                pickle(
                        "past the end by its size",
                        over("FloatStorage", 6, 0, tuple(7), tuple(1)),
                        "beyond its storage"),
                pickle("before the start", over("FloatStorage", 6, -1, tuple(2), tuple(1)), "beyond its storage"),
                pickle(
                        "an offset past counting",
                        over("FloatStorage", 6, Long.MAX_VALUE, tuple(2), tuple(1)),
                        "beyond its storage"),
                pickle("a negative stride", over("FloatStorage", 6, 5, tuple(3), tuple(-1)), "negative stride"),
                pickle("a negative size", over("FloatStorage", 6, 0, tuple(-3), tuple(1)), "negative size"),
                pickle(
                        "a stride past counting",
                        over("FloatStorage", 6, 0, tuple(3), tuple(1L << 62)),
                        "further than can be counted"),
                pickle(
                        "a size past counting",
                        over("FloatStorage", 6, 0, tuple(1L << 62, 1L << 62), tuple(0, 0)),
                        counted),
                pickle(
                        "a size past counting hidden behind a zero",
                        over("FloatStorage", 6, 0, tuple(0, 1L << 62, 4), tuple(1, 1, 1)),
                        counted),
                pickle(
                        "more strides than sizes",
                        over("FloatStorage", 6, 0, tuple(2), tuple(1, 1)),
                        "not described as it should be"),
                pickle(
                        "sixty-five axes",
                        over("FloatStorage", 6, 0, tuple(new long[65]), tuple(new long[65])),
                        "not described as it should be"),
                pickle(
                        "a text for a size",
                        over("FloatStorage", 6, 0, "(" + text("2") + "t", tuple(1)),
                        "no whole number"),
                pickle("a storage of 2^62 numbers", over("FloatStorage", 1L << 62, 0, tuple(1), tuple(1)), counted),
                pickle(
                        "a storage of 2^62 bytes",
                        over("ByteStorage", 1L << 62, 0, tuple(1), tuple(1)),
                        "only 24 bytes are there"),
                pickle(
                        "a storage with one number more than its part",
                        over("FloatStorage", 7, 0, tuple(1), tuple(1)),
                        "only 24 bytes are there"),
                pickle(
                        "a storage whose type needs more bytes",
                        over("DoubleStorage", 6, 0, tuple(1), tuple(1)),
                        "only 24 bytes are there"),
                pickle(
                        "a storage of negative size",
                        over("FloatStorage", -1, 0, tuple(0), tuple(1)),
                        "a whole Python object"),
                pickle(
                        "a storage that is not there",
                        dict(tensor(storage("FloatStorage", "1", 6), 0, tuple(1), tuple(1))),
                        "m/data/1 is missing"),
                pickle(
                        "a storage key that climbs",
                        dict(tensor(storage("FloatStorage", "../data.pkl", 6), 0, tuple(1), tuple(1))),
                        "m/data/../data.pkl is missing"),
                pickle("an unknown storage", over("EvilStorage", 6, 0, tuple(1), tuple(1)), "torch.EvilStorage"),
                pickle("no tensor at all", PROTO + "}" + text("a") + "K\u0001s.", "holds no tensors"),
                pickle(
                        "two names that meet",
                        PROTO + "}(" + text("a.b") + SoundFiles.rowMajor() + text("a") + "}" + text("b")
                                + SoundFiles.rowMajor() + "su.",
                        "two tensors named"));
    }
}
