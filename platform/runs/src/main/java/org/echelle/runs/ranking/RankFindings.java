package org.echelle.runs.ranking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;
import org.echelle.analysis.ranking.ItemOrder;
import org.echelle.api.ItemRanking;
import org.echelle.runs.RankedRun;

/** Means over users with intervals, and the bands of matched features. Differences are taken user by user. */
final class RankFindings {
    private static final double CONFIDENCE = 0.95;
    private static final int HISTORY = 5;

    private final RankedRun run;
    private final RankOptions options;
    private final List<BitSet> attributes;
    private final int target;
    private final RankPasses passes;
    private final GroupBootstrap draws;
    private final BitSet next = new BitSet();
    private final BitSet nextWith = new BitSet();
    private final BitSet nextWithout = new BitSet();

    RankFindings(RankedRun run, RankOptions options, List<BitSet> attributes, int target, RankPasses passes) {
        this.run = run;
        this.options = options;
        this.attributes = attributes;
        this.target = target;
        this.passes = passes;
        draws = new GroupBootstrap(
                options.replicates(), CONFIDENCE, run.opened().config().seed());
        ItemRanking ranking = run.ranking();
        BitSet described = ranking.described();
        for (int u = 0; u < passes.users(); u++) {
            int item = ranking.next(passes.sample(u)).orElse(-1);
            if (item >= 0 && passes.of(0).get(u).nextRank() > 0) {
                next.set(u);
                nextWith.set(u, attributes.get(target).get(item));
                nextWithout.set(
                        u, described.get(item) && !attributes.get(target).get(item));
            }
        }
    }

    /** Users whose next item is known and may be ranked. */
    int known() {
        return next.cardinality();
    }

    List<RankOutcome.Dose> doses(List<RankVariant> variants) {
        List<RankOutcome.Dose> all = new ArrayList<>();
        for (int v = 0; v < variants.size(); v++) {
            if (variants.get(v).draw() == 0) {
                all.add(dose(v, variants));
            }
        }
        return all;
    }

    private RankOutcome.Dose dose(int v, List<RankVariant> variants) {
        List<UserFigures> now = passes.of(v);
        List<Measure> hits = new ArrayList<>();
        List<Measure> gains = new ArrayList<>();
        for (int k : RankOutcome.PLACES) {
            hits.add(mean(next::get, u -> ItemOrder.hit(now.get(u).nextRank(), k)));
            gains.add(mean(next::get, u -> ItemOrder.gain(now.get(u).nextRank(), k)));
        }
        int[] controls = IntStream.range(0, variants.size())
                .filter(c -> variants.get(c).controls(variants.get(v)))
                .toArray();
        return new RankOutcome.Dose(
                variants.get(v).name(),
                variants.get(v).strength(),
                mean(u -> true, u -> now.get(u).exposure()[target]),
                mean(u -> true, u -> exposureChange(v, u, target)),
                band(controls, c -> plain(u -> exposureChange(c, u, target))),
                mean(u -> Double.isFinite(rankChange(v, u)), u -> rankChange(v, u)),
                band(controls, c -> plain(u -> rankChange(c, u))),
                othersChange(v),
                band(controls, this::othersChange),
                outside(
                        siblings(v),
                        Arrays.stream(controls).mapToObj(this::siblings).toArray(double[][]::new)),
                mean(nextWith::get, u -> ItemOrder.hit(now.get(u).nextRank(), options.top())),
                mean(nextWithout::get, u -> ItemOrder.hit(now.get(u).nextRank(), options.top())),
                hits,
                gains);
    }

    private double exposureChange(int v, int user, int attribute) {
        return passes.of(v).get(user).exposure()[attribute]
                - passes.of(0).get(user).exposure()[attribute];
    }

    private double rankChange(int v, int user) {
        return passes.of(v).get(user).meanRank() - passes.of(0).get(user).meanRank();
    }

    /** Changes of the mean exposure of the target's siblings. */
    private double[] siblings(int v) {
        return IntStream.range(0, attributes.size())
                .filter(a -> a != target)
                .mapToDouble(a -> plain(u -> exposureChange(v, u, a)))
                .toArray();
    }

    /** Mean over the target's siblings of the absolute change of their mean exposure; not a number without siblings. */
    private double othersChange(int v) {
        return Arrays.stream(siblings(v)).map(Math::abs).average().orElse(Double.NaN);
    }

    /**
     * How many changes lie below the least or above the most of what the draws make of the same sibling.
     *
     * @param changes {@code [sibling]}
     * @param draws {@code [draw][sibling]}
     * @return -1 for fewer than two draws, which make no band
     */
    static int outside(double[] changes, double[][] draws) {
        if (draws.length < 2) {
            return -1;
        }
        int outside = 0;
        for (int a = 0; a < changes.length; a++) {
            int sibling = a;
            double[] band =
                    Arrays.stream(draws).mapToDouble(d -> d[sibling]).sorted().toArray();
            outside += changes[a] < band[0] || changes[a] > band[band.length - 1] ? 1 : 0;
        }
        return outside;
    }

    private double plain(IntToDoubleFunction value) {
        return IntStream.range(0, passes.users())
                .mapToDouble(value)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    private Measure mean(IntPredicate wanted, IntToDoubleFunction value) {
        int[] users = IntStream.range(0, passes.users()).filter(wanted).toArray();
        if (users.length == 0) {
            return Measure.undefined("no measured user has such a next item");
        }
        return draws.mean(
                Arrays.stream(users).mapToDouble(value).toArray(),
                Arrays.stream(users).mapToObj(u -> run.group(passes.sample(u))).toArray(String[]::new));
    }

    /** From the least to the most of the draws; unknown without draws. */
    private static Interval band(int[] controls, ToDoubleFunction<Integer> value) {
        if (controls.length < 2) {
            return Interval.none(0);
        }
        double[] all =
                Arrays.stream(controls).boxed().mapToDouble(value).sorted().toArray();
        if (Double.isNaN(all[all.length - 1])) {
            return Interval.none(0);
        }
        return new Interval(all[0], all[all.length - 1], all.length);
    }

    List<RankOutcome.Other> others(List<String> names, List<RankVariant> variants) {
        int strongest = 0;
        for (int v = 0; v < variants.size(); v++) {
            if (variants.get(v).draw() == 0
                    && Double.isFinite(variants.get(v).strength())
                    && !(variants.get(strongest).strength() >= variants.get(v).strength())) {
                strongest = v;
            }
        }
        int edit = strongest;
        int[] controls = IntStream.range(0, variants.size())
                .filter(c -> variants.get(c).controls(variants.get(edit)))
                .toArray();
        List<RankOutcome.Other> all = new ArrayList<>();
        for (int a = 0; a < attributes.size(); a++) {
            int attribute = a;
            all.add(new RankOutcome.Other(
                    names.get(a),
                    plain(u -> passes.of(0).get(u).exposure()[attribute]),
                    mean(u -> true, u -> exposureChange(edit, u, attribute)),
                    band(controls, c -> plain(u -> exposureChange(c, u, attribute)))));
        }
        return all;
    }

    List<RankOutcome.Lists> lists(List<RankVariant> variants, int most) {
        int strongest = 0;
        for (int v = 0; v < variants.size(); v++) {
            if (variants.get(v).draw() == 0 && Double.isFinite(variants.get(v).strength())) {
                strongest = v; // strengths rise
            }
        }
        ItemRanking ranking = run.ranking();
        List<RankOutcome.Lists> all = new ArrayList<>();
        for (int u = 0; u < Math.min(most, passes.users()); u++) {
            int sample = passes.sample(u);
            int[] consumed = ranking.consumed(sample);
            all.add(new RankOutcome.Lists(
                    run.opened().samples().id(sample),
                    Arrays.stream(consumed)
                            .skip(Math.max(0, consumed.length - HISTORY))
                            .mapToObj(ranking::name)
                            .toList(),
                    ranking.next(sample).isPresent()
                            ? ranking.name(ranking.next(sample).getAsInt())
                            : "",
                    marked(passes.of(0).get(u).best()),
                    marked(passes.of(strongest).get(u).best())));
        }
        return all;
    }

    private List<String> marked(int[] columns) {
        return Arrays.stream(columns)
                .mapToObj(c -> run.ranking().name(c) + (attributes.get(target).get(c) ? " *" : ""))
                .toList();
    }
}
