package org.echelle.sae;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.sae.formats.DictionaryFormats;
import org.echelle.sae.formats.ImportSettings;

/** Opens saved dictionaries. */
public final class Dictionaries {
    private Dictionaries() {}

    /**
     * Opens a dictionary: one of ours, or one in another program's format, where nothing about it is unclear.
     *
     * @param folderOrFile the folder that holds {@code dictionary.json}, or that file, or {@code dictionary.safetensors}; or what
     *     {@link org.echelle.sae.formats.DictionaryFormats} recognises
     * @param manager its device is where the dictionary lives; the dictionary has a sub-manager of it and is closed by the caller
     * @throws SaeException if files are missing, damaged, or of an architecture that nobody knows
     */
    public static Dictionary load(Path folderOrFile, NDManager manager) {
        Path folder = Files.isRegularFile(folderOrFile)
                ? folderOrFile.toAbsolutePath().getParent()
                : folderOrFile;
        boolean ours = Files.exists(folder.resolve(StoredDictionary.FACTS))
                && (folder.equals(folderOrFile)
                        || String.valueOf(folderOrFile.getFileName()).startsWith("dictionary."));
        boolean foreign = Files.exists(folderOrFile) && !ours;
        return open(
                foreign
                        ? DictionaryFormats.read(folderOrFile, Optional.empty(), ImportSettings.NONE)
                                .dictionary()
                        : StoredDictionary.read(folder),
                manager);
    }

    /**
     * Opens a dictionary with another k than it was saved with: one that was trained for several (msae, hierarchical-topk, topk with
     * multi-k), or any that keeps the k largest of a row.
     *
     * @param k features a row
     * @throws SaeException as {@link #load(Path, NDManager)}, and if this kind has no k at inference
     */
    public static Dictionary load(Path folderOrFile, int k, NDManager manager) {
        Path folder = Files.isRegularFile(folderOrFile)
                ? folderOrFile.toAbsolutePath().getParent()
                : folderOrFile;
        StoredDictionary stored = StoredDictionary.read(folder);
        Architecture kind = Architectures.named(stored.architecture());
        if (stored.threshold() >= 0 || (kind instanceof TrainableArchitecture trainable && !trainable.usesK())) {
            throw new SaeException("A " + stored.architecture()
                    + " dictionary has a threshold instead of a k, so it cannot be opened with k = " + k + ".");
        }
        return kind.open(stored.with(java.util.Map.of("k", k)), manager);
    }

    /** Names of the architectures that can be trained. */
    public static List<String> trainable() {
        return Architectures.trainable();
    }

    /** The architectures that can be trained, described. */
    public static List<TrainableKind> catalog() {
        return Architectures.trainable().stream()
                .map(Architectures::trainable)
                .map(kind -> new TrainableKind(
                        kind.name(),
                        kind.summary(),
                        kind.usesK(),
                        kind.settings().stream()
                                .map(s -> new TrainableKind.OwnSetting(s.name(), s.fallback(), s.words(), s.meaning()))
                                .toList()))
                .toList();
    }

    /**
     * Opens a dictionary that is in memory.
     *
     * @param manager its device is where the dictionary lives; the dictionary has a sub-manager of it and is closed by the caller
     * @throws SaeException if nobody knows its architecture, or something that it needs is missing
     */
    public static Dictionary open(StoredDictionary stored, NDManager manager) {
        return Architectures.named(stored.architecture()).open(stored, manager);
    }
}
