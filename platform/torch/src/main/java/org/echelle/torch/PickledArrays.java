package org.echelle.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads pickles that hold NumPy arrays: bare ones (.pkl), PyTorch files that someone put arrays into, and .npy files of Python
 * objects.
 *
 * <p>The interpreter is the one that reads weight files, it runs no code either; but its list of names is longer (arrays, element
 * types and scalars of NumPy), and such a file was rarely meant to be passed on. Hence nobody reads one by accident: {@link
 * Weights#read} refuses them, and a caller who wants them says so by calling this.
 */
public final class PickledArrays {
    private static final long MOST_PICKLE = 256L << 20;

    private PickledArrays() {}

    /**
     * Opens a pickle with arrays; any other weight file is read as {@link Weights#read} does.
     *
     * @throws TorchException if it cannot be read, is damaged, or names anything beside tensors, arrays and containers
     */
    public static Weights read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Weights.read(file);
        }
        try {
            return read(file, Files.size(file));
        } catch (IOException e) {
            throw new TorchException("Cannot read " + file + ": " + Failures.reason(e) + ".", e);
        }
    }

    private static Weights read(Path file, long size) throws IOException {
        String where = file.toString();
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(512);
        }
        if (start.length > 4 && start[0] == 'P' && start[1] == 'K') {
            Map<String, ZipIndex.Entry> entries = ZipIndex.of(file);
            if (TorchZip.isOne(entries)) {
                return TorchZip.open(file, entries, tensors -> new NumpyObjects(tensors, where));
            }
        } else if (TorchLegacy.isOne(start)) {
            return TorchLegacy.open(file, size, tensors -> new NumpyObjects(tensors, where));
        } else if (NpyHeader.startsLikeOne(start)) {
            int begin =
                    NpyHeader.objectsStart(new FileSlice(file, 0, Math.min(size, NpyHeader.LIMIT + 12)).map(), where);
            if (begin >= 0) {
                return pickle(file, begin, size, where);
            }
        } else if (start.length > 2 && start[0] == (byte) 0x80 && start[1] >= 2 && start[1] <= 5) {
            return pickle(file, 0, size, where);
        }
        return Weights.read(file);
    }

    private static Weights pickle(Path file, long begin, long size, String where) {
        if (size - begin > MOST_PICKLE) {
            throw new TorchException(where + " is refused: its pickle is larger than 256 MiB.");
        }
        TorchObjects tensors = new TorchObjects(where, (storage, view) -> {
            throw new TorchException(where + " is refused: it names a storage, which a bare pickle cannot have.");
        });
        ByteBuffer in = new FileSlice(file, begin, size - begin).map();
        Object root = new PickleMachine(in, new NumpyObjects(tensors, where), where).run();
        if (in.hasRemaining()) {
            throw new TorchException(where + " is refused: something follows its pickle.");
        }
        StateDict found = StateDict.of(root, where);
        return new Weights(file, "pickle", () -> Checksums.sha256(file), found.tensors(), found.facts());
    }
}
