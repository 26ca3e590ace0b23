package org.echelle.analysis.perturbation;

import java.util.Locale;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.echelle.analysis.samples.SampleMatrix;

/**
 * SCR, spurious correlation removal (SAEBench, arXiv 2503.09532, after SHIFT): a probe for a target (a disease) is fitted where the
 * target always comes with something spurious (a scanner); the features of the spurious concept are taken away; does the probe then do
 * better on samples where the two are independent?
 *
 * <pre>SCR = (acc without the features - acc of the biased probe) / (acc of the oracle - acc of the biased probe)</pre>
 *
 * The oracle is a probe fitted on samples where the two are independent. 1: as good as the oracle, 0: nothing gained, below 0: worse.
 * Features are those of greatest |effect| on a probe for the spurious concept.
 */
public final class SpuriousRemoval {
    private SpuriousRemoval() {}

    /**
     * Measures.
     *
     * @param train codes of balanced samples, {@code [samples, n]}, with {@code spurious} telling whether the spurious concept is there
     * @param spuriousGain {@code [n]} of the probe for the spurious concept, see {@link Effects#gains}
     * @param biasedGain {@code [n]} of the biased probe
     * @param biasedLogits {@code [test samples]} of the biased probe on samples where target and spurious are independent
     * @param oracleLogits {@code [test samples]} of the oracle there
     * @param test codes, {@code [test samples, n]}
     * @param target {@code [test samples]}
     * @param top features to take away
     * @param leastGap accuracy by which the oracle must exceed the biased probe; SAEBench takes 0.001, but a quotient by so little is noise
     * @param groups {@code [test samples]} that intervals are drawn over; where the interval of the gap reaches 0, there may be nothing to be
     *     cured of, and the figure is not defined
     */
    public static Measure of(
            SampleMatrix train,
            boolean[] spurious,
            double[] spuriousGain,
            double[] biasedGain,
            double[] biasedLogits,
            double[] oracleLogits,
            SampleMatrix test,
            boolean[] target,
            int top,
            double leastGap,
            String[] groups,
            GroupBootstrap bootstrap) {
        if (target.length == 0) {
            return Measure.undefined("there is no held-out sample where target and spurious concept are independent");
        }
        double[] effect = Effects.differences(train, spurious);
        for (int j = 0; j < effect.length; j++) {
            effect[j] = Math.abs(effect[j] * spuriousGain[j]);
        }
        double biased = Effects.accuracy(biasedLogits, target);
        double oracle = Effects.accuracy(oracleLogits, target);
        if (!(oracle - biased >= leastGap && oracle > biased)) {
            return Measure.undefined(String.format(
                    Locale.ROOT,
                    "the biased probe (accuracy %.3f) is about as good as the oracle (%.3f), and has nothing to be cured of",
                    biased,
                    oracle));
        }
        double[] none = Effects.right(biasedLogits, target);
        double[] cost = costs(biasedLogits, oracleLogits, target);
        double[] cured =
                Effects.right(Effects.without(biasedLogits, test, biasedGain, Effects.greatest(effect, top)), target);
        double[] gained = new double[target.length];
        for (int s = 0; s < cost.length; s++) {
            gained[s] = cured[s] - none[s];
        }
        Measure gap = bootstrap.mean(cost, groups);
        if (gap.interval().known() && gap.interval().low() <= 0) {
            return Measure.undefined(String.format(
                    Locale.ROOT,
                    "what the correlation costs the probe (%.3f in accuracy, interval %.3f to %.3f) cannot be told from 0 on so few samples",
                    gap.value(),
                    gap.interval().low(),
                    gap.interval().high()));
        }
        return bootstrap.ratio(gained, cost, groups, "the correlation costs the probe nothing");
    }

    private static double[] costs(double[] biasedLogits, double[] oracleLogits, boolean[] target) {
        double[] none = Effects.right(biasedLogits, target);
        double[] all = Effects.right(oracleLogits, target);
        double[] cost = new double[target.length];
        for (int s = 0; s < cost.length; s++) {
            cost[s] = all[s] - none[s];
        }
        return cost;
    }

    /** What the correlation costs the probe: accuracy of the oracle less that of the biased probe. */
    public static Measure cost(
            double[] biasedLogits, double[] oracleLogits, boolean[] target, String[] groups, GroupBootstrap bootstrap) {
        return bootstrap.mean(costs(biasedLogits, oracleLogits, target), groups);
    }
}
