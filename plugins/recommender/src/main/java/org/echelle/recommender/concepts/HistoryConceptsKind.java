package org.echelle.recommender.concepts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.LabelSink;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.recommender.History;
import org.echelle.recommender.HistorySource;
import org.echelle.recommender.Popularity;

/**
 * Statistics of whole histories, each a degree from 0 to 1: the share of actions on items consumed before ({@code repeats}), and the
 * user's rank among all users by the mean popularity of what was consumed ({@code popular-taste}; an item's popularity is its rank by
 * actions), by the number of actions ({@code length}) and by the time of the last one ({@code recency}, where the log has times).
 */
public final class HistoryConceptsKind implements ConceptKind<NoOptions> {
    @Override
    public String name() {
        return "histories";
    }

    @Override
    public String description() {
        return "Statistics of a user's history: share of repeats, mean popularity of the items, length, recency.";
    }

    @Override
    public Class<NoOptions> options() {
        return NoOptions.class;
    }

    @Override
    public ConceptSource open(NoOptions options, Subject subject, SampleSource samples, OpenContext context) {
        HistorySource histories = HistorySource.of(samples);
        int n = histories.size();
        Popularity popularity = Popularity.of(histories);
        double[] repeats = new double[n];
        double[] taste = new double[n];
        double[] lengths = new double[n];
        double[] last = new double[n];
        boolean timed = true;
        for (int i = 0; i < n; i++) {
            History h = histories.history(i);
            Set<Integer> seen = new HashSet<>();
            for (int item : h.items()) {
                repeats[i] += seen.add(item) ? 0 : 1.0 / h.length();
                taste[i] += popularity.rank(item) / h.length();
            }
            lengths[i] = h.length();
            timed &= h.times().length > 0;
            last[i] = h.times().length > 0 ? h.times()[h.times().length - 1] : 0;
        }
        List<Concept> concepts = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        if (Arrays.stream(repeats).anyMatch(r -> r > 0)) {
            add(concepts, values, "repeats", "share of repeats", repeats);
        }
        add(concepts, values, "popular-taste", "popularity of what was consumed", ranks(taste));
        add(concepts, values, "length", "length of the history", ranks(lengths));
        if (timed) {
            add(concepts, values, "recency", "recency of the last action", ranks(last));
        }
        return new Source(List.copyOf(concepts), values);
    }

    private static void add(List<Concept> concepts, List<double[]> values, String id, String name, double[] of) {
        concepts.add(new Concept(
                "history/" + id,
                name,
                "history",
                Concept.Level.SAMPLE,
                Concept.Scale.GRADED,
                "the histories themselves"));
        values.add(of);
    }

    /** Share of the others that a value is above, ties counting half. */
    static double[] ranks(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double[] ranks = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int below = bound(sorted, values[i], false);
            int upTo = bound(sorted, values[i], true);
            ranks[i] = values.length < 2 ? 0.5 : (below + (upTo - below - 1) / 2.0) / (values.length - 1);
        }
        return ranks;
    }

    /** How many sorted values lie below one, or at and below it. */
    private static int bound(double[] sorted, double value, boolean including) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value || (including && sorted[middle] == value)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private record Source(List<Concept> concepts, List<double[]> values) implements ConceptSource {
        @Override
        public void annotate(int sample, SampleSites sites, LabelSink sink) {
            for (int c = 0; c < values.size(); c++) {
                sink.sample(c, (float) Math.min(1, Math.max(0, values.get(c)[sample])));
            }
        }
    }
}
