package org.echelle.runs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.api.HookPoint;
import org.echelle.api.Subject;
import org.echelle.sae.Dictionary;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Gate;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.echelle.steering.Projection;
import org.echelle.steering.Reading;
import org.echelle.steering.Steering;
import org.echelle.steering.Where;
import org.echelle.steering.choice.Choice;
import org.echelle.steering.choice.Evidence;
import org.echelle.steering.choice.Guardrail;
import org.echelle.steering.choice.Ranked;
import org.echelle.steering.choice.SetDifference;
import org.echelle.steering.choice.Strategy;
import org.echelle.steering.choice.TimestepScore;
import org.echelle.steering.experiment.FeatureRates;
import org.echelle.steering.experiment.Findings;
import org.echelle.steering.experiment.Passes;
import org.echelle.steering.experiment.Plan;
import org.echelle.steering.experiment.Readout;

/** One subject of a steering experiment with its dictionary and codes: chooses features, makes the edit, measures it. */
final class SteerSide {
    private static final double CONFIDENCE = 0.95;

    private final RunView run;
    private final SteerOptions options;
    private final HookPoint hook;
    private final Subject subject;
    private final Dictionary dictionary;
    private final CodeSource codes;
    private final Passes plain;
    private final Answers answers;
    private final int target;
    private final int group;
    private final int[] selection;
    private final long seed;
    private Evidence evidence;
    private Optional<TargetedPush> push = Optional.empty();

    /**
     * @param codes of the selection samples at the hook point
     * @param plain unedited outputs of the selection samples
     */
    SteerSide(
            RunView run,
            SteerOptions options,
            HookPoint hook,
            Subject subject,
            Dictionary dictionary,
            CodeSource codes,
            Passes plain,
            Answers answers,
            int target) {
        this.run = run;
        this.options = options;
        this.hook = hook;
        this.subject = subject;
        this.dictionary = dictionary;
        this.codes = codes;
        this.plain = plain;
        this.answers = answers;
        this.target = target;
        this.group = answers.readout().groupOf()[target];
        this.selection = plain.samples().clone();
        java.util.Arrays.sort(selection);
        this.seed = run.opened().config().seed();
    }

    /** The strategy with the settings that were asked for. */
    static Strategy strategy(SteerOptions options) {
        String name = options.choosing().strategy();
        Strategy plain = Strategy.named(name.isEmpty() || name.equals(Strategy.TARGETED) ? "mean-difference" : name);
        Optional<Double> percentile = options.choosing().percentile();
        Optional<Double> factor = options.choosing().factor();
        if (percentile.isPresent() && !(plain instanceof TimestepScore)) {
            throw new RunException("A percentile belongs to the strategy timestep-score, not to " + name + ".");
        }
        if (factor.isEmpty() && percentile.isEmpty()) {
            return plain;
        }
        if (plain instanceof TimestepScore score) {
            return new TimestepScore(percentile.orElse(score.percentile()), factor.orElse(score.factor()));
        }
        if (plain instanceof SetDifference difference) {
            return new SetDifference(difference.tolerance(), factor.orElse(difference.factor()));
        }
        if (plain instanceof Guardrail guardrail) {
            return new Guardrail(factor.orElse(guardrail.value()), guardrail.quantile());
        }
        if (name.equals(Strategy.TARGETED)) {
            return plain;
        }
        throw new RunException("A factor belongs to the strategies timestep-score, set-difference, guardrail and "
                + Strategy.TARGETED + "; with " + (name.isEmpty() ? "mean-difference" : name) + " use --scale.");
    }

    static boolean targeted(SteerOptions options) {
        return options.choosing().strategy().equals(Strategy.TARGETED);
    }

    Choice choose() {
        Readout readout = answers.readout();
        Map<Integer, Double> outcome = new HashMap<>();
        for (int i = 0; i < plain.samples().length; i++) {
            outcome.put(plain.samples()[i], readout.probability(plain.bare()[i], target));
        }
        int n = dictionary.features();
        evidence = new Evidence(n, Math.max(4, Math.min(128, n / 16)));
        int time = hook.axis("timestep");
        Where where = SteerPlaces.where(options.places().where());
        RowSpan span = new RowSpan(hook);
        codes.each(outcome::containsKey, (sample, rows, coordinates) -> {
            int right = answers.right(sample, group);
            if (right >= 0) {
                int[] edited = EditedRows.of(where, hook, coordinates, rows.rows());
                span.add(coordinates, rows.rows(), edited.length);
                evidence.add(
                        EditedRows.only(rows, edited),
                        right == target,
                        right,
                        outcome.get(sample),
                        time < 0 ? new int[0] : EditedRows.only(coordinates[time], edited));
            }
        });
        evidence.requireBothSides(readout.names().get(target));
        span.requireEdited(options.places().where());
        Choice choice = options.choosing().features().isEmpty()
                ? strategy(options).choose(evidence, options.choosing().count())
                : given();
        if (!targeted(options)) {
            return gated(choice);
        }
        push = Optional.of(TargetedPush.fit(run, subject, hook, dictionary, evidence, choice, selection, options));
        return push.get().choice(choice.ranking());
    }

    private Choice given() {
        List<Ranked> given = options.choosing().features().stream()
                .map(j -> new Ranked(j, score(j)))
                .toList();
        return Choice.everywhere(
                "given",
                given,
                given.stream()
                        .map(r -> new FeatureEdit(r.feature(), Operation.ablate()))
                        .toList());
    }

    private double score(int j) {
        if (j < 0 || j >= dictionary.features()) {
            throw new RunException("There is no feature " + j + "; the dictionary at " + hook.name() + " has 0 to "
                    + (dictionary.features() - 1) + ".");
        }
        return evidence.mean(true, j) - evidence.mean(false, j);
    }

    /** How well directions were fitted, in a sentence; empty where none were. */
    String pushed() {
        return push.map(TargetedPush::sentence).orElse("");
    }

    /**
     * On how many selection samples a gate that was asked for opens, in a sentence; empty where none was.
     *
     * @throws RunException when it opens on none of them
     */
    String gate(List<Intervention> edit) {
        if (options.places().when().isEmpty() || edit.get(0).gate() instanceof Gate.Open) {
            return "";
        }
        GateReading reading =
                new GateReading(options.places().when(), edit.get(0).gate());
        if (edit.get(0).gate() instanceof Gate.FiringShare firing) {
            codes.each(
                    this::contains,
                    (sample, rows, coordinates) -> reading.add(
                            answers.right(sample, group) == target, GateReading.share(rows, firing.features())));
        } else {
            Steering changed = Steering.of(subject).with(dictionary, edit.get(0));
            run.inputs(subject, plain.samples(), "gate").each(batch -> {
                double[] changes = changed.change(batch.inputs());
                for (int i = 0; i < changes.length; i++) {
                    reading.add(answers.right(batch.samples()[i], group) == target, changes[i]);
                }
            });
        }
        return reading.sentence(answers.readout().names().get(target));
    }

    private Choice gated(Choice choice) {
        if (options.edit().isPresent() || !options.places().when().isEmpty()) {
            return choice;
        }
        Strategy strategy = strategy(options);
        if (!options.choosing().features().isEmpty()) {
            return choice;
        }
        if (strategy instanceof Guardrail guardrail) {
            return choice.withGate(guardrail.gate(
                    choice.features(),
                    visitor -> codes.each(
                            sample -> contains(sample) && answers.right(sample, group) != target, visitor::sample)));
        }
        if (strategy instanceof SetDifference) {
            Steering steering = Steering.of(subject);
            for (Intervention each : choice.interventions(hook.name())) {
                steering = steering.with(dictionary, each);
            }
            Steering changed = steering;
            List<Double> changes = new ArrayList<>();
            int[] erase = java.util.Arrays.stream(plain.samples())
                    .filter(s -> answers.right(s, group) == target)
                    .toArray();
            run.inputs(subject, erase, "gate").each(batch -> {
                for (double c : changed.change(batch.inputs())) {
                    changes.add(c);
                }
            });
            return choice.withGate(SetDifference.gate(
                    changes.stream().mapToDouble(Double::doubleValue).toArray()));
        }
        return choice;
    }

    private boolean contains(int sample) {
        return java.util.Arrays.binarySearch(selection, sample) >= 0;
    }

    /** What is done: the strategy's own edits, or the operation that was asked for. */
    List<Intervention> edit(Choice choice) {
        if (targeted(options) && options.edit().isPresent()) {
            throw new RunException(
                    Strategy.TARGETED + " pushes rows along a fitted direction; it takes no other operation.");
        }
        List<Intervention> edits = options.edit().isPresent()
                ? List.of(asked(options.edit().get(), choice.features()))
                : choice.interventions(hook.name());
        Where where = SteerPlaces.where(options.places().where());
        Optional<Gate> gate = SteerPlaces.when(options.places().when(), choice.features());
        return edits.stream()
                .map(e -> e.withWhere(e.where().and(where)))
                .map(e -> gate.map(e::withGate).orElse(e))
                .map(e -> options.error().map(e::withError).orElse(e))
                .toList();
    }

    private Intervention asked(SteerOptions.Edit edit, int[] features) {
        if (edit instanceof SteerOptions.Edit.Project project) {
            return Intervention.of(hook.name(), List.of())
                    .withProjection(Projection.of(dictionary, project.factor(), features));
        }
        List<FeatureEdit> edits = new ArrayList<>();
        for (int j : features) {
            edits.add(new FeatureEdit(j, operation(edit, j)));
        }
        return Intervention.of(hook.name(), edits);
    }

    private Operation operation(SteerOptions.Edit edit, int j) {
        if (edit instanceof SteerOptions.Edit.Same same) {
            return same.operation();
        }
        if (edit instanceof SteerOptions.Edit.ToMean) {
            return new Operation.MeanAttenuate((float) evidence.strength(j));
        }
        if (edit instanceof SteerOptions.Edit.ByPosterior) {
            return new Operation.AppAttenuate(evidence.posterior(j));
        }
        if (edit instanceof SteerOptions.Edit.ToMax max) {
            return new Operation.Set((float) (max.factor() * peak(j)));
        }
        return new Operation.Transplant(donor(((SteerOptions.Edit.FromSample) edit).id(), j));
    }

    /** The largest activation on the selection side. */
    private float peak(int j) {
        float[] most = new float[1];
        codes.each(this::contains, (sample, rows, coordinates) -> {
            for (int e = rows.rowStart()[0]; e < rows.rowStart()[rows.rows()]; e++) {
                most[0] = rows.feature()[e] == j ? Math.max(most[0], rows.value()[e]) : most[0];
            }
        });
        return most[0];
    }

    private float[] donor(String id, int feature) {
        int sample = SteerJob.sample(run.opened(), id);
        List<float[]> found = new ArrayList<>();
        run.inputs(subject, new int[] {sample}, "donor")
                .each(batch -> found.add(Reading.of(subject, hook.name(), dictionary, batch.inputs())
                        .activations(feature)));
        if (found.isEmpty()) {
            throw new RunException("The sample " + id + " cannot be read.");
        }
        return found.get(0);
    }

    /** The same edit of other features. */
    private Intervention standIn(Intervention edit, Map<Integer, Integer> controls) {
        Intervention replaced = Plan.replaced(edit, controls);
        if (edit.projection().isPresent()) {
            int[] others =
                    controls.values().stream().mapToInt(Integer::intValue).toArray();
            return replaced.withProjection(
                    Projection.of(dictionary, edit.projection().get().factor(), others));
        }
        return push.isPresent() ? replaced.withPushes(push.get().pushes(controls)) : replaced;
    }

    Findings measure(List<Intervention> edit, int[] heldOut) {
        FeatureRates overall = FeatureRates.of(dictionary.features(), evidence::rate, evidence::strength);
        FeatureRates onTarget =
                FeatureRates.of(dictionary.features(), j -> evidence.firingRate(true, j), evidence::targetStrength);
        int[] features = push.map(TargetedPush::features).orElseGet(() -> edit.stream()
                .flatMapToInt(e -> java.util.Arrays.stream(e.features()))
                .distinct()
                .toArray());
        SteerOptions.Measuring size = options.measuring();
        Plan plan = Plan.of(
                edit,
                features,
                this::standIn,
                hook.width(),
                overall,
                onTarget,
                new Plan.Size(size.doses(), size.draws(), seed));
        if (push.isPresent() && size.draws() > 0) {
            plan = plan.with(push.get().atoms(edit));
        }
        Passes passes = Passes.run(
                subject,
                dictionary,
                plan.variants(),
                run.inputs(subject, heldOut, plan.variants().size() + " passes a sample"));
        return Findings.of(
                passes,
                plan,
                answers.readout(),
                answers.truth(heldOut, run.groups()),
                target,
                new GroupBootstrap(size.replicates(), CONFIDENCE, seed));
    }
}
