package org.echelle.analysis.perturbation;

import java.util.Locale;
import org.echelle.analysis.Measure;
import org.echelle.analysis.pooling.SampleMatrix;

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
            double leastGap) {
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
        double cured = Effects.accuracy(
                Effects.without(biasedLogits, test, biasedGain, Effects.greatest(effect, top)), target);
        return Measure.of((cured - biased) / (oracle - biased), target.length);
    }
}
