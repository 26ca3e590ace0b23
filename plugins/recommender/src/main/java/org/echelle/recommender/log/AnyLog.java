package org.echelle.recommender.log;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.echelle.recommender.RecommenderException;
import org.echelle.recommender.items.TableFiles;

/** A log in any of the formats that sample kinds read, told by the file's name. */
final class AnyLog {
    private AnyLog() {}

    /** The log itself, for a folder the one in it. */
    static Path file(Path path) {
        return Files.isDirectory(path)
                ? TableFiles.beside(path, "ratings.dat", "u.data", "ratings.csv")
                        .orElseThrow(() -> new RecommenderException("The folder " + path
                                + " holds no ratings.dat, u.data or ratings.csv; name the log itself."))
                : path;
    }

    /** Reads what {@link #file} gave, columns under their usual names. */
    static InteractionLog read(Path file) {
        LogOptions usual = LogOptions.of(file);
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".dat")
                ? LogReader.doubleColons(file)
                : name.equals("u.data")
                        ? LogReader.tabs(file)
                        : name.contains(".json") ? LogReader.json(file, usual) : LogReader.table(file, usual);
    }
}
