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

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The rest of the corpus: PyTorch files of old, indexes of several files, and what is no weight file at all. */
final class HostileContainers {
    private HostileContainers() {}

    static Stream<HostileFile> all() {
        return Stream.of(legacyFiles(), others()).flatMap(List::stream);
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
