package org.echelle.analysis.reconstruction;

import org.echelle.analysis.Measure;

/**
 * How much of what a subject can do is left when the reconstruction replaces the activation:
 *
 * <pre>recovered = (L_ablated - L_reconstructed) / (L_ablated - L_original)</pre>
 *
 * for a loss, and the same quotient for an accuracy or any other score. 1 is as good as the activation itself, 0 as bad as having none;
 * below 0 the reconstruction is worse than nothing. The ablated baseline is part of the figure: {@link Ablation#MEAN} puts the mean row
 * of the selection side in the activation's place, {@link Ablation#ZERO} zeros, as dictionary_learning and SAELens do. Zeros lie far
 * from where a residual stream lives, which makes the baseline bad and the figure flattering.
 */
public final class RecoveredLoss {
    /** What stands in the activation's place in the baseline. */
    public enum Ablation {
        /** The mean row of the selection side. */
        MEAN,
        /** Zeros. */
        ZERO
    }

    private RecoveredLoss() {}

    /**
     * The quotient.
     *
     * @param original the loss or score with the activation itself
     * @param reconstructed with the reconstruction in its place
     * @param ablated with the baseline in its place
     * @param n samples behind each of the three
     */
    public static Measure of(double original, double reconstructed, double ablated, long n) {
        if (n == 0) {
            return Measure.undefined("no sample was run");
        }
        if (!Double.isFinite(original) || !Double.isFinite(reconstructed) || !Double.isFinite(ablated)) {
            return Measure.undefined("one of the three losses is not a finite number");
        }
        return Measure.ratio(
                ablated - reconstructed,
                ablated - original,
                n,
                "ablating the activation changes nothing, so that there is nothing to recover");
    }

    /**
     * The same for outputs that are distributions: {@code (KL_ablated - KL_reconstructed) / KL_ablated}, where both are
     * {@code KL(original || changed)}, in this direction.
     */
    public static Measure ofDivergence(double reconstructed, double ablated, long n) {
        return of(0, reconstructed, ablated, n);
    }
}
