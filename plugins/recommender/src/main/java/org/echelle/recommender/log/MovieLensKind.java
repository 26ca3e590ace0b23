package org.echelle.recommender.log;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.recommender.RecommenderException;
import org.echelle.recommender.items.TableFiles;

/** MovieLens as it is downloaded: {@code ratings.dat} (1M, 10M), {@code u.data} (100K), {@code ratings.csv} (20M and later). */
public final class MovieLensKind implements SampleKind<LogOptions> {
    private static final String[] LOGS = {"ratings.dat", "u.data", "ratings.csv"};

    @Override
    public String name() {
        return "movielens";
    }

    @Override
    public String description() {
        return "MovieLens 100K, 1M, 10M, 20M or latest, as downloaded; a sample is a user's history, every rating an action.";
    }

    @Override
    public Class<LogOptions> options() {
        return LogOptions.class;
    }

    @Override
    public boolean recognises(Path path) {
        return Files.isDirectory(path)
                ? TableFiles.beside(path, LOGS).isPresent()
                : java.util.List.of(LOGS).contains(path.getFileName().toString());
    }

    @Override
    public SampleSource open(LogOptions o, OpenContext context) {
        Path file = Files.isDirectory(o.path())
                ? TableFiles.beside(o.path(), LOGS)
                        .orElseThrow(() -> new RecommenderException("The folder " + o.path() + " holds none of "
                                + String.join(", ", LOGS) + "; samples.path names a MovieLens folder or log."))
                : o.path();
        if (!Files.isRegularFile(file)) {
            throw new RecommenderException("There is no log " + file
                    + "; samples.path names a MovieLens folder such as ml-1m, or its ratings.");
        }
        Path folder = file.toAbsolutePath().getParent();
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        InteractionLog log = name.contains(".dat") && !name.startsWith("u.")
                ? LogReader.doubleColons(file)
                : name.startsWith("u.") ? LogReader.tabs(file) : LogReader.table(file, o);
        Optional<Path> items = o.items().or(() -> TableFiles.beside(folder, "movies.dat", "u.item", "movies.csv"));
        Optional<Path> users = o.users().or(() -> TableFiles.beside(folder, "users.dat", "u.user"));
        return Opening.source(log, o, items, users, context.progress());
    }
}
