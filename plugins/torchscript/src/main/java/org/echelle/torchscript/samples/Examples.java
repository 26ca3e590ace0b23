package org.echelle.torchscript.samples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.echelle.tables.Table;
import org.echelle.torchscript.ScriptException;

/** What can be told of inputs by a look at samples before they are opened. */
public final class Examples {
    /** A picture in the size and channels that {@link PicturesOptions} have when nobody names others. */
    private static final long[] PICTURE = {3, 224, 224};

    private Examples() {}

    /** The first sample of a file or folder of arrays; empty when it is none. */
    public static Optional<ArraySample> first(Path path) {
        if (Files.isDirectory(path)) {
            try (FolderSource source = new FolderSource(path)) {
                return Optional.of(source.load(0));
            } catch (ScriptException e) {
                return Optional.empty();
            }
        }
        if (!ArraysKind.ENDING.matcher(path.toString()).matches()) {
            return Optional.empty();
        }
        try (RowsSource source = new RowsSource(path)) {
            return Optional.of(source.load(0));
        }
    }

    /** The shape of an input where samples are rows of a table (as many as columns have numbers) or pictures; empty for others. */
    public static Optional<long[]> shape(Path path) {
        if (new PicturesKind().recognises(path)) {
            return Optional.of(PICTURE.clone());
        }
        if (!new TableKind().recognises(path) || !Files.isRegularFile(path)) {
            return Optional.empty();
        }
        int columns = TableKind.numeric(Table.read(path)).size();
        return columns == 0 ? Optional.empty() : Optional.of(new long[] {columns});
    }
}
