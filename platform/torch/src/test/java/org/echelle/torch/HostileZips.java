package org.echelle.torch;

import static org.echelle.torch.PickleBytes.bytes;
import static org.echelle.torch.PickleBytes.dict;
import static org.echelle.torch.SoundFiles.matrix;
import static org.echelle.torch.SoundFiles.npy;
import static org.echelle.torch.SoundFiles.numpyDict;
import static org.echelle.torch.ZipBytes.deflated;
import static org.echelle.torch.ZipBytes.stored;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The zip part of the corpus: names that climb, places and sizes that lie, bombs; as PyTorch files and as .npz. */
final class HostileZips {
    private static final byte[] PICKLE = bytes(dict(SoundFiles.rowMajor()));

    private HostileZips() {}

    static Stream<HostileFile> all() {
        return Stream.of(names(), zips(), npzFiles()).flatMap(List::stream);
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
}
