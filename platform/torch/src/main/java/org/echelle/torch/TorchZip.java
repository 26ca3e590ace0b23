package org.echelle.torch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.echelle.torch.TorchObjects.Storage;

/**
 * A PyTorch file as written since 1.6: a zip of stored entries, {@code X/data.pkl} with the structure and {@code X/data/KEY} with
 * the numbers. Source: {@code caffe2/serialize/inline_container.cc}.
 */
final class TorchZip {
    private static final long MOST_PICKLE = 256L << 20;
    private static final String PICKLE = "/data.pkl";

    private TorchZip() {}

    static boolean isOne(Map<String, ZipIndex.Entry> entries) {
        return entries.keySet().stream().anyMatch(TorchZip::isPickle);
    }

    private static boolean isPickle(String name) {
        return name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length();
    }

    static Weights open(Path file, Map<String, ZipIndex.Entry> entries) {
        return open(file, entries, tensors -> tensors);
    }

    /** @param widened may add to what the file may name */
    static Weights open(
            Path file, Map<String, ZipIndex.Entry> entries, UnaryOperator<PickleMachine.Vocabulary> widened) {
        String where = file.toString();
        List<String> pickles =
                entries.keySet().stream().filter(TorchZip::isPickle).toList();
        if (pickles.size() > 1) {
            throw new TorchException(where + " is refused: it has " + pickles.size()
                    + " pickles named data.pkl, and which of them counts is unclear.");
        }
        String pickle = pickles.get(0);
        String top = pickle.substring(0, pickle.length() - "data.pkl".length());
        if (entries.containsKey(top + "constants.pkl")
                || entries.keySet().stream().anyMatch(name -> name.startsWith(top + "code/"))) {
            throw new TorchException(where + " is a TorchScript program, not a weight file: it brings code along."
                    + " Save its state dict, or safetensors, to read the weights alone.");
        }
        ZipIndex.Entry program = stored(where, entries, pickle);
        if (program.size() > MOST_PICKLE) {
            throw new TorchException(where + " is refused: its pickle is larger than 256 MiB.");
        }
        boolean big = bigEndian(where, entries, top + "byteorder");
        Map<String, Storage> storages = new HashMap<>();
        TorchObjects objects = new TorchObjects(where, (storage, view) -> {
            ZipIndex.Entry entry = stored(where, entries, top + "data/" + storage.key());
            storage.placeAt(entry.raw(), big, where);
            Storage known =
                    storages.putIfAbsent(storage.key() + ' ' + storage.type() + ' ' + storage.elements(), storage);
            return known == null ? storage : known;
        });
        StateDict found =
                StateDict.of(new PickleMachine(program.raw().map(), widened.apply(objects), where).run(), where);
        return new Weights(file, "torch", () -> Checksums.sha256(file), found.tensors(), found.facts());
    }

    private static ZipIndex.Entry stored(String where, Map<String, ZipIndex.Entry> entries, String name) {
        ZipIndex.Entry entry = Optional.ofNullable(entries.get(name))
                .orElseThrow(() -> new TorchException(
                        where + " is damaged: its part " + SafetensorsHeader.shown(name) + " is missing."));
        if (entry.method() != 0 || entry.size() != entry.raw().length()) {
            throw new TorchException(where + " is refused: its part " + SafetensorsHeader.shown(name)
                    + " is compressed, which PyTorch never does.");
        }
        return entry;
    }

    private static boolean bigEndian(String where, Map<String, ZipIndex.Entry> entries, String name) {
        if (!entries.containsKey(name)) {
            return false;
        }
        ByteBuffer text = stored(where, entries, name).raw().map();
        String order = text.remaining() > 16
                ? ""
                : StandardCharsets.US_ASCII.decode(text).toString().strip();
        return switch (order) {
            case "little" -> false;
            case "big" -> true;
            default -> throw new TorchException(where + " is damaged: it names an unknown byte order.");
        };
    }
}
