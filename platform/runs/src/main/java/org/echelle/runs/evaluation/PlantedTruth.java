package org.echelle.runs.evaluation;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.echelle.analysis.samples.SampleMatrix;
import org.echelle.analysis.similarity.GroundTruth;

/**
 * How well single units follow planted factors: {@link GroundTruth} of the absolute correlation of every unit's activation with every
 * factor's presence over samples. Noise makes the best of many units look better in a replicate than in all samples, so that replicates
 * are moved to have the figure as their mean.
 */
final class PlantedTruth {
    /** A pairing of more units takes too long to be done for every replicate. */
    static final int MOST_PAIRED = 256;

    private static final int MOST_DRAWS = 100;
    private static final int LEAST_DRAWS = 50;
    /** Entries that all draws of a figure may go through. */
    private static final long MOST_WORK = 200_000_000L;

    private final SampleMatrix z;
    /** {@code [sample][]} the factors that it has. */
    private final int[][] factors;

    private final int count;
    private final String[] groups;
    private final GroupBootstrap draws;
    private final GroundTruth all;

    /**
     * @param z {@code [samples, units]}
     * @param present {@code [concept][sample]}
     * @param planted the concepts that are factors
     * @param groups {@code [samples]}
     */
    PlantedTruth(SampleMatrix z, boolean[][] present, int[] planted, String[] groups, GroupBootstrap draws) {
        this.z = z;
        this.groups = groups;
        count = planted.length;
        factors = new int[groups.length][];
        Arrays.setAll(factors, i -> IntStream.range(0, count)
                .filter(g -> present[planted[g]][i])
                .toArray());
        long affordable = MOST_WORK / (z.nonZeros() + 1);
        this.draws = draws.atMost((int) Math.max(LEAST_DRAWS, Math.min(MOST_DRAWS, affordable)));
        int[] once = new int[groups.length];
        Arrays.fill(once, 1);
        all = truth(once);
    }

    /** Mean over factors of the best unit's correlation. */
    Measure bestUnits() {
        return drawn(GroundTruth::meanMaxOfTruth);
    }

    /** Mean over the best one-to-one pairing. */
    Measure oneToOne() {
        return z.columns() > MOST_PAIRED ? all.matchedMean() : drawn(GroundTruth::matchedMean);
    }

    /** Share of factors with a unit above a correlation. */
    Measure above(double correlation) {
        return drawn(t -> t.recovered(correlation));
    }

    private Measure drawn(Function<GroundTruth, Measure> figure) {
        return draws.around(
                        figure.apply(all),
                        groups,
                        weights -> Arrays.stream(weights).anyMatch(w -> w > 0)
                                ? figure.apply(truth(weights)).value()
                                : Double.NaN)
                .between(0, 1);
    }

    private GroundTruth truth(int[] weights) {
        double n = 0;
        double[] sumY = new double[count];
        for (int i = 0; i < weights.length; i++) {
            n += weights[i];
            for (int g : factors[i]) {
                sumY[g] += weights[i];
            }
        }
        double[][] alike = new double[count][z.columns()];
        double[] both = new double[count];
        for (int j = 0; j < z.columns(); j++) {
            Arrays.fill(both, 0);
            double[] sums = new double[2];
            z.each(j, (i, v) -> {
                double w = weights[i] * v;
                sums[0] += w;
                sums[1] += w * v;
                for (int g : factors[i]) {
                    both[g] += w;
                }
            });
            for (int g = 0; g < both.length; g++) {
                double zz = sums[1] - sums[0] * sums[0] / n;
                double yy = sumY[g] - sumY[g] * sumY[g] / n;
                alike[g][j] = yy <= 0 || zz <= 1e-12 * sums[1]
                        ? 0
                        : Math.min(1, Math.abs(both[g] - sums[0] * sumY[g] / n) / Math.sqrt(yy * zz));
            }
        }
        return GroundTruth.of(alike);
    }
}
