package org.echelle.recommender.concepts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.LabelSink;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.recommender.HistorySource;
import org.echelle.recommender.RecommenderException;
import org.echelle.recommender.items.Described;

/** What is known of users, such as gender, age band and occupation, as concepts of whole histories. */
public final class UserConceptsKind implements ConceptKind<NoOptions> {
    @Override
    public String name() {
        return "users";
    }

    @Override
    public String description() {
        return "Attributes of users: gender, age band, occupation, or the columns of a table of users.";
    }

    @Override
    public Class<NoOptions> options() {
        return NoOptions.class;
    }

    @Override
    public ConceptSource open(NoOptions options, Subject subject, SampleSource samples, OpenContext context) {
        HistorySource histories = HistorySource.of(samples);
        Map<String, Integer> counts = new TreeMap<>();
        int unknown = 0;
        for (int i = 0; i < histories.size(); i++) {
            Described user = histories.users().get(histories.id(i));
            if (user == null) {
                unknown++;
            } else {
                user.attributes().forEach(a -> counts.merge(a, 1, Integer::sum));
            }
        }
        if (counts.isEmpty()) {
            throw new RecommenderException("Nothing is known of the users: give samples.users a table whose ids are"
                    + " those of the log, the first of which is " + histories.id(0) + ".");
        }
        if (unknown > 0) {
            context.progress()
                    .note(unknown + " of " + histories.size()
                            + " users are not in the table of users: their attributes count as unknown.");
        }
        List<Concept> concepts = new ArrayList<>();
        counts.forEach((name, n) -> concepts.add(new Concept(
                "user-" + name,
                name.replaceFirst("/", " "), // "M" alone would tell nobody what it is
                "user: " + name.substring(0, name.indexOf('/')),
                Concept.Level.SAMPLE,
                Concept.Scale.BOOLEAN,
                "table of users, " + n + " users")));
        return new Source(concepts, List.copyOf(counts.keySet()), histories);
    }

    private record Source(List<Concept> concepts, List<String> names, HistorySource histories)
            implements ConceptSource {
        @Override
        public void annotate(int sample, SampleSites sites, LabelSink sink) {
            Described user = histories.users().get(histories.id(sample));
            List<String> own = user == null ? List.of() : user.attributes();
            for (int c = 0; c < names.size(); c++) {
                if (user == null) {
                    sink.unknownSample(c);
                } else if (own.contains(names.get(c))) {
                    sink.sample(c, 1);
                }
            }
        }
    }
}
