package org.echelle.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where the world was made by us, its factors are known: how many factor values does a single feature tell, its threshold chosen on
 * the selection split, with held-out F1 of at least {@code minF1}?
 *
 * @param minF1 the F1 from which a factor value counts as recovered
 * @param methods one row for each method
 */
public record FactorRecovery(double minF1, List<Row> methods) {
    /** The F1 that counts as recovered unless told otherwise. */
    public static final double RECOVERED_F1 = 0.8;

    /**
     * One method.
     *
     * @param method its name
     * @param recovered factor values recovered
     * @param factors factor values that could be scored
     * @param interval bootstrap interval of {@code recovered}, over groups
     * @param recoveredIds concept ids of those recovered
     * @param missedIds concept ids of the others
     */
    public record Row(
            String method,
            int recovered,
            int factors,
            Interval interval,
            List<String> recoveredIds,
            List<String> missedIds) {}

    /**
     * Counts.
     *
     * @param scores by method name, in the order to show; concepts are the planted factor values
     * @param minF1 such as {@link #RECOVERED_F1}
     */
    public static FactorRecovery of(Map<String, ConceptScores> scores, double minF1) {
        List<Row> rows = new ArrayList<>();
        scores.forEach((method, s) -> rows.add(row(method, s, minF1)));
        return new FactorRecovery(minF1, rows);
    }

    private static Row row(String method, ConceptScores scores, double minF1) {
        List<String> recovered = new ArrayList<>();
        List<String> missed = new ArrayList<>();
        int n = scores.options().replicates();
        double[] replicates = new double[n];
        for (ConceptScores.ConceptResult result : scores.concepts()) {
            if (!result.scored()) {
                continue;
            }
            double f1 = result.best().map(FeatureConcept::f1).orElse(0.0);
            (f1 >= minF1 ? recovered : missed).add(result.concept().id());
            double[] drawn = ScoreComparison.f1Replicates(result, n);
            for (int b = 0; b < n; b++) {
                replicates[b] += (Double.isNaN(drawn[b]) ? f1 : drawn[b]) >= minF1 ? 1 : 0;
            }
        }
        return new Row(
                method,
                recovered.size(),
                recovered.size() + missed.size(),
                Interval.percentile(
                        recovered.size(), replicates, scores.options().confidence()),
                recovered,
                missed);
    }
}
