package org.echelle.torchscript.samples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.torchscript.ScriptException;

/** Samples as rows of array files, or as one file each. */
public final class ArraysKind implements SampleKind<ArraysOptions> {
    static final Pattern ENDING = Pattern.compile(".*\\.(npy|npz|safetensors)");

    @Override
    public String name() {
        return "arrays";
    }

    @Override
    public String description() {
        return "Rows of .npy, .npz or .safetensors files (several tensors: several arguments), or a folder of such files.";
    }

    @Override
    public Class<ArraysOptions> options() {
        return ArraysOptions.class;
    }

    @Override
    public SampleSource open(ArraysOptions options, OpenContext context) {
        Path path = options.path();
        if (Files.isDirectory(path)) {
            return TabledSource.named(new FolderSource(path), options.columns());
        }
        if (!Files.isRegularFile(path)) {
            throw new ScriptException("There is no file or folder " + path + "; samples.path must name arrays.");
        }
        return TabledSource.ordered(new RowsSource(path), options.columns(), path);
    }

    @Override
    public boolean recognises(Path path) {
        return ENDING.matcher(path.toString()).matches()
                || (Files.isDirectory(path) && FolderSource.holds(path, ENDING));
    }
}
