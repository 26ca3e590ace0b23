package org.echelle.sae.formats;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;

/** Our own folder. */
final class Native implements DictionaryFormat {
    @Override
    public String name() {
        return "echelle";
    }

    @Override
    public String layout() {
        return "a folder with dictionary.json and dictionary.safetensors (encoder [n, d], decoder [n, d], b_enc, b_dec)";
    }

    @Override
    public boolean recognises(Path source) {
        return Files.isRegularFile(folder(source).resolve("dictionary.json"))
                && (Files.isDirectory(source)
                        || String.valueOf(source.getFileName()).startsWith("dictionary."));
    }

    private static Path folder(Path source) {
        return Files.isRegularFile(source) ? source.toAbsolutePath().getParent() : source;
    }

    @Override
    public ImportedDictionary read(Path source, ImportSettings settings) {
        return new ImportedDictionary(name(), StoredDictionary.read(folder(source)), List.of(), List.of());
    }

    @Override
    public List<String> write(StoredDictionary dictionary, Path target) {
        if (Files.isRegularFile(target)) {
            throw new SaeException(target + " is a file; this format is a folder of files, so name a folder.");
        }
        dictionary.write(target);
        return List.of();
    }

    @Override
    public List<String> check(StoredDictionary dictionary) {
        return List.of();
    }
}
