package org.echelle.torchscript.samples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.torchscript.ScriptException;

/** Samples as rows of array files, or as one file each. */
public final class ArraysKind implements SampleKind<ArraysOptions> {
    @Override
    public String name() {
        return "arrays";
    }

    @Override
    public String description() {
        return "Rows of .npy, .npz or .safetensors files (several tensors: several arguments), or a folder of .npy files.";
    }

    @Override
    public Class<ArraysOptions> options() {
        return ArraysOptions.class;
    }

    @Override
    public SampleSource open(ArraysOptions options, OpenContext context) {
        Path path = options.path();
        List<String[]> names = options.names().map(ArraysKind::names).orElse(List.of());
        if (Files.isDirectory(path)) {
            return new FolderSource(path, names);
        }
        if (!Files.isRegularFile(path)) {
            throw new ScriptException("There is no file or folder " + path + "; samples.path must name arrays.");
        }
        return new RowsSource(path, names);
    }

    /** Name and group of each sample. */
    private static List<String[]> names(Path file) {
        try {
            List<String[]> out = new ArrayList<>();
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                if (!line.isBlank()) {
                    int comma = line.indexOf(',');
                    String name = (comma < 0 ? line : line.substring(0, comma)).strip();
                    out.add(new String[] {
                        name, comma < 0 ? "" : line.substring(comma + 1).strip()
                    });
                }
            }
            return out;
        } catch (IOException e) {
            throw new ScriptException(
                    "The names " + file + " cannot be read as UTF-8 text: " + e.getMessage() + ".", e);
        }
    }

    /** The first sample of a file or folder of arrays, for its shapes; empty when it is none. */
    public static Optional<ArraySample> first(Path path) {
        String name = path.toString();
        if (Files.isDirectory(path)) {
            try (FolderSource source = new FolderSource(path, List.of())) {
                return Optional.of(source.load(0));
            } catch (ScriptException e) {
                return Optional.empty();
            }
        }
        if (!name.endsWith(".npy") && !name.endsWith(".npz") && !name.endsWith(".safetensors")) {
            return Optional.empty();
        }
        try (RowsSource source = new RowsSource(path, List.of())) {
            return Optional.of(source.load(0));
        }
    }
}
