package org.echelle.steering.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.echelle.steering.ErrorTerm;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Intervention;

/**
 * All passes of an experiment: the edit at several strengths, and its controls at strength 1.
 *
 * @param variants in the order of the table
 * @param mismatches what the matched draws differ by, kind to mean doublings of firing rate and of mean activation
 */
public record Plan(List<Variant> variants, Map<Variant.Kind, double[]> mismatches) {
    private static final int NEAR = 8;

    /**
     * How many controls.
     *
     * @param doses strengths of the edit; 1 is added where it is missing
     * @param draws of each kind of control
     * @param seed of everything random
     */
    public record Size(double[] doses, int draws, long seed) {
        public Size {
            doses = java.util.stream.DoubleStream.concat(Arrays.stream(doses), java.util.stream.DoubleStream.of(0, 1))
                    .distinct()
                    .sorted()
                    .toArray();
        }
    }

    /** Makes the edit that other features stand in for. */
    @FunctionalInterface
    public interface StandIn {
        /** @param controls chosen feature to the one in its place */
        Intervention of(Intervention edit, Map<Integer, Integer> controls);
    }

    /** Plans edits of features, which others replace one by one in the controls. */
    public static Plan of(List<Intervention> edit, int width, FeatureRates overall, FeatureRates onTarget, Size size) {
        int[] features = edit.stream()
                .flatMapToInt(e -> Arrays.stream(e.features()))
                .distinct()
                .toArray();
        return of(edit, features, Plan::replaced, width, overall, onTarget, size);
    }

    /**
     * Plans.
     *
     * @param edit what is asked, at strength 1
     * @param features that the edit is about
     * @param standIn makes the same edit of other features
     * @param width of the hook point
     * @param overall how features fire on all samples
     * @param onTarget how they fire on the target's samples
     */
    public static Plan of(
            List<Intervention> edit,
            int[] features,
            StandIn standIn,
            int width,
            FeatureRates overall,
            FeatureRates onTarget,
            Size size) {
        List<Variant> all = new ArrayList<>();
        for (double dose : size.doses()) {
            all.add(new Variant(
                    Variant.Kind.DOSE,
                    "strength " + dose,
                    dose,
                    edit.stream().map(e -> e.withStrength(dose)).toList()));
        }
        if (edit.stream().anyMatch(e -> e.error() != ErrorTerm.KEPT)) {
            Intervention first = edit.get(0);
            all.add(new Variant(
                    Variant.Kind.RECONSTRUCTION,
                    "reconstruction only",
                    1,
                    List.of(Intervention.reconstruction(first.hook()).withError(first.error()))));
        }
        Map<Variant.Kind, double[]> mismatches = new java.util.EnumMap<>(Variant.Kind.class);
        if (features.length > 0) {
            matched(Variant.Kind.MATCHED, overall, edit, features, standIn, size, all, mismatches);
            matched(Variant.Kind.MATCHED_ON_TARGET, onTarget, edit, features, standIn, size, all, mismatches);
        }
        for (int draw = 0; draw < size.draws(); draw++) {
            float[] unit = unit(width, size.seed() * 31 + draw);
            all.add(new Variant(
                    Variant.Kind.DIRECTION,
                    "direction " + (draw + 1),
                    1,
                    edit.stream().map(e -> e.withDirection(unit)).toList()));
        }
        return new Plan(List.copyOf(all), mismatches);
    }

    private static void matched(
            Variant.Kind kind,
            FeatureRates rates,
            List<Intervention> edit,
            int[] features,
            StandIn standIn,
            Size size,
            List<Variant> all,
            Map<Variant.Kind, double[]> mismatches) {
        int[] firing = Arrays.stream(features).filter(j -> rates.rate()[j] > 0).toArray();
        MatchedFeatures matcher = new MatchedFeatures(rates, firing, NEAR);
        double[] sum = new double[2];
        int drawn = 0;
        for (int draw = 0; draw < size.draws(); draw++) {
            Map<Integer, Integer> controls =
                    matcher.draw(size.seed() * 1009 + kind.name().hashCode() * 101L + draw);
            if (controls.size() < firing.length || controls.isEmpty()) {
                continue; // too few other features fire to stand in for all
            }
            double[] mismatch = matcher.mismatch(controls);
            sum[0] += mismatch[0];
            sum[1] += mismatch[1];
            drawn++;
            String name = controls.values().stream()
                    .map(String::valueOf)
                    .reduce((a, b) -> a + " " + b)
                    .orElse("");
            all.add(new Variant(
                    kind,
                    name,
                    1,
                    edit.stream().map(e -> standIn.of(e, controls)).toList()));
        }
        if (drawn > 0) {
            mismatches.put(kind, new double[] {sum[0] / drawn, sum[1] / drawn});
        }
    }

    /** The same edits of other features; edits of features without one are left out. */
    public static Intervention replaced(Intervention e, Map<Integer, Integer> controls) {
        List<FeatureEdit> edits = e.edits().stream()
                .filter(f -> controls.containsKey(f.feature()))
                .map(f -> new FeatureEdit(controls.get(f.feature()), f.operation()))
                .toList();
        return new Intervention(
                e.hook(), edits, e.pushes(), e.projection(), e.where(), e.gate(), e.error(), e.strength(), e.along());
    }

    /** The same plan with one more control pass. */
    public Plan with(Variant control) {
        List<Variant> more = new ArrayList<>(variants);
        more.add(control);
        return new Plan(List.copyOf(more), mismatches);
    }

    /** A random vector of norm 1, uniform over directions. */
    static float[] unit(int width, long seed) {
        Random random = new Random(seed);
        double[] v = new double[width];
        double squares = 0;
        for (int i = 0; i < width; i++) {
            v[i] = random.nextGaussian();
            squares += v[i] * v[i];
        }
        float[] unit = new float[width];
        for (int i = 0; i < width; i++) {
            unit[i] = (float) (v[i] / Math.sqrt(squares));
        }
        return unit;
    }
}
