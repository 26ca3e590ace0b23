package org.echelle.torch;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.echelle.torch.PickleMachine.PyDict;
import org.echelle.torch.PickleMachine.PyList;
import org.echelle.torch.TorchObjects.Storage;

/**
 * A PyTorch file as written before 1.6: five pickles one after the other (a magic number, the protocol, facts about the writing
 * machine, the structure, the list of storage keys), then for each key a 64-bit count and the numbers. Source: {@code
 * _legacy_load} in {@code torch/serialization.py}.
 */
final class TorchLegacy {
    private static final String MAGIC = "1950a86a20f9469cfc6c";
    private static final Long PROTOCOL = 1001L;
    private static final long MOST_PICKLES = 256L << 20;

    private TorchLegacy() {}

    /** Whether a pickle starts with the magic number of these files: PROTO 2, LONG1 of 10 bytes. */
    static boolean isOne(byte[] start) {
        byte[] magic = new BigInteger(MAGIC, 16).toByteArray();
        if (start.length < 4 + magic.length || start[0] != (byte) 0x80 || start[2] != (byte) 0x8a) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if (start[4 + i] != magic[magic.length - 1 - i]) {
                return false;
            }
        }
        return true;
    }

    static Weights open(Path file, long size) {
        return open(file, size, tensors -> tensors);
    }

    /** @param widened may add to what the file may name */
    static Weights open(Path file, long size, UnaryOperator<PickleMachine.Vocabulary> widened) {
        String where = file.toString();
        // the pickles come first; the numbers behind them are mapped one by one
        ByteBuffer in = new FileSlice(file, 0, Math.min(size, MOST_PICKLES)).map();
        Map<String, Storage> storages = new HashMap<>();
        PickleMachine.Vocabulary objects =
                widened.apply(new TorchObjects(where, (storage, view) -> register(storages, storage, view, where)));
        Object magic = pickle(in, objects, where);
        Object protocol = pickle(in, objects, where);
        Object machine = pickle(in, objects, where);
        if (!MAGIC.equals(magic) || !PROTOCOL.equals(protocol)) {
            throw new TorchException(where + " is not a PyTorch file of a known kind.");
        }
        if (!(machine instanceof PyDict facts) || !Boolean.TRUE.equals(facts.get("little_endian"))) {
            throw new TorchException(
                    where + " was written on a big-endian machine, which is not read in this old format.");
        }
        Object root = pickle(in, objects, where);
        place(in, pickle(in, objects, where), storages, file, size);
        StateDict found = StateDict.of(root, where);
        return new Weights(file, "torch-legacy", () -> Checksums.sha256(file), found.tensors(), found.facts());
    }

    private static Object pickle(ByteBuffer in, PickleMachine.Vocabulary objects, String where) {
        return new PickleMachine(in, objects, where).run();
    }

    private static Storage register(
            Map<String, Storage> storages, Storage storage, Optional<Object> view, String where) {
        if (view.isPresent()) {
            throw new TorchException(
                    where + " uses storage views, a form of PyTorch 0.x; save it again with a newer one.");
        }
        Storage known = storages.putIfAbsent(storage.key(), storage);
        if (known == null) {
            return storage;
        }
        if (known.type() != storage.type() || known.elements() != storage.elements()) {
            throw new TorchException(where + " is damaged: it describes one storage in two ways.");
        }
        return known;
    }

    private static void place(ByteBuffer in, Object keys, Map<String, Storage> storages, Path file, long size) {
        String where = file.toString();
        if (!(keys instanceof PyList list)) {
            throw new TorchException(where + " is damaged: its list of storages is missing.");
        }
        Set<Object> placed = new HashSet<>();
        long at = in.position();
        for (Object key : list) {
            Storage storage = key instanceof String ? storages.get(key) : null;
            if (storage == null || !placed.add(key)) {
                throw new TorchException(where + " is damaged: it lists a storage that no tensor uses, or one twice.");
            }
            long count = size - at < 8 ? -1 : new FileSlice(file, at, 8).map().getLong();
            long bytes = Shapes.bytes(new long[] {storage.elements()}, storage.type());
            if (count != storage.elements() || bytes > size - at - 8) {
                throw new TorchException(where + " is damaged: its numbers end early; it may have been cut short.");
            }
            storage.placeAt(new FileSlice(file, at + 8, bytes), false, where);
            at += 8 + bytes;
        }
        if (placed.size() != storages.size()) {
            throw new TorchException(where + " is damaged: a storage that a tensor uses is missing.");
        }
    }
}
