package org.echelle.recommender.log;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.recommender.items.TableFiles;

/** A plain table of user, item and time: CSV, TSV, RecBole's {@code .inter}, or two ids a line as pmixer's SASRec reads them. */
public final class InteractionsKind implements SampleKind<LogOptions> {
    @Override
    public String name() {
        return "interactions";
    }

    @Override
    public String description() {
        return "A CSV or TSV of user, item and time, RecBole's .inter, or lines of user and item in order of time.";
    }

    @Override
    public Class<LogOptions> options() {
        return LogOptions.class;
    }

    @Override
    public boolean recognises(Path path) {
        return path.getFileName().toString().endsWith(".inter");
    }

    @Override
    public SampleSource open(LogOptions o, OpenContext context) {
        InteractionLog log = LogReader.table(o.path(), o);
        String name = o.path().getFileName().toString();
        Path folder = o.path().toAbsolutePath().getParent();
        boolean atomic = name.endsWith(".inter");
        String stem = atomic ? name.substring(0, name.length() - ".inter".length()) : name;
        Optional<Path> items =
                o.items().or(() -> atomic ? TableFiles.beside(folder, stem + ".item") : Optional.empty());
        Optional<Path> users =
                o.users().or(() -> atomic ? TableFiles.beside(folder, stem + ".user") : Optional.empty());
        return Opening.source(log, o, items, users, context.progress());
    }
}
