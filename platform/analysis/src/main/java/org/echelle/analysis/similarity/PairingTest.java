package org.echelle.analysis.similarity;

import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.echelle.analysis.Measure;

/**
 * Is a likeness of paired rows more than the rows' shapes alone would give? The pairing is shuffled, {@code p = (1 + #{null >= seen}) /
 * (1 + shuffles)}, which is never 0.
 *
 * @param seen the likeness of the true pairing
 * @param chance its mean over shuffled pairings
 * @param p chance of a likeness as great by luck
 */
public record PairingTest(Measure seen, Measure chance, Measure p) {
    /**
     * Tests.
     *
     * @param likeness such as {@link Svcca#of}
     */
    public static PairingTest of(
            double[][] a, double[][] b, BiFunction<double[][], double[][], Measure> likeness, int shuffles, long seed) {
        Measure seen = likeness.apply(a, b);
        if (!seen.defined() || shuffles == 0) {
            Measure none = Measure.undefined(seen.defined() ? "no shuffle was asked for" : seen.because());
            return new PairingTest(seen, none, none);
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[][] shuffled = b.clone();
        double sum = 0;
        int reached = 0;
        for (int s = 0; s < shuffles; s++) {
            for (int i = shuffled.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                double[] t = shuffled[i];
                shuffled[i] = shuffled[j];
                shuffled[j] = t;
            }
            double value = likeness.apply(a, shuffled).value();
            sum += value;
            reached += value >= seen.value() - 1e-12 ? 1 : 0;
        }
        return new PairingTest(
                seen, Measure.of(sum / shuffles, shuffles), Measure.of((1.0 + reached) / (1 + shuffles), shuffles));
    }
}
