package org.echelle.sae.formats;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.echelle.sae.Architecture;
import org.echelle.sae.Architectures;
import org.echelle.sae.Dictionary;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainableArchitecture;
import org.echelle.sae.pursuit.Pursuit;
import org.echelle.sae.time.ConditionedDictionary;
import org.echelle.sae.time.TimestepDictionary;
import org.echelle.sae.time.TimestepInput;
import org.echelle.sae.time.TimestepTables;

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
        return open(stored.with(Map.of("k", k)), manager);
    }

    /**
     * Opens a dictionary that is in memory.
     *
     * @param manager its device is where the dictionary lives; the dictionary has a sub-manager of it and is closed by the caller
     * @throws SaeException if nobody knows its architecture, or something that it needs is missing
     */
    public static Dictionary open(StoredDictionary stored, NDManager manager) {
        Optional<TimestepTables> tables = TimestepTables.of(stored);
        Optional<TimestepInput> input = TimestepInput.of(stored);
        Dictionary dictionary = Pursuit.open(stored, manager);
        if (input.isPresent()) {
            return new ConditionedDictionary(dictionary, input.get());
        }
        return tables.isPresent() ? new TimestepDictionary(dictionary, tables.get()) : dictionary;
    }
}
