package org.echelle.steering.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Operation;
import org.echelle.steering.SteeringException;

/**
 * What an experiment found.
 *
 * @param target name of the output
 * @param accuracyBefore of the target's samples, unedited
 * @param othersAccuracyBefore of the other samples
 * @param doses the edit at rising strengths
 * @param controls every control pass
 * @param summaries the edit beside each kind of control
 * @param classes every class whose truth is known, at strength 1
 * @param groups number of distinct groups that the bootstrap drew from
 * @param warnings what a reader must know
 */
public record Findings(
        String target,
        double accuracyBefore,
        double othersAccuracyBefore,
        List<Effect> doses,
        List<Effect> controls,
        List<ControlSummary> summaries,
        List<ClassEffect> classes,
        int groups,
        List<String> warnings) {
    private static final int FEW = 20;

    /**
     * Works out the findings.
     *
     * @param target column of the target
     * @param bootstrap how intervals are made
     * @throws SteeringException when no sample has the target, or none has anything else
     */
    public static Findings of(
            Passes passes, Plan plan, Readout readout, Truth truth, int target, GroupBootstrap bootstrap) {
        return new Reckoning(passes, plan, readout, truth, target, bootstrap).findings();
    }

    /** The edit at strength 1. */
    public Effect asAsked() {
        return doses.stream().filter(d -> d.strength() == 1).findFirst().orElseThrow();
    }

    /** Whether the edit leaves every probability that is looked at as it was, at every strength. */
    public boolean changesNothing() {
        return nothing(doses, classes);
    }

    private static boolean nothing(List<Effect> doses, List<ClassEffect> classes) {
        return doses.stream()
                        .allMatch(d -> d.target().mean() == 0
                                && d.others().mean() == 0
                                && d.towards().mean() == 0)
                && classes.stream().allMatch(c -> c.change().mean() == 0);
    }

    /** The class other than the target whose probability changes most on its own samples. */
    public Optional<ClassEffect> largestSideEffect() {
        return classes.stream()
                .filter(c -> !c.target())
                .max(java.util.Comparator.comparingDouble(
                        c -> Math.abs(c.change().mean())));
    }

    private static final class Reckoning {
        private final Passes passes;
        private final Plan plan;
        private final Readout readout;
        private final Truth truth;
        private final int target;
        private final int group;
        private final GroupBootstrap options;
        private final PairedMeans bootstrap;
        private final int groups;

        private record Means(PairedMeans.Mean target, PairedMeans.Mean others) {
            PairedMeans.Mean selectivity() {
                return others.minus(target);
            }
        }

        Reckoning(Passes passes, Plan plan, Readout readout, Truth truth, int target, GroupBootstrap options) {
            this.passes = passes;
            this.plan = plan;
            this.readout = readout;
            this.truth = truth;
            this.target = target;
            this.group = readout.groupOf()[target];
            this.options = options;
            List<String> units = new ArrayList<>();
            for (int sample : passes.samples()) {
                units.add(truth.unit(sample));
            }
            groups = (int) units.stream().distinct().count();
            bootstrap = new PairedMeans(units, options);
        }

        private int right(int i) {
            return truth.column(passes.samples()[i], group);
        }

        private boolean has(int i) {
            return right(i) == target;
        }

        private boolean hasOther(int i) {
            return right(i) >= 0 && right(i) != target;
        }

        private double p(float[][] outputs, int i, int column) {
            return readout.probability(outputs[i], column);
        }

        private double rightly(float[][] outputs, int i) {
            return readout.decided(outputs[i], group) == right(i) ? 1 : 0;
        }

        Findings findings() {
            float[][] bare = passes.bare();
            PairedMeans.Mean before = bootstrap.mean(this::has, i -> rightly(bare, i));
            PairedMeans.Mean othersBefore = bootstrap.mean(this::hasOther, i -> rightly(bare, i));
            if (before.n() == 0 || othersBefore.n() == 0) {
                throw new SteeringException((before.n() == 0 ? "No sample" : "Every sample")
                        + " of the experiment has the target " + readout.names().get(target)
                        + "; choose another target, or more samples.");
            }
            List<Effect> doses = new ArrayList<>();
            List<Effect> controls = new ArrayList<>();
            Map<Variant.Kind, List<Means>> byKind = new java.util.EnumMap<>(Variant.Kind.class);
            Means asked = null;
            int askedAt = -1;
            for (int v = 0; v < plan.variants().size(); v++) {
                Variant variant = plan.variants().get(v);
                Means means = means(passes.edited()[v]);
                Effect effect = effect(variant, passes.edited()[v], means);
                if (variant.kind() == Variant.Kind.DOSE) {
                    doses.add(effect);
                    if (variant.strength() == 1) {
                        asked = means;
                        askedAt = v;
                    }
                } else {
                    controls.add(effect);
                    byKind.computeIfAbsent(variant.kind(), k -> new ArrayList<>())
                            .add(means);
                }
            }
            List<ControlSummary> summaries = new ArrayList<>();
            for (Map.Entry<Variant.Kind, List<Means>> kind : byKind.entrySet()) {
                summaries.add(summary(kind.getKey(), kind.getValue(), asked));
            }
            List<ClassEffect> classes = classes(passes.edited()[askedAt]);
            List<String> warnings = warnings(before.n(), othersBefore.n(), byKind);
            if (nothing(doses, classes)) {
                warnings.add(
                        0,
                        leavesActivations()
                                ? "The edit changes no output of any sample: it leaves every activation as it is."
                                : "The edit changes no output of any sample: what it edits does not reach the outputs (behind a last layer only the"
                                        + " rows that are read count, such as the class token), or its features fire nowhere in these"
                                        + " rows and samples, or the gate stays shut.");
            }
            return new Findings(
                    readout.names().get(target),
                    before.value(),
                    othersBefore.value(),
                    doses,
                    controls,
                    summaries,
                    classes,
                    groups,
                    warnings);
        }

        private Means means(float[][] edited) {
            return new Means(
                    bootstrap.mean(this::has, i -> p(edited, i, target) - p(passes.bare(), i, target)),
                    bootstrap.mean(this::hasOther, i -> p(edited, i, right(i)) - p(passes.bare(), i, right(i))));
        }

        private Effect effect(Variant variant, float[][] edited, Means means) {
            double c = options.confidence();
            return new Effect(
                    variant.kind().name(),
                    variant.name(),
                    variant.strength(),
                    means.target().estimate(c),
                    means.others().estimate(c),
                    means.selectivity().estimate(c),
                    bootstrap
                            .mean(this::hasOther, i -> p(edited, i, target) - p(passes.bare(), i, target))
                            .estimate(c),
                    bootstrap.mean(this::has, i -> rightly(edited, i)).estimate(c),
                    bootstrap.mean(this::hasOther, i -> rightly(edited, i)).estimate(c));
        }

        private ControlSummary summary(Variant.Kind kind, List<Means> draws, Means asked) {
            double own = asked.target().value();
            double sizes = 0;
            double strongest = 0;
            int asMuch = 0;
            for (Means m : draws) {
                double change = m.target().value();
                sizes += Math.abs(change) / draws.size();
                strongest = Math.abs(change) > Math.abs(strongest) ? change : strongest;
                asMuch += Math.abs(change) >= Math.abs(own) ? 1 : 0;
            }
            PairedMeans.Mean mean =
                    PairedMeans.Mean.of(draws.stream().map(Means::target).toList());
            PairedMeans.Mean selectivity =
                    PairedMeans.Mean.of(draws.stream().map(Means::selectivity).toList());
            double[] mismatch = plan.mismatches().getOrDefault(kind, new double[] {Double.NaN, Double.NaN});
            return new ControlSummary(
                    kind.name(),
                    kind.words(),
                    draws.size(),
                    mean.value(),
                    strongest,
                    sizes == 0 ? own == 0 ? Double.NaN : Double.POSITIVE_INFINITY : Math.abs(own) / sizes,
                    asked.target().minus(mean).estimate(options.confidence()),
                    asked.selectivity().minus(selectivity).estimate(options.confidence()),
                    (1.0 + asMuch) / (1 + draws.size()),
                    mismatch[0],
                    mismatch[1]);
        }

        private List<ClassEffect> classes(float[][] edited) {
            List<ClassEffect> all = new ArrayList<>();
            for (int o = 0; o < readout.names().size(); o++) {
                int column = o;
                int g = readout.groupOf()[o];
                java.util.function.IntPredicate has = i -> truth.column(passes.samples()[i], g) == column;
                PairedMeans.Mean change = bootstrap.mean(has, i -> p(edited, i, column) - p(passes.bare(), i, column));
                if (change.n() > 0) {
                    all.add(new ClassEffect(
                            readout.names().get(o),
                            o == target,
                            change.estimate(options.confidence()),
                            bootstrap
                                    .mean(has, i -> readout.decided(passes.bare()[i], g) == column ? 1 : 0)
                                    .value(),
                            bootstrap
                                    .mean(has, i -> readout.decided(edited[i], g) == column ? 1 : 0)
                                    .value()));
                }
            }
            return all;
        }

        private boolean leavesActivations() {
            return plan.variants().stream()
                    .filter(v -> v.kind() == Variant.Kind.DOSE)
                    .flatMap(v -> v.interventions().stream())
                    .allMatch(i -> i.pushes().isEmpty()
                            && i.projection().isEmpty()
                            && i.edits().stream()
                                    .map(FeatureEdit::operation)
                                    .allMatch(o -> o.equals(new Operation.Scale(1)) || o.equals(new Operation.Add(0))));
        }

        private static String few(int samples, boolean have) {
            boolean one = samples == 1;
            String who = "Only " + samples + (one ? " sample " : " samples ")
                    + (have ? one ? "has" : "have" : one ? "lacks" : "lack") + " the target";
            return one
                    ? who + ": a mean over it has no interval, and says nothing of other samples."
                    : who + ": intervals are wide and may be too narrow still.";
        }

        private List<String> warnings(int with, int without, Map<Variant.Kind, List<Means>> byKind) {
            List<String> warnings = new ArrayList<>();
            if (Math.min(with, without) < FEW) {
                warnings.add(few(Math.min(with, without), with < without));
            }
            if (plan.variants().stream().noneMatch(v -> v.kind() == Variant.Kind.DIRECTION)) {
                warnings.add(
                        "No controls were asked for (--controls 0): whether other features or directions would do as"
                                + " much is not known.");
                return warnings;
            }
            for (Variant.Kind kind : List.of(Variant.Kind.MATCHED, Variant.Kind.MATCHED_ON_TARGET)) {
                if (!byKind.containsKey(kind)) {
                    warnings.add("There are too few other features that fire to draw " + kind.words()
                            + "; that control is missing.");
                } else if (plan.mismatches().get(kind)[0] > 1) {
                    warnings.add(String.format(
                            java.util.Locale.ROOT,
                            "The control of %s fires %.1f doublings apart from what it stands for: the dictionary has"
                                    + " nothing nearer.",
                            kind.words(),
                            plan.mismatches().get(kind)[0]));
                }
            }
            return warnings;
        }
    }
}
