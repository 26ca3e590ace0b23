package org.echelle.runs.ranking;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.echelle.analysis.Measure;
import org.echelle.analysis.Wilson;
import org.echelle.analysis.ranking.ItemOrder;
import org.echelle.analysis.ranking.PredictedConcepts;
import org.echelle.api.ItemRanking;
import org.echelle.runs.RankedRun;
import org.echelle.sae.Dictionary;
import org.echelle.sae.baselines.NeuronDictionary;
import org.echelle.sae.baselines.RandomDictionary;

/** RecSAE's dictionary of concepts with confidence, of the run's dictionary beside neurons and random directions. */
final class RankConfidence {
    private static final int LEAST_ITEMS = 20;

    private final RankedRun run;
    private final FinalStates selection;
    private final FinalStates heldOut;
    private final List<String> names = new ArrayList<>();
    private final PredictedConcepts concepts;
    private List<PredictedConcepts.Entry> own = List.of();

    RankConfidence(RankedRun run, RankOptions options, FinalStates selection, FinalStates heldOut) {
        this.run = run;
        this.selection = selection;
        this.heldOut = heldOut;
        ItemRanking ranking = run.ranking();
        int users = selection.size() + heldOut.size();
        List<BitSet> having = new ArrayList<>();
        for (int a = 0; a < ranking.attributes().size(); a++) {
            BitSet items = ranking.having(a);
            if (items.cardinality() >= LEAST_ITEMS) {
                names.add(ranking.attributes().get(a));
                having.add(items);
            }
        }
        BitSet[] predicted = new BitSet[having.size()];
        java.util.Arrays.setAll(predicted, a -> new BitSet());
        for (int u = 0; u < users; u++) {
            FinalStates side = u < selection.size() ? selection : heldOut;
            int at = u < selection.size() ? u : u - selection.size();
            float[] scores = side.scores(at);
            int[] best = ItemOrder.of(scores, FinalStates.allowed(ranking, side.sample(at), scores.length))
                    .top(1);
            for (int a = 0; a < predicted.length && best.length > 0; a++) {
                predicted[a].set(u, having.get(a).get(best[0]));
            }
        }
        concepts = new PredictedConcepts(
                predicted,
                IntStream.range(0, selection.size()).toArray(),
                IntStream.range(selection.size(), users).toArray(),
                options.cases(),
                run.opened().config().seed());
    }

    /** Ours first; {@link #entries} is known afterwards. */
    List<RankOutcome.Confident> beside(Dictionary dictionary) {
        List<RankOutcome.Confident> all = new ArrayList<>();
        own = entries(dictionary);
        all.add(confident("sparse autoencoder", dictionary, own));
        var manager = run.opened().manager();
        try (Dictionary neurons = NeuronDictionary.create(run.hook().width(), 0, manager)) {
            all.add(confident("neurons", neurons, entries(neurons)));
        }
        int k = Math.max(1, Math.min(run.hook().width(), (int) Math.round(active(dictionary))));
        try (Dictionary random = RandomDictionary.create(
                selection.mean(),
                dictionary.features(),
                k,
                run.opened().config().seed(),
                manager)) {
            all.add(confident("random directions", random, entries(random)));
        }
        return all;
    }

    /** Mean number of active features a user, which random directions get as well. */
    private double active(Dictionary dictionary) {
        long n = 0;
        for (float[] feature : selection.codes(dictionary, run.opened().manager())) {
            for (float z : feature) {
                n += z > 0 ? 1 : 0;
            }
        }
        return n / (double) selection.size();
    }

    private List<PredictedConcepts.Entry> entries(Dictionary dictionary) {
        float[][] first = selection.codes(dictionary, run.opened().manager());
        float[][] second = heldOut.codes(dictionary, run.opened().manager());
        return concepts.of(dictionary.features(), j -> {
            float[] both = java.util.Arrays.copyOf(first[j], first[j].length + second[j].length);
            System.arraycopy(second[j], 0, both, first[j].length, second[j].length);
            return both;
        });
    }

    private static RankOutcome.Confident confident(
            String method, Dictionary dictionary, List<PredictedConcepts.Entry> entries) {
        int verified =
                (int) entries.stream().filter(PredictedConcepts.Entry::verified).count();
        Measure share = entries.isEmpty()
                ? Measure.undefined("no feature fires for enough users of both sides")
                : Measure.of(
                        verified / (double) entries.size(),
                        entries.size(),
                        Wilson.interval(verified, entries.size(), 0.95));
        return new RankOutcome.Confident(method, dictionary.features(), entries.size(), verified, share);
    }

    /** The run's dictionary, surest first. */
    List<RankOutcome.Entry> entries() {
        return own.stream()
                .sorted(Comparator.comparingDouble((PredictedConcepts.Entry e) -> -e.confidence())
                        .thenComparingDouble(e -> e.levelWithout() - e.levelWith())
                        .thenComparingInt(PredictedConcepts.Entry::feature))
                .map(e -> new RankOutcome.Entry(
                        e.feature(), names.get(e.concept()), e.levelWith(), e.levelWithout(), e.right(), e.cases()))
                .toList();
    }
}
