package org.echelle.runs;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.echelle.analysis.prediction.Ridge;

/** The features that predict a number best, to what they are set, and which single changes an edit by them proposes. */
final class PredictiveFeatures {
    private static final double[] MULTIPLES = {1, 2, 3};

    private PredictiveFeatures() {}

    /**
     * Those with the largest mean weights.
     *
     * @param peak {@code [feature]}, the largest activation
     * @throws RunException when all weights are 0
     */
    static List<Designs.Feature> strongest(List<Ridge.Fit> lines, float[] peak, int count) {
        double[] mean = new double[peak.length];
        for (Ridge.Fit line : lines) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += line.standardised()[j] / lines.size();
            }
        }
        List<Designs.Feature> all = IntStream.range(0, mean.length)
                .filter(j -> mean[j] != 0 && peak[j] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> -Math.abs(mean[j])))
                .limit(count)
                .map(j -> new Designs.Feature(
                        j,
                        mean[j],
                        lines.stream()
                                        .filter(l -> l.standardised()[j] * mean[j] > 0)
                                        .count()
                                / (double) lines.size(),
                        Arrays.stream(values(mean[j], peak[j])).boxed().toList(),
                        ""))
                .toList();
        if (all.isEmpty()) {
            throw new RunException("No feature predicts the target: every weight is 0. More labels, or another penalty,"
                    + " may help.");
        }
        return all;
    }

    /** Features in the place of others, each steered in the other's direction by its own peak. */
    static List<Designs.Feature> inPlace(List<Designs.Feature> features, Map<Integer, Integer> stand, float[] peak) {
        return features.stream()
                .filter(f -> stand.containsKey(f.feature()))
                .map(f -> {
                    int other = stand.get(f.feature());
                    double[] values = values(f.weight(), peak[other]);
                    return new Designs.Feature(
                            other,
                            f.weight(),
                            f.agree(),
                            Arrays.stream(values).boxed().toList(),
                            "");
                })
                .toList();
    }

    private static double[] values(double weight, float peak) {
        return Arrays.stream(MULTIPLES).map(m -> m * Math.signum(weight) * peak).toArray();
    }

    /** Single changes by name, with the features that propose them. */
    static Map<String, Set<Integer>> proposals(
            SteeredChanges steering, List<Designs.Feature> features, VariantNames names, int changes) {
        Map<String, Set<Integer>> all = new TreeMap<>();
        for (Designs.Feature f : features) {
            double[] values = f.values().stream().mapToDouble(v -> v).toArray();
            for (SteeredChanges.Change c : steering.best(f.feature(), values, changes)) {
                all.computeIfAbsent(names.name(c.place(), c.letter()), n -> new TreeSet<>())
                        .add(f.feature());
            }
        }
        return all;
    }
}
