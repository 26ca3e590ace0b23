package org.echelle.steering.choice;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Gate;
import org.echelle.steering.Operation;
import org.echelle.store.SparseRows;

/**
 * Dynamic guardrail (DSG, arXiv 2504.08192): features with the largest ratio of mean squared activation with the concept to that
 * without it, among those that matter with it; where a sample's share of rows with any of them exceeds a threshold taken from
 * samples without the concept, the fired ones are clamped to a negative value.
 *
 * @param value what fired features are set to, in units of their mean activation on the target
 * @param quantile of the shares of samples without the concept that becomes the threshold
 */
public record Guardrail(double value, double quantile) implements Strategy {
    private static final double LEAST = 1e-12;

    /** Clamped to minus their mean; one in twenty samples without the concept may be edited. */
    public Guardrail() {
        this(-1, 0.95);
    }

    @Override
    public String name() {
        return "guardrail";
    }

    @Override
    public String sentence() {
        return "Features whose mean square with the target exceeds that without it by the largest ratio; clamped to "
                + value
                + " times their mean in samples whose share of rows with any of them is above the " + quantile
                + " quantile of samples without the target (DSG).";
    }

    @Override
    public Choice choose(Evidence evidence, int count) {
        double most = 0;
        for (int j = 0; j < evidence.features(); j++) {
            most = Math.max(most, evidence.meanSquare(true, j));
        }
        double floor = 0.01 * most; // a ratio of two tiny numbers says nothing
        List<Ranked> best = Strategy.best(
                evidence.features(),
                j -> evidence.meanSquare(true, j) < floor
                        ? 0
                        : evidence.meanSquare(true, j) / Math.max(LEAST, evidence.meanSquare(false, j)),
                1,
                count,
                "No feature is stronger on samples with the target than on those without it, so that none can stand guard."
                        + " Choose another hook point or target, or name features yourself with --feature.");
        List<FeatureEdit> edits = best.stream()
                .map(r -> new FeatureEdit(
                        r.feature(), new Operation.ClampFired((float) (value * evidence.targetStrength(r.feature())))))
                .toList();
        return Choice.everywhere(name(), best, edits);
    }

    /** The gate for chosen features: the quantile over samples without the concept of the share of rows with any of them. */
    public Gate gate(int[] features, CodeStream others) {
        BitSet wanted = new BitSet();
        Arrays.stream(features).forEach(wanted::set);
        List<Double> shares = new java.util.ArrayList<>();
        others.each((sample, codes, coordinates) -> shares.add(share(codes, wanted)));
        double[] sorted =
                shares.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int at = (int) Math.ceil(quantile * sorted.length) - 1;
        return new Gate.FiringShare(features, sorted.length == 0 ? 0 : sorted[Math.max(0, at)]);
    }

    private static double share(SparseRows codes, BitSet wanted) {
        int fired = 0;
        for (int r = 0; r < codes.rows(); r++) {
            for (int e = codes.rowStart()[r]; e < codes.rowStart()[r + 1]; e++) {
                if (wanted.get(codes.feature()[e])) {
                    fired++;
                    break;
                }
            }
        }
        return fired / (double) Math.max(1, codes.rows());
    }
}
