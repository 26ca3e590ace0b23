package org.echelle.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.echelle.analysis.Interval;

/** Where proposals come from and what was measured of them: the table that tells whether steering finds anything. */
final class DesignOrigins {
    private final VariantNames names;
    private final PredictedVariants said;
    private final MeasuredVariants measured;

    /** @param measured what was measured and not learnt from */
    DesignOrigins(VariantNames names, PredictedVariants said, MeasuredVariants measured) {
        this.names = names;
        this.said = said;
        this.measured = measured;
    }

    /** All proposals of one origin. */
    Designs.Origin of(String name, List<? extends Collection<String>> draws) {
        double proposals = 0;
        double known = 0;
        List<Double> predicted = new ArrayList<>();
        List<Double> means = new ArrayList<>();
        List<Double> places = new ArrayList<>();
        for (Collection<String> draw : draws) {
            proposals += draw.size() / (double) draws.size();
            draw.stream().filter(said::has).mapToDouble(said::mean).average().ifPresent(predicted::add);
            double[] values = draw.stream()
                    .mapToDouble(n -> measured.of(names.changed(n)))
                    .filter(v -> !Double.isNaN(v))
                    .toArray();
            known += values.length / (double) draws.size();
            if (values.length > 0) {
                means.add(Arrays.stream(values).average().orElseThrow());
                places.add(place(values));
            }
        }
        double[] all = places.stream().mapToDouble(p -> p).toArray();
        double middle = Arrays.stream(all).average().orElse(Double.NaN);
        return new Designs.Origin(
                name,
                proposals,
                predicted.stream().mapToDouble(p -> p).average().orElse(Double.NaN),
                known,
                means.stream().mapToDouble(m -> m).average().orElse(Double.NaN),
                middle,
                all.length > 1 ? Interval.percentile(middle, all, 0.95) : Interval.none(middle));
    }

    /** Of each draw's proposals that were measured, those with the highest predictions. */
    Designs.Origin best(String name, List<? extends Collection<String>> draws, int count) {
        return of(
                name,
                draws.stream()
                        .map(d -> said.best(
                                d.stream()
                                        .filter(n -> !Double.isNaN(measured.of(names.changed(n))))
                                        .toList(),
                                count))
                        .toList());
    }

    /**
     * What a score would have picked among variants that were measured.
     *
     * @param scores {@code [variant]}; NaN for one that is not picked
     * @param values {@code [variant]} what was measured
     */
    Designs.Origin picked(String name, double[] scores, double[] values, int count) {
        double[] chosen = IntStream.range(0, scores.length)
                .boxed()
                .filter(i -> !Double.isNaN(scores[i]))
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
                .limit(count)
                .mapToDouble(i -> values[i])
                .toArray();
        double place = chosen.length == 0 ? Double.NaN : place(chosen);
        return new Designs.Origin(
                name,
                chosen.length,
                Double.NaN,
                chosen.length,
                Arrays.stream(chosen).average().orElse(Double.NaN),
                place,
                Interval.none(place));
    }

    private double place(double[] values) {
        return Arrays.stream(values).map(measured::percentile).average().orElseThrow();
    }
}
