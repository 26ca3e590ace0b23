package org.echelle.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.echelle.analysis.naming.Describer;
import org.echelle.analysis.naming.FeatureCard;
import org.echelle.analysis.naming.FeatureCards;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.analysis.samples.Pooling;
import org.echelle.api.Progress;
import org.echelle.api.SampleSites;
import org.echelle.store.FeatureIndex;

/** Makes cards of a run's features and leaves them as {@code hooks/NAME/cards.json}. */
public final class RunCards {
    /** Samples of either side that cards are made from: more would cost time that grows with features times samples. */
    static final int MOST_SAMPLES = 4000;

    private RunCards() {}

    /**
     * Writes the cards of all hook points that are indexed.
     *
     * @param describers whoever has something to say of a card; one that throws is noted and not asked again
     */
    public static void write(OpenedDomain opened, RunFolder folder, List<Describer> describers, Progress progress) {
        for (HookResults results : folder.results(opened)) {
            if (FeatureIndex.exists(results.index())) {
                List<FeatureCard> cards = told(made(opened, results, progress), describers, progress);
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("format", "echelle-cards/1");
                all.put("hook", results.hook().name());
                all.put("describers", describers.stream().map(Describer::name).toList());
                all.put("cards", cards);
                RunFolder.writeJson(results.index().resolveSibling("cards.json"), all);
            }
        }
    }

    /** Asks all describers about all cards. */
    public static List<FeatureCard> told(List<FeatureCard> cards, List<Describer> describers, Progress progress) {
        List<Describer> asked = new ArrayList<>(describers);
        List<FeatureCard> told = new ArrayList<>();
        for (FeatureCard card : cards) {
            progress.check();
            List<FeatureCard.Text> texts = new ArrayList<>();
            for (Describer describer : List.copyOf(asked)) {
                try {
                    String text = describer.describe(card);
                    if (text != null && !text.isBlank()) {
                        texts.add(new FeatureCard.Text(describer.name(), text.strip()));
                    }
                } catch (RuntimeException | LinkageError e) {
                    // somebody else's code: its failure must not cost the run
                    asked.remove(describer);
                    progress.note("The describer " + describer.getClass().getName() + " failed at feature "
                            + card.feature() + " (" + e + ") and is not asked again.");
                }
            }
            told.add(card.with(texts));
        }
        return told;
    }

    private static List<FeatureCard> made(OpenedDomain opened, HookResults results, Progress progress) {
        int limit = opened.config().extract().limit();
        int count = limit == 0
                ? opened.samples().size()
                : Math.min(limit, opened.samples().size());
        SampleGroups groups =
                SampleGroups.of(opened.samples(), count, opened.config().score(), Progress.SILENT);
        SplitSides sides =
                SplitSides.of(groups, opened.config().score(), opened.config().seed());
        BitSet chosen = some(sides.selection());
        BitSet held = some(sides.heldOut());
        SampleConcepts labels = new SampleConcepts(opened);
        progress.begin("cards of " + results.hook().name(), count, "samples");
        try (FeatureIndex index = FeatureIndex.open(results.index())) {
            PooledCodes.Builder selection = new PooledCodes.Builder(index.features(), Pooling.MAX);
            PooledCodes.Builder heldOut = new PooledCodes.Builder(index.features(), Pooling.MAX);
            new IndexedCodes(index, results.hook().axes().size(), progress)
                    .each(sample -> chosen.get(sample) || held.get(sample), (sample, rows, coordinates) -> {
                        (chosen.get(sample) ? selection : heldOut)
                                .add(sample, groups.of(sample), FinishedRun.codesOf(rows));
                        labels.ask(sample, new SampleSites(results.hook(), coordinates));
                        progress.advance(sample + 1L, "");
                    });
            FeatureCards cards = new FeatureCards(
                    selection.build(),
                    heldOut.build(),
                    labels.table(),
                    opened.config().seed());
            int[] alive = IntStream.range(0, index.features())
                    .filter(j -> index.count(j) > 0)
                    .toArray();
            progress.begin("cards of " + results.hook().name(), alive.length, "features");
            AtomicInteger done = new AtomicInteger();
            return Arrays.stream(alive)
                    .parallel()
                    .mapToObj(j -> {
                        progress.check();
                        progress.advance(done.incrementAndGet(), "");
                        return cards.card(j);
                    })
                    .toList();
        }
    }

    /** Evenly spread over the samples, at most so many. */
    private static BitSet some(BitSet side) {
        int[] all = side.stream().toArray();
        if (all.length <= MOST_SAMPLES) {
            return side;
        }
        BitSet some = new BitSet();
        for (int i = 0; i < MOST_SAMPLES; i++) {
            some.set(all[(int) ((long) i * all.length / MOST_SAMPLES)]);
        }
        return some;
    }
}
