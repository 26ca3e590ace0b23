package org.echelle.recommender.log;

import java.nio.file.Path;
import java.util.Locale;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;

/** Reviews as JSON lines, as Amazon's are published since 2018. */
public final class AmazonKind implements SampleKind<LogOptions> {
    @Override
    public String name() {
        return "amazon";
    }

    @Override
    public String description() {
        return "Reviews as JSON lines (user_id or reviewerID, parent_asin or asin, timestamp or unixReviewTime).";
    }

    @Override
    public Class<LogOptions> options() {
        return LogOptions.class;
    }

    @Override
    public boolean recognises(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return (name.contains(".jsonl") || name.contains(".json"))
                && Lines.first(path).startsWith("{");
    }

    @Override
    public SampleSource open(LogOptions o, OpenContext context) {
        return Opening.source(LogReader.json(o.path(), o), o, o.items(), o.users(), context.progress());
    }
}
