package org.echelle.runs.brush;

import java.util.DoubleSummaryStatistics;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.echelle.analysis.Measure;
import org.echelle.analysis.reliance.FewMeans;

/**
 * Means over samples of a few seeds, with Student's interval of the seeds' own means: {@code mean +- t_(m-1) s / sqrt(m)}, cut to what the
 * figure can be. A bootstrap of two seeds draws the one, the other or both, so that its interval ends at the two seeds' own values and holds
 * the mean of all seeds every other time at most; Student's holds it as often as it says, and is wide where seeds are few. One seed has no
 * interval.
 */
final class SeedMeans {
    private SeedMeans() {}

    /**
     * A share of samples. Where all seeds say the same, which Student would take for certainty, the interval is Wilson's over the seeds.
     *
     * @param hits {@code [samples]} 1 for a hit, else 0
     * @param seeds {@code [samples]}
     * @return the share; its n is the number of samples
     */
    static Measure share(double[] hits, String[] seeds) {
        Measure found = FewMeans.of(hits, seeds, 0, 1);
        return found.defined() ? Measure.of(found.value(), hits.length, found.interval()) : found;
    }

    /**
     * The size of a change. Where it is the same to the last digit for all seeds, such as none at all, there is no spread to make an interval of,
     * and there is none.
     *
     * @param changes {@code [samples]} from 0 to 1
     * @param seeds {@code [samples]}
     * @return the mean; its n is the number of samples
     */
    static Measure change(double[] changes, String[] seeds) {
        Measure found = share(changes, seeds);
        return found.defined() && spread(changes, seeds) == 0 ? Measure.of(found.value(), found.n()) : found;
    }

    /** Largest less smallest of the seeds' own means. */
    private static double spread(double[] values, String[] seeds) {
        DoubleSummaryStatistics own = new DoubleSummaryStatistics();
        IntStream.range(0, values.length)
                .boxed()
                .collect(Collectors.groupingBy(i -> seeds[i], Collectors.averagingDouble(i -> values[i])))
                .values()
                .forEach(own::accept);
        return own.getMax() - own.getMin();
    }
}
