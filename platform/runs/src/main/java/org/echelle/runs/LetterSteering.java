package org.echelle.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.api.HookPoint;
import org.echelle.api.SequenceModel;
import org.echelle.api.Subject;
import org.echelle.sae.Dictionary;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Gate;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.echelle.steering.Where;
import org.echelle.steering.choice.Choice;
import org.echelle.steering.choice.Ranked;
import org.echelle.steering.experiment.Effect;
import org.echelle.steering.experiment.FeatureRates;
import org.echelle.steering.experiment.Findings;
import org.echelle.steering.experiment.Passes;
import org.echelle.steering.experiment.Plan;
import org.echelle.steering.experiment.Variant;
import org.echelle.store.FeatureIndex;

/**
 * A steering experiment on a language model: features are set at chosen rows, and what is measured is how likely the model then finds wanted
 * letters at chosen places, beside the same edit of matched features, the same size of change in random directions, and its own letters at
 * other places.
 */
final class LetterSteering {
    private static final double CONFIDENCE = 0.95;
    private static final double HIDDEN = 0.15;

    private final RunView run;
    private final OpenedDomain opened;
    private final SteerOptions options;
    private final HookPoint hook;
    private final SequenceModel model;
    private final LetterTarget target;
    private final int[] selection;
    private final int[] heldOut;
    private final long seed;

    LetterSteering(RunView run, SteerOptions options, HookPoint hook, int[] selection, int[] heldOut) {
        this.run = run;
        this.opened = run.opened();
        this.options = options;
        this.hook = hook;
        this.selection = selection;
        this.heldOut = heldOut;
        seed = opened.config().seed();
        model = opened.subject().sequences().orElseThrow();
        target = LetterTarget.of(options.target(), model, opened.concepts());
        if (SteerSide.targeted(options) || options.fold().isPresent()) {
            throw new RunException((options.fold().isPresent() ? "--fold" : "The strategy targeted-directions")
                    + " needs a subject with logits of classes; this one predicts letters at places.");
        }
    }

    /** Whether a subject is asked for letters rather than classes. */
    static boolean fits(Subject subject) {
        return !subject.outputs().get(0).name().equals("logits")
                && subject.sequences().isPresent();
    }

    /**
     * One subject's part of the experiment.
     *
     * @param edit what was done
     */
    private record Side(Choice choice, List<Intervention> edit, Findings findings, Plan plan, LetterCases cases) {}

    SteerOutcome go(
            java.util.Map<String, Object> facts,
            Dictionary dictionary,
            FeatureIndex index,
            Optional<Dictionary> twinDictionary,
            String twinNote) {
        CodeSource codes = new IndexedCodes(index, hook.axes().size(), run.progress());
        Side ours = side(opened.subject(), dictionary, codes);
        Optional<SampledLetters> sampled =
                options.letters().sequences() == 0 ? Optional.empty() : Optional.of(sampled(ours, dictionary));
        Optional<Findings> twin = twinDictionary.map(d -> {
            try (Subject subject = opened.subject().randomTwin(seed, opened.context())) {
                return side(subject, d, run.live(subject, hook, d, selection)).findings();
            }
        });
        LetterCases cases = ours.cases();
        return new SteerOutcome(
                facts,
                hook.name(),
                options.choosing().features().isEmpty()
                        ? SteerSide.strategy(options).name() + ": "
                                + SteerSide.strategy(options).sentence().replace("; ablated.", ".")
                                + " Samples are rows here: those right above a place with the target, and all others."
                        : SteerOutcome.GIVEN,
                words(ours.edit()),
                "wanted is " + target.words() + "; at other places of the same sequences their own letters",
                new int[] {selection.length, cases.all().size()},
                ours.choice().ranking(),
                ours.findings(),
                Optional.empty(),
                twin,
                twinNote,
                Optional.of(new LetterFindings(verdict(ours.findings(), cases), notes(cases), sampled)),
                Map.of());
    }

    private Side side(Subject subject, Dictionary dictionary, CodeSource codes) {
        LetterEvidence reading = new LetterEvidence(opened, hook, model, target);
        LetterEvidence.Seen seen = reading.of(codes, selection);
        seen.evidence().requireBothSides(target.text());
        Choice choice = options.choosing().features().isEmpty()
                ? SteerSide.strategy(options)
                        .choose(seen.evidence(), options.choosing().count())
                : given(seen, dictionary);
        LetterCases cases = new LetterCases(model, target);
        try (FeatureIndex index = FeatureIndex.open(run.results(options.hook()).index())) {
            reading.cases(new IndexedCodes(index, hook.axes().size(), run.progress()), heldOut, cases, seed);
        }
        if (cases.all().isEmpty()) {
            throw new RunException("None of the " + heldOut.length + " samples to measure has a place that "
                    + target.text() + " asks for; take other places, or more samples.");
        }
        List<Intervention> edit = List.of(edit(choice, seen, cases));
        FeatureRates overall = FeatureRates.of(dictionary.features(), seen.evidence()::rate, seen.evidence()::strength);
        FeatureRates onTarget = FeatureRates.of(
                dictionary.features(), j -> seen.evidence().firingRate(true, j), seen.evidence()::targetStrength);
        SteerOptions.Measuring size = options.measuring();
        Plan plan = Plan.of(edit, hook.width(), overall, onTarget, new Plan.Size(size.doses(), size.draws(), seed));
        LetterSubject asked = new LetterSubject(subject);
        Passes passes = Passes.run(
                asked,
                dictionary,
                plan.variants(),
                cases.inputs(subject, opened.manager(), plan.variants().size() + " passes a sequence", run.progress()));
        Findings findings = Findings.of(
                passes,
                plan,
                LetterSubject.readout(target, model),
                cases.truth(run.groups()),
                0,
                new GroupBootstrap(size.replicates(), CONFIDENCE, seed));
        return new Side(choice, edit, findings, plan, cases);
    }

    private Choice given(LetterEvidence.Seen seen, Dictionary dictionary) {
        List<Ranked> given = options.choosing().features().stream()
                .map(j -> {
                    if (j < 0 || j >= dictionary.features()) {
                        throw new RunException("There is no feature " + j + "; the dictionary at " + hook.name()
                                + " has 0 to " + (dictionary.features() - 1) + ".");
                    }
                    return new Ranked(
                            j, seen.evidence().mean(true, j) - seen.evidence().mean(false, j));
                })
                .toList();
        return Choice.everywhere("given", given, List.of());
    }

    private Intervention edit(Choice choice, LetterEvidence.Seen seen, LetterCases cases) {
        SteerOptions.Edit edit = options.edit().orElse(new SteerOptions.Edit.ToMax(1));
        List<FeatureEdit> edits = IntStream.of(choice.features())
                .mapToObj(j -> new FeatureEdit(j, operation(edit, j, seen)))
                .toList();
        Intervention all = Intervention.of(hook.name(), edits).withWhere(where(cases.rows()));
        Optional<Gate> gate = SteerPlaces.when(options.places().when(), choice.features());
        all = gate.map(all::withGate).orElse(all);
        return options.error().map(all::withError).orElse(all);
    }

    private Where where(Where asked) {
        String text = options.places().where();
        return text.isEmpty() || text.equals("asked") ? asked : SteerPlaces.where(text, Optional.of(model));
    }

    private static Operation operation(SteerOptions.Edit edit, int j, LetterEvidence.Seen seen) {
        if (edit instanceof SteerOptions.Edit.Same same) {
            return same.operation();
        }
        if (edit instanceof SteerOptions.Edit.ToMax max) {
            return new Operation.Set((float) (max.factor() * seen.peak()[j]));
        }
        if (edit instanceof SteerOptions.Edit.ToMean) {
            return new Operation.MeanAttenuate((float) seen.evidence().strength(j));
        }
        throw new RunException(
                "At places of a sequence features are set, scaled, added to or clamped: --set-to, --set-to-max,"
                        + " --scale, --add, --clamp or --attenuate mean.");
    }

    private SampledLetters sampled(Side ours, Dictionary dictionary) {
        LetterSampling sampling = new LetterSampling(
                opened.subject(),
                opened.manager(),
                ours.cases(),
                target,
                options.letters().sequences(),
                seed);
        String text = options.places().where();
        boolean follow = text.isEmpty() || text.equals("asked");
        List<Variant> variants = ours.plan().variants().stream()
                .filter(v -> v.kind() == Variant.Kind.DOSE || v.kind() == Variant.Kind.MATCHED)
                .map(v -> !follow
                        ? v
                        : new Variant(
                                v.kind(),
                                v.name(),
                                v.strength(),
                                v.interventions().stream()
                                        .map(i -> i.withWhere(sampling.rows()))
                                        .toList()))
                .toList();
        return sampling.run(dictionary, variants, run.progress());
    }

    private String words(List<Intervention> edit) {
        List<String> operations = edit.stream()
                .flatMap(e -> e.edits().stream())
                .map(e -> e.operation().words())
                .distinct()
                .limit(4)
                .toList();
        String where = options.places().where();
        return String.join("; ", operations) + "; rows: "
                + (where.isEmpty() || where.equals("asked") ? "those right above the asked places" : where)
                + "; error term " + edit.get(0).error().name().toLowerCase(Locale.ROOT);
    }

    /** Whether the edit raises what it should more than its controls do, in a sentence. */
    private String verdict(Findings found, LetterCases cases) {
        Effect asked = found.asAsked();
        double own = asked.target().mean();
        List<Effect> matched = found.controls().stream()
                .filter(c -> c.kind().equals(Variant.Kind.MATCHED.name()))
                .toList();
        long beaten = matched.stream().filter(c -> c.target().mean() < own).count();
        int features = options.choosing().features().isEmpty()
                ? options.choosing().count()
                : options.choosing().features().size();
        return String.format(
                Locale.ROOT,
                "The edit of %d feature%s changes the probability of %s at %,d places of %,d sequences by %+.4f [%+.4f, %+.4f];"
                        + " %s",
                features,
                features == 1 ? "" : "s",
                target.words(),
                asked.target().n(),
                cases.sequences(),
                own,
                asked.target().interval().low(),
                asked.target().interval().high(),
                matched.isEmpty()
                        ? "there are no matched features to hold it against."
                        : beaten == matched.size() && own > 0
                                ? "that is more than all " + matched.size()
                                        + " draws of matched random features raise it."
                                : own > 0
                                        ? "that is more than " + beaten + " of " + matched.size()
                                                + " draws of matched random features raise it: no proof that these features"
                                                + " do."
                                        : "it is not raised.");
    }

    private List<String> notes(LetterCases cases) {
        List<String> notes = new ArrayList<>();
        if (model.hides()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "All asked places of a sequence, and those that stand by, are hidden from the model together: up to %.0f %% of"
                            + " its letters%s.",
                    100 * cases.hidden(),
                    cases.hidden() > HIDDEN ? ", more than the 15 % it was trained with" : ""));
        } else {
            notes.add(
                    "The model reads from left to right: a prediction sees the letters before its place, and an edit acts"
                            + " on the row before it.");
        }
        if (cases.sequences() < 2) {
            notes.add("One sequence alone has no intervals.");
        }
        return notes;
    }
}
