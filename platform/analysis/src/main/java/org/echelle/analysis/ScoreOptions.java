package org.echelle.analysis;

/**
 * How features are scored against concepts.
 *
 * @param bins thresholds tried for each pair, from 0 (the feature fires at all) upwards, {@code max * (t / bins)^2}; the scorer
 *     takes fewer when {@code memoryBytes} asks for it. 8 to 128
 * @param aggregate what a feature's activation on a whole sample is, for concepts of whole samples
 * @param gradedCut a graded concept counts as present from this degree on
 * @param topFeatures features kept for each concept
 * @param topConcepts concepts kept for each feature
 * @param replicates bootstrap replicates, 0 for none; a concept's kept features and a feature's first concept get intervals
 * @param confidence coverage of intervals, such as 0.95
 * @param minFirings features with fewer firings on the held-out split are not tested; the rule does not look at labels
 * @param minPositives concepts with fewer positives (or negatives) on a split are left out, with a warning
 * @param alpha a pair whose q is at most this counts as a discovery
 * @param seed of the bootstrap
 * @param memoryBytes budget for counters; see {@link ConceptScorer}
 */
public record ScoreOptions(
        int bins,
        Aggregate aggregate,
        double gradedCut,
        int topFeatures,
        int topConcepts,
        int replicates,
        double confidence,
        int minFirings,
        int minPositives,
        double alpha,
        long seed,
        long memoryBytes) {
    /** The activation of a feature on a whole sample. */
    public enum Aggregate {
        /** The largest over its rows. */
        MAX,
        /** The mean over its rows, zeros included. */
        MEAN
    }

    /** Checks the ranges. */
    public ScoreOptions {
        check(bins >= 8 && bins <= 128, "bins must be from 8 to 128", bins);
        check(gradedCut > 0 && gradedCut <= 1, "graded-cut must be above 0 and at most 1", gradedCut);
        check(topFeatures >= 1, "top-features must be at least 1", topFeatures);
        check(topConcepts >= 0, "top-concepts must not be negative", topConcepts);
        check(replicates >= 0, "replicates must not be negative", replicates);
        check(confidence > 0 && confidence < 1, "confidence must lie between 0 and 1", confidence);
        check(minFirings >= 1, "min-firings must be at least 1", minFirings);
        check(minPositives >= 1, "min-positives must be at least 1", minPositives);
        check(alpha > 0 && alpha < 1, "alpha must lie between 0 and 1", alpha);
        check(memoryBytes > 0, "memory-bytes must be positive", memoryBytes);
    }

    private static void check(boolean good, String rule, Object is) {
        if (!good) {
            throw new AnalysisException("Scoring option " + rule + ", but it is " + is + ".");
        }
    }

    /** 64 thresholds, maximum over rows, cut 0.5, ten features a concept, three concepts a feature, 200 replicates, 95 %, 1 GiB. */
    public static ScoreOptions defaults() {
        return new ScoreOptions(64, Aggregate.MAX, 0.5, 10, 3, 200, 0.95, 10, 5, 0.05, 0, 1L << 30);
    }

    /** The same with another number of thresholds. */
    public ScoreOptions withBins(int n) {
        return new ScoreOptions(
                n,
                aggregate,
                gradedCut,
                topFeatures,
                topConcepts,
                replicates,
                confidence,
                minFirings,
                minPositives,
                alpha,
                seed,
                memoryBytes);
    }

    /** The same with another way to sum up a sample. */
    public ScoreOptions withAggregate(Aggregate a) {
        return new ScoreOptions(
                bins,
                a,
                gradedCut,
                topFeatures,
                topConcepts,
                replicates,
                confidence,
                minFirings,
                minPositives,
                alpha,
                seed,
                memoryBytes);
    }

    /** The same with another degree from which a graded concept counts as present. */
    public ScoreOptions withGradedCut(double cut) {
        return new ScoreOptions(
                bins,
                aggregate,
                cut,
                topFeatures,
                topConcepts,
                replicates,
                confidence,
                minFirings,
                minPositives,
                alpha,
                seed,
                memoryBytes);
    }

    /** The same with other numbers of kept features a concept and concepts a feature. */
    public ScoreOptions withTop(int features, int concepts) {
        return new ScoreOptions(
                bins,
                aggregate,
                gradedCut,
                features,
                concepts,
                replicates,
                confidence,
                minFirings,
                minPositives,
                alpha,
                seed,
                memoryBytes);
    }

    /** The same with another bootstrap. */
    public ScoreOptions withBootstrap(int n, double coverage, long newSeed) {
        return new ScoreOptions(
                bins,
                aggregate,
                gradedCut,
                topFeatures,
                topConcepts,
                n,
                coverage,
                minFirings,
                minPositives,
                alpha,
                newSeed,
                memoryBytes);
    }

    /** The same with other support rules. */
    public ScoreOptions withSupport(int firings, int positives) {
        return new ScoreOptions(
                bins,
                aggregate,
                gradedCut,
                topFeatures,
                topConcepts,
                replicates,
                confidence,
                firings,
                positives,
                alpha,
                seed,
                memoryBytes);
    }

    /** The same with another budget for counters. */
    public ScoreOptions withMemory(long bytes) {
        return new ScoreOptions(
                bins,
                aggregate,
                gradedCut,
                topFeatures,
                topConcepts,
                replicates,
                confidence,
                minFirings,
                minPositives,
                alpha,
                seed,
                bytes);
    }
}
