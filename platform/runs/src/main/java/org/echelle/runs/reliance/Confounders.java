package org.echelle.runs.reliance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.echelle.analysis.reliance.StratifiedAuroc;
import org.echelle.api.Concept;

/**
 * Features that something else than the finding explains better. A feature's largest activation on a sample is asked two questions: does it
 * tell the confounder among samples that are alike in the finding, and the finding among samples alike in the confounder. Which confounder
 * a feature is asked about, and which way its scores point, are chosen on the selection side; both figures and their difference come from the
 * held-out side.
 */
final class Confounders {
    private static final double SURE = 0.5;

    private final List<Concept> concepts;
    private final int finding;
    private final List<Integer> confounders;
    private final GroupBootstrap draws;

    Confounders(List<Concept> concepts, int finding, List<Integer> confounders, GroupBootstrap draws) {
        this.concepts = concepts;
        this.finding = finding;
        this.confounders = confounders;
        this.draws = draws;
    }

    /** Concepts whose id or group begins with one of these words. */
    static List<Integer> named(List<Concept> concepts, List<String> words) {
        return IntStream.range(0, concepts.size())
                .filter(c -> concepts.get(c).level() == Concept.Level.SAMPLE
                        && concepts.get(c).scale() == Concept.Scale.BOOLEAN
                        && words.stream()
                                .anyMatch(w -> concepts.get(c).id().startsWith(w)
                                        || concepts.get(c).group().startsWith(w)))
                .boxed()
                .toList();
    }

    /** How far apart a score puts a label, within strata; and which way. */
    private record Side(double[] score, boolean[] label, int[] stratum, String[] groups) {
        StratifiedAuroc auroc(boolean flipped) {
            double[] s = flipped ? java.util.Arrays.stream(score).map(v -> -v).toArray() : score;
            return new StratifiedAuroc(s, label, stratum);
        }
    }

    /**
     * Asks.
     *
     * @param reliedOn features that the subject is said to rely on
     * @param most how many more, those that tell a confounder best on the selection side
     * @param output the subject's own score of a sample
     */
    List<Findings.Confounded> ask(
            List<Read> selection,
            List<Read> heldOut,
            Set<Integer> reliedOn,
            int most,
            Map<Integer, String> names,
            ToDoubleFunction<Read> output) {
        int features = selection.get(0).most().length;
        double[] strength = new double[features];
        int[] which = new int[features];
        for (int j = 0; j < features; j++) {
            int unit = j;
            for (int c : confounders) {
                double a = side(selection, r -> r.most()[unit], c, finding)
                        .auroc(false)
                        .plain();
                double size = Double.isNaN(a) ? 0 : Math.abs(a - SURE);
                if (size > strength[j]) {
                    strength[j] = size;
                    which[j] = c;
                }
            }
        }
        TreeSet<Integer> asked = new TreeSet<>(reliedOn);
        IntStream.range(0, features)
                .boxed()
                .sorted(Comparator.comparingDouble(j -> -strength[j]))
                .limit(most)
                .filter(j -> strength[j] > 0)
                .forEach(asked::add);
        List<Findings.Confounded> found = new ArrayList<>();
        found.add(told(-1, "the subject's own output", strongest(selection, output), selection, heldOut, output));
        for (int j : asked) {
            if (strength[j] > 0) {
                found.add(told(j, names.getOrDefault(j, ""), which[j], selection, heldOut, r -> r.most()[j]));
            }
        }
        found.sort(Comparator.comparingDouble(f ->
                f.feature() < 0 ? Double.NEGATIVE_INFINITY : -f.difference().or(-1)));
        return found;
    }

    private int strongest(List<Read> selection, ToDoubleFunction<Read> score) {
        return confounders.stream()
                .max(Comparator.comparingDouble(c -> {
                    double a = side(selection, score, c, finding).auroc(false).plain();
                    return Double.isNaN(a) ? -1 : Math.abs(a - SURE);
                }))
                .orElseThrow();
    }

    private static Side side(List<Read> reads, ToDoubleFunction<Read> score, int label, int stratum) {
        List<Read> known = reads.stream()
                .filter(r -> !Float.isNaN(r.labels()[label]) && !Float.isNaN(r.labels()[stratum]))
                .toList();
        boolean[] with = new boolean[known.size()];
        int[] strata = new int[known.size()];
        String[] groups = new String[known.size()];
        for (int i = 0; i < with.length; i++) {
            with[i] = known.get(i).labels()[label] > 0;
            strata[i] = known.get(i).labels()[stratum] > 0 ? 1 : 0;
            groups[i] = known.get(i).group();
        }
        return new Side(known.stream().mapToDouble(score).toArray(), with, strata, groups);
    }

    private Findings.Confounded told(
            int feature,
            String name,
            int confounder,
            List<Read> selection,
            List<Read> heldOut,
            ToDoubleFunction<Read> score) {
        boolean flipC = side(selection, score, confounder, finding).auroc(false).plain() < SURE;
        boolean flipF = side(selection, score, finding, confounder).auroc(false).plain() < SURE;
        Side ofConfounder = side(heldOut, score, confounder, finding);
        Side ofFinding = side(heldOut, score, finding, confounder);
        StratifiedAuroc c = ofConfounder.auroc(flipC);
        StratifiedAuroc f = ofFinding.auroc(flipF);
        // both sides drop the same samples, so their draws are paired
        Measure mc = measure(c.plain(), ofConfounder.groups(), c::of);
        Measure mf = measure(f.plain(), ofConfounder.groups(), f::of);
        Measure difference = measure(
                Math.abs(c.plain() - SURE) - Math.abs(f.plain() - SURE),
                ofConfounder.groups(),
                w -> c.of(w) - Math.max(f.of(w), 2 * SURE - f.of(w)));
        boolean sure = difference.defined()
                && difference.interval().known()
                && difference.interval().low() > 0
                && mc.interval().low() > SURE;
        return new Findings.Confounded(feature, name, concepts.get(confounder).id(), mf, mc, difference, sure);
    }

    private Measure measure(double value, String[] groups, GroupBootstrap.Weighted figure) {
        return Double.isNaN(value)
                ? Measure.undefined(
                        "finding and confounder always go together in these samples, which cannot tell them apart")
                : draws.within(Measure.of(value, groups.length), groups, figure);
    }
}
