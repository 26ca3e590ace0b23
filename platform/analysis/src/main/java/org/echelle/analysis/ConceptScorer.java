package org.echelle.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.echelle.analysis.counting.ConceptCounts;
import org.echelle.api.Concept;

/**
 * Matches features to concepts in one streaming pass: first the samples of the selection split ({@link #select}), then
 * {@link #freeze}, then those of the held-out split ({@link #holdOut}), then {@link #finish}. Every non-zero is visited once.
 *
 * <p>For each pair, all thresholds are tried at once on a histogram of activations; the one with the best F1 on the selection split
 * is kept, and precision, recall, F1 and AUROC are measured with it on the held-out split. (InterPLM's scheme, Simon and Zou 2025,
 * without choosing the threshold anew on test data.)
 *
 * <ul>
 *   <li>Concepts of whole samples: one observation a sample; a feature's activation on it is the maximum (or mean) over its rows.
 *       p is Fisher's exact test, one-sided.
 *   <li>Concepts of sites: one observation a row. Rows of a sample are not independent: p comes from {@link ClusterTest}.
 *   <li>Graded concepts count as present from {@code gradedCut} on; besides, the Pearson correlation of activation and degree.
 *   <li>Unknown labels count neither way. Negative activations do not fire.
 *   <li>Intervals: bootstrap over groups ({@link PoissonWeights}), for the features kept for a concept and for each feature's first
 *       concept of each level; other reported pairs have {@code Interval.replicates == 0}. Where groups hold several samples the tests
 *       of concepts of whole samples count fewer, by each concept's {@link GroupedLabels}; those of sites as many as there are groups.
 *   <li>q: Benjamini-Hochberg over all pairs of a feature with enough firings and a scored concept, of both levels.
 * </ul>
 *
 * <p>Memory does not grow with rows. Histograms, until {@link #freeze}: at most {@code 4 * features * bins * (concepts + levels)}
 * bytes (twice that where labels are unknown); the number of bins is halved, down to 8, until they fit {@code memoryBytes}.
 * Besides, not counted in that budget:
 *
 * <ul>
 *   <li>{@code 25} bytes a pair for thresholds and tests
 *   <li>until {@link #freeze}, {@code 32} bytes a feature for each concept with instances
 *   <li>{@code 8 * bins} bytes for each reported pair ({@code features * topConcepts + concepts * topFeatures} of them at most)
 *   <li>{@code 8 * replicates} bytes for each pair with intervals ({@code features + concepts * topFeatures} at most), on graded
 *       concepts {@code 24 * replicates} more
 *   <li>{@code 8 * bins * replicates} bytes for each pair whose AUROC has an interval: a concept's first by F1 and first by AUROC,
 *       {@code 2 * concepts} at most; 100 kB a pair with 64 bins and 200 replicates
 *   <li>up to 64 MB (twice that with instances) for non-zeros that wait in batches ({@link ConceptCounts}, {@link SampleBatch}),
 *       unless single samples are larger
 *   <li>some 20 bytes a group, and 32 for each held-out group and each concept of whole samples that it has a label of
 * </ul>
 *
 * <p>Counters are made when a concept first meets a non-zero, so real runs stay below. Not for use by several threads at once.
 */
public final class ConceptScorer {
    /** Concepts that cannot be scored are named one by one up to this number. */
    private static final int MOST_NAMED = 5;

    /** Below so many held-out groups a reader is warned: percentile intervals over them are too narrow. */
    private static final int FEW_GROUPS = 10;

    private final int features;
    private final float[] featureMax;
    private final List<Concept> concepts;
    private final ScoreOptions options;
    private final int bins;
    private final Level[] levels;
    private final int[] weights;
    private final long[] rowFirings;
    private long[] selectionFirings = new long[0];

    // The sample as one row.
    private int[] sampleFeature = new int[64];
    private float[] sampleValue = new float[64];
    private final float[] aggregate;
    private final int[] sampleStart = new int[2];

    private final GroupSet selectionGroups = new GroupSet();
    private final GroupSet heldOutGroups = new GroupSet();
    private final Tally selection = new Tally();
    private final Tally heldOut = new Tally();
    private int sharedGroups;
    private String sharedGroup = "";
    private long negative;
    private boolean frozen;
    private boolean finished;

    private record Level(LevelScorer scorer, Observations observations) {}

    private static final class Tally {
        long samples;
        long rows;
        long nonZeros;
    }

    /**
     * @param features number of features
     * @param featureMax {@code [features]}: each feature's maximum on reference data; thresholds are shares of it. 0 for a feature
     *     that never fires; higher activations are allowed and fall in the last bin
     * @param concepts as the labels number them
     * @param options how to score
     * @throws AnalysisException when the counters do not fit the budget even with 8 bins, or a maximum is no number
     */
    public ConceptScorer(int features, float[] featureMax, List<Concept> concepts, ScoreOptions options) {
        if (featureMax.length != features) {
            throw new AnalysisException("There are " + features + " features, but " + featureMax.length + " maxima.");
        }
        for (int f = 0; f < features; f++) {
            if (!(featureMax[f] < Float.POSITIVE_INFINITY)) {
                throw new AnalysisException("The maximum of feature " + f + " is " + featureMax[f]
                        + "; the dictionary or the activations are broken.");
            }
        }
        this.features = features;
        this.featureMax = featureMax.clone();
        this.concepts = List.copyOf(concepts);
        this.options = options;
        this.bins = binsThatFit();
        this.weights = new int[options.replicates()];
        this.rowFirings = new long[features];
        this.aggregate = new float[features];
        List<Level> used = new ArrayList<>();
        for (Concept.Level level : Concept.Level.values()) {
            addLevel(level, used);
        }
        this.levels = used.toArray(new Level[0]);
    }

    private void addLevel(Concept.Level level, List<Level> used) {
        int[] global = new int[concepts.size()];
        int[] local = new int[concepts.size()];
        boolean[] graded = new boolean[concepts.size()];
        int n = 0;
        for (int c = 0; c < concepts.size(); c++) {
            local[c] = -1;
            if (concepts.get(c).level() == level) {
                global[n] = c;
                graded[n] = concepts.get(c).scale() == Concept.Scale.GRADED;
                local[c] = n++;
            }
        }
        if (n > 0) {
            PairCounts counts = new PairCounts(features, n, bins, featureMax);
            boolean[] gradedOf = Arrays.copyOf(graded, n);
            used.add(new Level(
                    new LevelScorer(Arrays.copyOf(global, n), level == Concept.Level.SITE, gradedOf, counts, options),
                    new Observations(local, gradedOf, (float) options.gradedCut())));
        }
    }

    /** Bytes of histograms for so many bins when every feature meets a label. */
    public static long histogramBytes(int features, int concepts, int bins) {
        return 4L * features * bins * (concepts + 2L);
    }

    private int binsThatFit() {
        int fit = options.bins();
        while (fit >= 16 && histogramBytes(features, concepts.size(), fit) > options.memoryBytes()) {
            fit /= 2;
        }
        long bytes = histogramBytes(features, concepts.size(), fit);
        if (bytes > options.memoryBytes()) {
            throw new AnalysisException("Scoring " + features + " features against " + concepts.size()
                    + " concepts needs "
                    + (bytes >> 20) + " MiB even with " + fit + " thresholds, the budget is "
                    + (options.memoryBytes() >> 20) + " MiB; raise the budget or score fewer concepts at a time.");
        }
        return fit;
    }

    /**
     * A sample of the selection split.
     *
     * @param group what must not be divided between splits
     * @param codes its rows
     * @param labels its labels, cleared for as many rows
     */
    public void select(String group, SampleCodes codes, SampleLabels labels) {
        if (frozen) {
            throw new IllegalStateException("select after freeze");
        }
        selectionGroups.add(group);
        take(codes, labels, selection);
        for (Level level : levels) {
            level.scorer.select(level.observations);
        }
    }

    /** Visits the samples that wait in batches, so that a benchmark can tell the passes apart. */
    void settle() {
        for (Level level : levels) {
            level.scorer.settle();
        }
    }

    /** Ends selection: thresholds and the pairs to report are fixed from here on. */
    public void freeze() {
        if (frozen) {
            throw new IllegalStateException("freeze twice");
        }
        frozen = true;
        for (Level level : levels) {
            level.scorer.freeze();
        }
        selectionFirings = rowFirings.clone();
        Arrays.fill(rowFirings, 0);
    }

    /**
     * A sample of the held-out split.
     *
     * @param group what must not be divided between splits, and what the bootstrap draws
     * @param codes its rows
     * @param labels its labels, cleared for as many rows
     */
    public void holdOut(String group, SampleCodes codes, SampleLabels labels) {
        if (!frozen || finished) {
            throw new IllegalStateException("holdOut before freeze or after finish");
        }
        int known = heldOutGroups.size();
        int number = heldOutGroups.number(group);
        if (number == known && selectionGroups.contains(group)) {
            sharedGroups++;
            sharedGroup = group;
        }
        take(codes, labels, heldOut);
        PoissonWeights.draw(group, options.seed(), weights);
        for (Level level : levels) {
            level.scorer.holdOut(level.observations, weights, number);
        }
    }

    private void take(SampleCodes codes, SampleLabels labels, Tally tally) {
        if (labels.rows() != codes.rows()) {
            throw new AnalysisException(
                    "A sample has " + codes.rows() + " rows of codes, but labels for " + labels.rows() + " rows.");
        }
        int from = codes.rowStart()[0];
        int to = codes.rowStart()[codes.rows()];
        int[] feature = codes.feature();
        float[] value = codes.value();
        long fired = 0;
        for (int i = from; i < to; i++) {
            float v = value[i];
            if (v > 0 && v < Float.POSITIVE_INFINITY) {
                rowFirings[feature[i]]++;
                fired++;
            } else if (v < 0) {
                negative++;
            } else if (v != 0) {
                throw new AnalysisException("Feature " + feature[i] + " has the activation " + v
                        + "; the dictionary or the activations are broken.");
            }
        }
        tally.samples++;
        tally.rows += codes.rows();
        tally.nonZeros += fired;
        for (Level level : levels) {
            if (level.scorer.sites) {
                level.observations.codes(codes.rows(), codes.rowStart(), feature, value);
                level.observations.labels(
                        labels.siteCount,
                        labels.siteConcept,
                        labels.siteRow,
                        labels.siteValue,
                        labels.siteInstance,
                        labels.unknownSiteCount,
                        labels.unknownSiteConcept,
                        labels.unknownSiteRow);
            } else {
                aggregate(codes, from, to);
                level.observations.codes(1, sampleStart, sampleFeature, sampleValue);
                int[] zeros = labels.zeros(Math.max(labels.sampleCount, labels.unknownSampleCount));
                level.observations.labels(
                        labels.sampleCount,
                        labels.sampleConcept,
                        zeros,
                        labels.sampleValue,
                        null,
                        labels.unknownSampleCount,
                        labels.unknownSample,
                        zeros);
            }
        }
    }

    private void aggregate(SampleCodes codes, int from, int to) {
        int n = 0;
        boolean mean = options.aggregate() == ScoreOptions.Aggregate.MEAN;
        for (int i = from; i < to; i++) {
            float v = codes.value()[i];
            if (v > 0) {
                int f = codes.feature()[i];
                if (aggregate[f] == 0) {
                    if (n == sampleFeature.length) {
                        sampleFeature = Arrays.copyOf(sampleFeature, 2 * n);
                        sampleValue = Arrays.copyOf(sampleValue, 2 * n);
                    }
                    sampleFeature[n++] = f;
                }
                aggregate[f] = mean ? aggregate[f] + v : Math.max(aggregate[f], v);
            }
        }
        for (int i = 0; i < n; i++) {
            int f = sampleFeature[i];
            sampleValue[i] = mean ? aggregate[f] / codes.rows() : aggregate[f];
            aggregate[f] = 0;
        }
        sampleStart[1] = n;
    }

    /** The scores. Call once, after the last held-out sample. */
    public ConceptScores finish() {
        if (!frozen || finished) {
            throw new IllegalStateException("finish before freeze, or twice");
        }
        finished = true;
        double perGroup = heldOutGroups.size() == 0 ? 1 : Math.max(1, (double) heldOut.samples / heldOutGroups.size());
        List<LevelResults> results = new ArrayList<>();
        long family = 0;
        double[] p = new double[0];
        double[] sampleEffects = new double[0];
        for (Level level : levels) {
            level.scorer.settle();
            double[] effects = designEffects(level.scorer, perGroup);
            if (!level.scorer.sites) {
                sampleEffects = effects;
            }
            LevelResults result = new LevelResults(level.scorer, effects);
            result.test();
            results.add(result);
            family += result.family;
            double[] more = result.pValues();
            p = Arrays.copyOf(p, p.length + more.length);
            System.arraycopy(more, 0, p, p.length - more.length, more.length);
        }
        BenjaminiHochberg q = new BenjaminiHochberg(p, family);
        List<ConceptScores.ConceptResult> byConcept = conceptResults(results, q);
        return new ConceptScores(
                features,
                options,
                bins,
                split(selection, selectionGroups),
                split(heldOut, heldOutGroups),
                family,
                q.discoveries(options.alpha()),
                count(f -> results.stream().anyMatch(level -> level.tested(f))),
                count(f -> results.stream().anyMatch(level -> level.matched(f, q.cutoff(options.alpha())))),
                byConcept,
                featureResults(results, q),
                warnings(byConcept, perGroup, sampleEffects));
    }

    /** By concept of the level: so many samples count as one in its tests. */
    private static double[] designEffects(LevelScorer level, double perGroup) {
        if (!level.sites) {
            return level.groupedLabels.designEffects(level.global.length);
        }
        double[] same = new double[level.global.length];
        Arrays.fill(same, perGroup);
        return same;
    }

    private int count(IntPredicate which) {
        return (int) IntStream.range(0, features).filter(which).count();
    }

    private static ConceptScores.Split split(Tally tally, GroupSet groups) {
        return new ConceptScores.Split(tally.samples, groups.size(), tally.rows, tally.nonZeros);
    }

    private List<ConceptScores.ConceptResult> conceptResults(List<LevelResults> results, BenjaminiHochberg q) {
        ConceptScores.ConceptResult[] all = new ConceptScores.ConceptResult[concepts.size()];
        for (int l = 0; l < levels.length; l++) {
            int[] global = levels[l].scorer.global;
            for (int c = 0; c < global.length; c++) {
                all[global[c]] = results.get(l).concept(c, concepts.get(global[c]), q);
            }
        }
        return List.of(all);
    }

    private List<ConceptScores.FeatureResult> featureResults(List<LevelResults> results, BenjaminiHochberg q) {
        List<ConceptScores.FeatureResult> all = new ArrayList<>();
        for (int f = 0; f < features; f++) {
            List<FeatureConcept> best = new ArrayList<>();
            for (LevelResults result : results) {
                best.addAll(result.feature(f, q));
            }
            if (!best.isEmpty()) {
                best.sort(Comparator.comparingDouble(FeatureConcept::selectionF1)
                        .reversed()
                        .thenComparingInt(FeatureConcept::concept));
                all.add(new ConceptScores.FeatureResult(
                        f,
                        featureMax[f],
                        selectionFirings[f],
                        rowFirings[f],
                        List.copyOf(best.subList(0, Math.min(best.size(), options.topConcepts())))));
            }
        }
        return all;
    }

    private String grouped(double perGroup, double[] sampleEffects) {
        StringBuilder words =
                new StringBuilder(String.format(Locale.ROOT, "Groups hold %.1f samples on average; ", perGroup));
        if (sampleEffects.length > 0) {
            double least = Arrays.stream(sampleEffects).min().orElseThrow();
            double most = Arrays.stream(sampleEffects).max().orElseThrow();
            long low = Math.round(heldOut.samples / most);
            long high = Math.round(heldOut.samples / least);
            words.append("tests of concepts of whole samples count ")
                    .append(low == high ? String.valueOf(low) : low + " to " + high)
                    .append(" of the ")
                    .append(heldOut.samples)
                    .append(" held-out samples, the fewer the more a concept goes with the group");
        }
        if (scoresSites()) {
            words.append(sampleEffects.length > 0 ? "; " : "")
                    .append("tests of concepts of sites count as many samples as there are groups");
        }
        return words.append(".").toString();
    }

    /** What else is to be said where few groups are held out. */
    private String powerless(double[] sampleEffects) {
        double least = Arrays.stream(sampleEffects).min().orElse(Double.POSITIVE_INFINITY);
        if (heldOut.samples / least < FEW_GROUPS) {
            return ", and hardly any test can reach significance";
        }
        return scoresSites() ? ", and hardly any test of a concept of sites can reach significance" : "";
    }

    private boolean scoresSites() {
        return Arrays.stream(levels).anyMatch(level -> level.scorer.sites);
    }

    private List<String> warnings(List<ConceptScores.ConceptResult> results, double perGroup, double[] sampleEffects) {
        List<String> all = new ArrayList<>();
        if (bins < options.bins()) {
            all.add("Thresholds were reduced from " + options.bins() + " to " + bins
                    + " a pair to stay within the memory budget.");
        }
        if (sharedGroups > 0) {
            all.add(sharedGroups + " groups are on both the selection and the held-out split (such as " + sharedGroup
                    + "); held-out numbers are too good.");
        }
        if (perGroup > 1) {
            all.add(grouped(perGroup, sampleEffects));
        }
        if (heldOut.samples > 0 && heldOutGroups.size() < FEW_GROUPS) {
            all.add("Only " + heldOutGroups.size() + (heldOutGroups.size() == 1 ? " group is" : " groups are")
                    + " held out; intervals over so few say little" + powerless(sampleEffects) + ".");
        }
        if (negative > 0) {
            all.add(negative
                    + " activations are negative and were counted as silent; split signed codes into two parts.");
        }
        if (selection.samples == 0 || heldOut.samples == 0) {
            all.add("The " + (selection.samples == 0 ? "selection" : "held-out") + " split is empty.");
        }
        int dead = 0;
        for (int f = 0; f < features; f++) {
            dead += selectionFirings[f] == 0 && rowFirings[f] == 0 ? 1 : 0;
        }
        if (dead > 0) {
            all.add(dead + " of " + features + " features never fired on either split.");
        }
        List<ConceptScores.ConceptResult> without =
                results.stream().filter(r -> !r.scored()).toList();
        for (ConceptScores.ConceptResult result :
                without.subList(0, without.size() > MOST_NAMED ? 0 : without.size())) {
            all.add("Concept " + result.concept().id() + " is left out: " + result.reason() + ".");
        }
        if (without.size() > MOST_NAMED) {
            all.add(without.size() + " of " + results.size() + " concepts are left out, such as "
                    + without.get(0).concept().id() + ": " + without.get(0).reason() + ".");
        }
        return all;
    }
}
