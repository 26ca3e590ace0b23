package org.echelle.analysis;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * How many samples count as one in a test of a concept of whole samples, when samples come in groups (patients, seeds, clusters).
 *
 * <p>If labels and firings do not know of each other, the variance of their joint count is that of independent samples times
 * {@code 1 + (m - 1) r s} with groups of {@code m} samples and the intraclass correlations {@code r} of the label and {@code s} of the
 * firings (Scott and Holt, The effect of two-stage sampling on ordinary least squares methods, JASA 77, 1982, section 2). Firings of a
 * group are taken to be all alike, {@code s = 1}; then the factor is the label's own design effect, which is measured over the {@code G}
 * groups: {@code D = G / (G - 1) * sum (y - k p)^2 / (K p (1 - p))} with {@code y} positives of the {@code k} samples with a known label
 * in a group and {@code p} the share of positives of all {@code K}. A label that is the same in a whole group gives {@code m}; one that
 * every group has as often gives 0, for a feature that fires by group alone cannot go with it.
 *
 * <p>{@code D} of few groups is uncertain: its upper bound {@code D (G - 1) / x} counts, {@code x} the tenth percentile of chi-squared
 * with {@code G - 1} degrees of freedom. It is never below 1 nor above {@code M = sum m^2 / sum m}, the design effect of a label that is
 * the same in each group.
 */
final class GroupedLabels {
    /** How often the bound may lie below the true design effect. */
    private static final double RISK = 0.1;

    private final KeyNumbers cells = new KeyNumbers();
    private int[] samples = new int[16];
    private int groups;

    // By cell: group, concept, positives, unknowns.
    private int[] groupOf = new int[16];
    private int[] conceptOf = new int[16];
    private int[] positives = new int[16];
    private int[] unknowns = new int[16];

    /** A sample, one row of observations. */
    void add(int group, Observations o) {
        samples = SampleBatch.roomFor(samples, group + 1);
        samples[group]++;
        groups = Math.max(groups, group + 1);
        for (int s = 0; s < o.slots; s++) {
            if (o.slotPositives[s] + o.slotUnknowns[s] > 0) {
                int cell = cells.add(((long) group << 32) | o.slotConcept[s]);
                groupOf = SampleBatch.roomFor(groupOf, cell + 1);
                conceptOf = SampleBatch.roomFor(conceptOf, cell + 1);
                positives = SampleBatch.roomFor(positives, cell + 1);
                unknowns = SampleBatch.roomFor(unknowns, cell + 1);
                groupOf[cell] = group;
                conceptOf[cell] = o.slotConcept[s];
                positives[cell] += o.slotPositives[s];
                unknowns[cell] += o.slotUnknowns[s];
            }
        }
    }

    /** By concept, at least 1; 1 for all where no group holds two samples. */
    double[] designEffects(int concepts) {
        double[] effect = new double[concepts];
        Arrays.fill(effect, 1);
        long all = 0;
        double squares = 0;
        for (int g = 0; g < groups; g++) {
            all += samples[g];
            squares += (double) samples[g] * samples[g];
        }
        if (all == groups) {
            return effect;
        }
        double most = squares / all;
        if (groups < 2) {
            Arrays.fill(effect, most);
            return effect;
        }
        long[] marked = new long[concepts];
        long[] known = new long[concepts];
        // Sums of whole numbers, the same in whatever order samples come: y^2, y k and k^2 over groups.
        double[] yy = new double[concepts];
        double[] yk = new double[concepts];
        double[] kk = new double[concepts];
        Arrays.fill(known, all);
        Arrays.fill(kk, squares);
        for (int i = 0; i < cells.size(); i++) {
            int c = conceptOf[i];
            double m = samples[groupOf[i]];
            double k = m - unknowns[i];
            double y = positives[i];
            marked[c] += positives[i];
            known[c] -= unknowns[i];
            yy[c] += y * y;
            yk[c] += y * k;
            kk[c] += k * k - m * m;
        }
        double bound = groups / ChiSquaredDistribution.of(groups - 1).inverseCumulativeProbability(RISK);
        for (int c = 0; c < concepts; c++) {
            double p = known[c] == 0 ? 0 : (double) marked[c] / known[c];
            double spread = known[c] * p * (1 - p);
            double between = yy[c] - 2 * p * yk[c] + p * p * kk[c];
            effect[c] = spread > 0 ? Math.max(1, Math.min(most, bound * between / spread)) : most;
        }
        return effect;
    }
}
