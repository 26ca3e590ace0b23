package org.echelle.runs.reliance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.echelle.analysis.reliance.Ranking;

/**
 * What the subject makes of held-out samples, as it is and on some features only.
 *
 * @param samples indices in the sample source
 * @param positive {@code [sample]}: whether it has the finding
 * @param groups {@code [sample]}, over which intervals are drawn
 * @param seen ways of looking
 * @param draws of the intervals
 */
record Verdicts(int[] samples, boolean[] positive, String[] groups, List<Seen> seen, GroupBootstrap draws) {
    static final String BASE = "base";
    static final String RECONSTRUCTION = "reconstruction";
    static final String ON = "ON";
    static final String OFF = "OFF";
    static final String FEATURES = "features";

    /**
     * One way of looking at the subject; see {@link Findings.Intervened}.
     *
     * @param scores {@code [draw][sample]}: log-odds of the target, for each draw of random features, one draw else
     */
    record Seen(String what, String units, int count, double kept, List<double[]> scores) {}

    /** AUROC and average precision of every way of looking. */
    List<Findings.Intervened> told() {
        IntPredicate all = i -> true;
        List<Findings.Intervened> told = new ArrayList<>();
        for (Seen s : seen) {
            told.add(new Findings.Intervened(
                    s.what(),
                    s.units(),
                    s.count(),
                    s.kept(),
                    measure(s, all, Ranking::auroc),
                    measure(s, all, Ranking::averagePrecision)));
        }
        return told;
    }

    /** AUROC of one way of looking among some of the samples; not defined when these are all of one kind. */
    Measure auroc(Seen s, IntPredicate among) {
        return measure(s, among, Ranking::auroc);
    }

    private interface Figure {
        double of(Ranking ranking, int[] weights);
    }

    /** Mean over draws, each on the same bootstrap samples. */
    private Measure measure(Seen s, IntPredicate among, Figure figure) {
        int[] chosen = IntStream.range(0, samples.length).filter(among).toArray();
        boolean[] label = new boolean[chosen.length];
        String[] group = new String[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            label[i] = positive[chosen[i]];
            group[i] = groups[chosen[i]];
        }
        List<Ranking> rankings = s.scores().stream()
                .map(v ->
                        new Ranking(Arrays.stream(chosen).mapToDouble(i -> v[i]).toArray(), label))
                .toList();
        GroupBootstrap.Weighted mean = w ->
                rankings.stream().mapToDouble(r -> figure.of(r, w)).average().orElse(Double.NaN);
        int[] ones = new int[chosen.length];
        Arrays.fill(ones, 1);
        double value = chosen.length == 0 ? Double.NaN : mean.of(ones);
        return Double.isNaN(value)
                ? Measure.undefined("these samples are all of one kind")
                : draws.within(Measure.of(value, chosen.length), group, mean);
    }
}
