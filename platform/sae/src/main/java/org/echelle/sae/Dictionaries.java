package org.echelle.sae;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Opens saved dictionaries. */
public final class Dictionaries {
    private Dictionaries() {}

    /**
     * Opens a dictionary.
     *
     * @param folderOrFile the folder that holds {@code dictionary.json}, or that file, or {@code dictionary.safetensors}
     * @param manager its device is where the dictionary lives; the dictionary has a sub-manager of it and is closed by the caller
     * @throws SaeException if files are missing, damaged, or of an architecture that nobody knows
     */
    public static Dictionary load(Path folderOrFile, NDManager manager) {
        Path folder = Files.isRegularFile(folderOrFile)
                ? folderOrFile.toAbsolutePath().getParent()
                : folderOrFile;
        return open(StoredDictionary.read(folder), manager);
    }

    /** Names of the architectures that can be trained. */
    public static List<String> trainable() {
        return Architectures.trainable();
    }

    static Dictionary open(StoredDictionary stored, NDManager manager) {
        return Architectures.named(stored.architecture()).open(stored, manager);
    }
}
