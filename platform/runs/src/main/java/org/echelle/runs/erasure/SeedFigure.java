package org.echelle.runs.erasure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;

/**
 * A figure of samples that come by seeds, and the same figure where each seed counts as often as it was drawn. With both, several figures of
 * the same samples can be drawn together.
 *
 * @param measure with an interval of its own
 * @param drawn the figure by how often each sample counts; NaN where that leaves it undefined
 */
record SeedFigure(Measure measure, GroupBootstrap.Weighted drawn) {
    /** Less than this is rounding, and no width. */
    private static final double ROUNDING = 1e-12;

    /** {@link SeedShares#share}. */
    static SeedFigure share(double[] hits, double[] of, String[] seeds, GroupBootstrap draws, String none) {
        return new SeedFigure(SeedShares.share(hits, of, seeds, draws, none), ratio(hits, of, seeds));
    }

    /** {@link SeedShares#difference}. */
    static SeedFigure difference(double[] differences, double[] of, String[] seeds, GroupBootstrap draws, String none) {
        return new SeedFigure(
                SeedShares.difference(differences, of, seeds, draws, none), ratio(differences, of, seeds));
    }

    /** A ratio of sums over drawn samples. It keeps sums of each seed, so that a draw costs a step a seed and not a step a sample. */
    static GroupBootstrap.Weighted ratio(double[] above, double[] below, String[] seeds) {
        Map<String, Integer> place = new HashMap<>();
        int[] seedOf = new int[seeds.length];
        int[] first = new int[seeds.length];
        for (int i = 0; i < seeds.length; i++) {
            Integer known = place.putIfAbsent(seeds[i], place.size());
            seedOf[i] = known == null ? place.size() - 1 : known;
            if (known == null) {
                first[seedOf[i]] = i;
            }
        }
        double[][] sums = new double[2][place.size()];
        for (int i = 0; i < seeds.length; i++) {
            sums[0][seedOf[i]] += above[i];
            sums[1][seedOf[i]] += below[i];
        }
        return weights -> {
            double hits = 0;
            double of = 0;
            for (int s = 0; s < sums[0].length; s++) {
                hits += weights[first[s]] * sums[0][s];
                of += weights[first[s]] * sums[1][s];
            }
            return of > 0 ? hits / of : Double.NaN;
        };
    }

    /**
     * The mean of figures of the same samples: of all that are defined, and in each draw of seeds, which is the same for all, of all that this
     * draw leaves defined. Where seeds are hard or easy for all figures alike, the interval is as wide as theirs; where each has hard seeds of its own,
     * it is narrower. Where every draw gives the same mean, the mean of the figures' own ends takes the place of an interval without width.
     *
     * @param all at least one; a single one is returned as it is
     * @param seeds {@code [samples]}
     * @return where none is defined, undefined for the first one's reason; its n is that of one figure
     */
    static SeedFigure mean(List<SeedFigure> all, String[] seeds, GroupBootstrap draws) {
        if (all.size() == 1) {
            return all.get(0);
        }
        List<SeedFigure> defined = all.stream().filter(f -> f.measure.defined()).toList();
        if (defined.isEmpty()) {
            return new SeedFigure(Measure.undefined(all.get(0).measure.because()), weights -> Double.NaN);
        }
        GroupBootstrap.Weighted together = weights -> defined.stream()
                .mapToDouble(f -> f.drawn.of(weights))
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
        double value = average(defined, Measure::value);
        Measure mean = draws.within(Measure.of(value, defined.get(0).measure.n()), seeds, together);
        Interval drawn = mean.interval();
        if (drawn.known() && drawn.high() - drawn.low() < ROUNDING) {
            mean = mean.within(new Interval(
                    average(defined, m -> m.interval().low()),
                    average(defined, m -> m.interval().high()),
                    drawn.replicates()));
        }
        return new SeedFigure(mean, together);
    }

    private static double average(List<SeedFigure> figures, ToDoubleFunction<Measure> of) {
        return figures.stream()
                .mapToDouble(f -> of.applyAsDouble(f.measure))
                .average()
                .orElseThrow();
    }
}
