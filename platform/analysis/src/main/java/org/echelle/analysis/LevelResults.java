package org.echelle.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.echelle.api.Concept;

/** Turns one level's counters into reported pairs: tests of the whole family first, then intervals of the selected pairs. */
final class LevelResults {
    private final LevelScorer level;
    private final PairCounts counts;
    private final ScoreOptions options;
    private final ReplicateSums sums;
    /** By concept: so many samples count as one. */
    private final double[] designEffect;

    private final ConceptScores.Support[] heldOut;
    private final boolean[] scored;
    private final boolean[] tested;
    private final PairScan scan = new PairScan();
    private final Map<PairReplicates, FeatureConcept> made = new HashMap<>();

    private double[] p = new double[0];
    /** Of every feature the smallest p-value over the level's concepts. */
    private final double[] least;

    long family;

    LevelResults(LevelScorer level, double[] designEffect) {
        this.level = level;
        this.counts = level.counts;
        this.options = level.options;
        this.sums = level.heldOut.replicates;
        this.designEffect = designEffect.clone();
        int n = level.global.length;
        heldOut = new ConceptScores.Support[n];
        scored = new boolean[n];
        for (int c = 0; c < n; c++) {
            heldOut[c] = counts.support(c);
            scored[c] = level.scorable(level.selectionSupport[c]) && level.scorable(heldOut[c]);
        }
        tested = new boolean[counts.features];
        least = new double[counts.features];
        for (int f = 0; f < tested.length; f++) {
            tested[f] = counts.firings(f) >= options.minFirings();
        }
    }

    /** Runs every test of the family, shared out among the processors: each pair's test is its own. */
    void test() {
        int concepts = 0;
        for (boolean s : scored) {
            concepts += s ? 1 : 0;
        }
        for (boolean t : tested) {
            family += t ? concepts : 0;
        }
        p = IntStream.range(0, tested.length)
                .parallel()
                .mapToObj(this::pValues)
                .flatMapToDouble(DoubleStream::of)
                .toArray();
    }

    /** A feature's p-values below 1. */
    private double[] pValues(int f) {
        double[] below = new double[scored.length];
        int n = 0;
        least[f] = 1;
        for (int c = 0; tested[f] && level.threshold[f] != null && c < scored.length; c++) {
            double value = scored[c] ? p(f, c) : 1;
            if (value < 1) {
                below[n++] = value;
                least[f] = Math.min(least[f], value);
            }
        }
        return Arrays.copyOf(below, n);
    }

    /** p-values below 1; the family's others are 1. */
    double[] pValues() {
        return p;
    }

    /** Whether any pair of a feature was tested. */
    boolean tested(int f) {
        return tested[f] && family > 0;
    }

    /** Whether a feature has a pair whose p-value is at most the family's cutoff. */
    boolean matched(int f, double cutoff) {
        return tested(f) && least[f] <= cutoff;
    }

    private double p(int f, int c) {
        if (level.sites) {
            double[] u = level.heldOut.cluster[f];
            return u == null ? 1 : ClusterTest.p(u[3 * c], u[3 * c + 1], (int) u[3 * c + 2], designEffect[c]);
        }
        if (level.threshold[f] == null) {
            return 1;
        }
        int[] hitsOf = level.heldOut.hitTotal[f];
        if (hitsOf == null || hitsOf[c] == 0) {
            return 1;
        }
        long hits = hitsOf[c];
        long fired = -level.heldOut.unknownTotal[f][c];
        for (int b = level.threshold[f][c]; b < counts.bins; b++) {
            fired += counts.total[f * counts.bins + b];
        }
        long positives = counts.positives[c];
        long known = counts.known(c);
        double effect = designEffect[c];
        if (effect == 1) {
            return Fisher.enrichment(hits, fired, positives, known);
        }
        // Samples of one group may say the same: count that many fewer, misses rounded against us.
        long h = (long) Math.floor(hits / effect);
        long misses = (long) Math.ceil((fired - hits) / effect);
        long total = Math.round(known / effect);
        long marked = Math.max(h, Math.min(Math.round(positives / effect), total - misses));
        return h == 0 ? 1 : Fisher.enrichment(h, h + misses, marked, Math.max(total, marked + misses));
    }

    ConceptScores.ConceptResult concept(int c, Concept concept, BenjaminiHochberg family) {
        List<FeatureConcept> features = new ArrayList<>();
        List<FeatureConcept> area = new ArrayList<>();
        List<InstanceMatch> instances = new ArrayList<>();
        float[] f1 = new float[0];
        float[] auroc = new float[0];
        if (scored[c]) {
            TopList top = level.byF1[c];
            for (int i = 0; i < top.size; i++) {
                features.add(pair(level.pair(top.id[i], c), family));
            }
            if (top.size > 0) {
                f1 = markUndefined(f1Replicates(level.pair(top.id[0], c)));
            }
            if (level.byAuroc[c].size > 0) {
                PairReplicates best = level.pair(level.byAuroc[c].id[0], c);
                area.add(pair(best, family));
                auroc = markUndefined(areaReplicates(best));
            }
            for (InstancePairs.Pair found : level.instances.of(c)) {
                instances.add(level.instances.match(found, level.global[c], level.heldOut.instances[c]));
            }
        }
        return new ConceptScores.ConceptResult(
                concept,
                scored[c],
                reason(c),
                level.selectionSupport[c],
                heldOut[c],
                features,
                area,
                instances,
                f1,
                auroc);
    }

    private String reason(int c) {
        String where = shortOf(level.selectionSupport[c], "selection");
        if (where.isEmpty()) {
            where = shortOf(heldOut[c], "held-out");
        }
        return where;
    }

    private String shortOf(ConceptScores.Support s, String split) {
        if (s.positives() < options.minPositives()) {
            return only(s.positives(), "positive", split);
        }
        if (s.negatives() < options.minPositives()) {
            return only(s.negatives(), "negative", split);
        }
        return "";
    }

    private String only(long count, String what, String split) {
        return "only " + count + " " + what + (count == 1 ? "" : "s") + " on the " + split + " split, "
                + options.minPositives() + " are needed";
    }

    /** The feature's best concepts, those that were scored. */
    List<FeatureConcept> feature(int f, BenjaminiHochberg family) {
        List<FeatureConcept> all = new ArrayList<>();
        TopList top = level.byFeature[f];
        for (int i = 0; top != null && i < top.size; i++) {
            if (scored[top.id[i]]) {
                all.add(pair(level.pair(f, top.id[i]), family));
            }
        }
        return all;
    }

    private FeatureConcept pair(PairReplicates pair, BenjaminiHochberg family) {
        FeatureConcept known = made.get(pair);
        if (known == null) {
            known = make(pair, family);
            made.put(pair, known);
        }
        return known;
    }

    private FeatureConcept make(PairReplicates pair, BenjaminiHochberg family) {
        int f = pair.feature;
        int c = pair.concept;
        long positives = counts.positives[c];
        scan.scan(
                pair.positive,
                0,
                counts.total,
                f * counts.bins,
                pair.unknown,
                counts.bins,
                positives,
                counts.known(c),
                pair.threshold);
        double precision = scan.fired > 0 ? (double) scan.truePositives / scan.fired : 0;
        double recall = (double) scan.truePositives / positives;
        double f1 = 2.0 * scan.truePositives / (scan.fired + positives);
        boolean drawn = pair.fired != null;
        long instances = level.heldOut.instances[c];
        double instanceRecall = instances > 0 ? (double) pair.instancesHit / instances : recall;
        double instanceF1 = harmonic(precision, instanceRecall);
        double auroc = scan.auroc;
        double correlation = pair.moments == null ? 0 : correlation(pair, options.replicates());
        double p = tested[f] ? p(f, c) : 1;
        return new FeatureConcept(
                f,
                level.global[c],
                counts.edge(f, pair.threshold),
                counts.edgeShare(pair.threshold),
                pair.selectionF1,
                pair.selectionAuroc,
                scan.truePositives,
                scan.fired,
                positives,
                counts.known(c),
                precision,
                drawn ? interval(precision, precisionReplicates(pair)) : Interval.none(precision),
                recall,
                drawn ? interval(recall, recallReplicates(pair)) : Interval.none(recall),
                f1,
                drawn ? interval(f1, f1Replicates(pair)) : Interval.none(f1),
                instances,
                instanceRecall,
                instanceF1,
                auroc,
                scan.aurocError,
                pair.positiveBins == null ? Interval.none(auroc) : interval(auroc, areaReplicates(pair)),
                correlation,
                pair.moments == null || !drawn
                        ? Interval.none(correlation)
                        : interval(correlation, correlationReplicates(pair)),
                tested[f],
                p,
                tested[f] ? family.q(p) : 1);
    }

    private Interval interval(double value, double[] replicates) {
        return Interval.percentile(value, replicates, options.confidence());
    }

    static double harmonic(double a, double b) {
        return a + b > 0 ? 2 * a * b / (a + b) : 0;
    }

    private double[] precisionReplicates(PairReplicates pair) {
        double[] r = new double[options.replicates()];
        for (int b = 0; b < r.length; b++) {
            r[b] = pair.fired[b] > 0 ? (double) pair.truePositives[b] / pair.fired[b] : Double.NaN;
        }
        return r;
    }

    private double[] recallReplicates(PairReplicates pair) {
        double[] r = new double[options.replicates()];
        long[] positives = sums.positives[pair.concept];
        for (int b = 0; b < r.length; b++) {
            r[b] = positives[b] > 0 ? (double) pair.truePositives[b] / positives[b] : Double.NaN;
        }
        return r;
    }

    private double[] f1Replicates(PairReplicates pair) {
        double[] r = new double[options.replicates()];
        long[] positives = sums.positives[pair.concept];
        for (int b = 0; b < r.length; b++) {
            r[b] = positives[b] > 0
                    ? 2.0 * pair.truePositives[b] / ((double) pair.fired[b] + positives[b])
                    : Double.NaN;
        }
        return r;
    }

    private double[] areaReplicates(PairReplicates pair) {
        int n = options.replicates();
        double[] r = new double[n];
        int[] positive = new int[counts.bins];
        int[] known = new int[counts.bins];
        PairScan replicate = new PairScan();
        for (int b = 0; b < n; b++) {
            for (int bin = 0; bin < counts.bins; bin++) {
                positive[bin] = pair.positiveBins[bin * n + b];
                known[bin] = pair.knownBins[bin * n + b];
            }
            long positives = sums.positives[pair.concept][b];
            long observations = known(pair.concept, b);
            replicate.scan(positive, 0, known, 0, null, counts.bins, positives, observations, 0);
            r[b] = positives > 0 && positives < observations ? replicate.auroc : Double.NaN;
        }
        return r;
    }

    private long known(int c, int replicate) {
        long[] unknown = sums.unknowns[c];
        return sums.observations[replicate] - (unknown == null ? 0 : unknown[replicate]);
    }

    /** Pearson's r over known observations; {@code at} is a replicate, or their number for the estimate itself. */
    private double correlation(PairReplicates pair, int at) {
        int c = pair.concept;
        double n = at == options.replicates() ? counts.known(c) : known(c, at);
        double a = pair.moments[0][at];
        double g = sums.degreeMoments[c][0][at];
        double varianceA = n * pair.moments[1][at] - a * a;
        double varianceG = n * sums.degreeMoments[c][1][at] - g * g;
        double r = (n * pair.moments[2][at] - a * g) / Math.sqrt(varianceA * varianceG);
        return Double.isFinite(r) ? Math.max(-1, Math.min(1, r)) : 0;
    }

    private double[] correlationReplicates(PairReplicates pair) {
        double[] r = new double[options.replicates()];
        for (int b = 0; b < r.length; b++) {
            r[b] = correlation(pair, b);
        }
        return r;
    }

    private static float[] markUndefined(double[] replicates) {
        float[] marked = new float[replicates.length];
        for (int b = 0; b < marked.length; b++) {
            marked[b] = Double.isFinite(replicates[b]) ? (float) replicates[b] : -1;
        }
        return marked;
    }
}
