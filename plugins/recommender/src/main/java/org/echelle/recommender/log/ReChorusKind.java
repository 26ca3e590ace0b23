package org.echelle.recommender.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.recommender.RecommenderException;

/**
 * A data folder of ReChorus' top-k task: {@code train.csv}, {@code dev.csv} and {@code test.csv} with {@code user_id}, {@code item_id} and
 * {@code time} parted by tabs, read as one log. Its ids are the rows of its models' tables; lists of negative items are not used, since
 * all items are ranked.
 */
public final class ReChorusKind implements SampleKind<LogOptions> {
    private static final List<String> PARTS = List.of("train.csv", "dev.csv", "test.csv");

    @Override
    public String name() {
        return "rechorus";
    }

    @Override
    public String description() {
        return "A folder of ReChorus with train.csv, dev.csv and test.csv, read as one log whose ids are rows.";
    }

    @Override
    public Class<LogOptions> options() {
        return LogOptions.class;
    }

    @Override
    public boolean recognises(Path path) {
        return PARTS.stream().allMatch(part -> Files.isRegularFile(path.resolve(part)));
    }

    @Override
    public SampleSource open(LogOptions o, OpenContext context) {
        InteractionLog log = new InteractionLog();
        for (String part : PARTS) {
            Path file = o.path().resolve(part);
            if (!Files.isRegularFile(file)) {
                throw new RecommenderException("The folder " + o.path() + " has no " + part
                        + ", which a data folder of ReChorus has; for a single table use samples.kind: interactions.");
            }
            refuseClicks(file);
            LogReader.table(file, o, log);
        }
        return Opening.source(log, o, o.items(), o.users(), context.progress());
    }

    /** Tables of the click-through and the impression task also have rows of what was shown and not consumed. */
    private static void refuseClicks(Path file) {
        Optional<String> head;
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            head = Optional.ofNullable(reader.readLine());
        } catch (IOException e) {
            throw new RecommenderException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
        if (head.isPresent() && List.of(head.get().strip().split("\t")).contains("label")) {
            throw new RecommenderException("The table " + file
                    + " has a column 'label', as ReChorus' click-through and impression tasks have: its rows of label 0 are"
                    + " no interactions. Keep those of label 1 and leave the column out.");
        }
    }
}
