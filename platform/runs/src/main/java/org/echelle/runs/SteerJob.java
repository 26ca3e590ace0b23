package org.echelle.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.api.Subject;
import org.echelle.sae.Dictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.steering.ErrorTerm;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.echelle.steering.Steering;
import org.echelle.steering.Where;
import org.echelle.steering.choice.Choice;
import org.echelle.steering.choice.Evidence;
import org.echelle.steering.choice.Guardrail;
import org.echelle.steering.choice.Ranked;
import org.echelle.steering.choice.SetDifference;
import org.echelle.steering.choice.Strategy;
import org.echelle.steering.experiment.FeatureRates;
import org.echelle.steering.experiment.Findings;
import org.echelle.steering.experiment.Passes;
import org.echelle.steering.experiment.Plan;
import org.echelle.steering.experiment.Readout;
import org.echelle.store.FeatureIndex;
import org.echelle.torch.Torch;

/**
 * A steering experiment on a finished run: features are chosen on the selection side, edits and controls measured on the held-out
 * side.
 */
public final class SteerJob {
    private static final int SELECTION = 1000;
    private static final double CONFIDENCE = 0.95;

    private final RunView run;
    private final OpenedDomain opened;
    private final SteerOptions options;
    private final HookResults results;
    private final HookPoint hook;
    private final long seed;
    private int[] selection;
    private int[] heldOut;

    private SteerJob(OpenedDomain opened, RunFolder folder, SteerOptions options, Progress progress) {
        run = new RunView(opened, folder, progress);
        this.opened = opened;
        this.options = options;
        results = run.results(options.hook());
        hook = results.hook();
        seed = opened.config().seed();
        requireLogits(opened.subject());
    }

    /**
     * Does an experiment.
     *
     * @param folder of a run that was carried as far as its index
     * @return the folder that holds {@code steering.json}, and what it says
     */
    public static Map.Entry<Path, SteerOutcome> go(
            OpenedDomain opened,
            RunFolder folder,
            SteerOptions options,
            Map<String, String> versions,
            Progress progress) {
        long begun = System.nanoTime();
        SteerJob job = new SteerJob(opened, folder, options, progress);
        SteerOutcome outcome = job.experiment(versions);
        outcome.facts().put("seconds", Math.round((System.nanoTime() - begun) * 1e-6) / 1000.0);
        Path into = folder.path().resolve("steering").resolve(job.folderName(outcome));
        RunFolder.writeJson(into.resolve("steering.json"), outcome.json());
        return Map.entry(into, outcome);
    }

    private String folderName(SteerOutcome outcome) {
        String name = options.name().isEmpty()
                ? hook.name() + "-" + outcome.findings().target() + "-"
                        + (options.features().isEmpty()
                                ? strategy().name()
                                : "features-"
                                        + String.join(
                                                "-",
                                                options.features().stream()
                                                        .map(String::valueOf)
                                                        .toList()))
                : options.name();
        return name.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    static void requireLogits(Subject subject) {
        String first = subject.outputs().get(0).name();
        if (!first.equals("logits")) {
            throw new RunException("This subject gives '" + first
                    + "', not logits of classes: there is no answer that an edit could change. Use a subject with a"
                    + " classification head.");
        }
    }

    private Strategy strategy() {
        return Strategy.named(options.strategy().isEmpty() ? "mean-difference" : options.strategy());
    }

    private SteerOutcome experiment(Map<String, String> versions) {
        selection = run.some(run.sides().selection(), SELECTION, seed + 17);
        heldOut = run.some(run.sides().heldOut(), options.samples(), seed + 18);
        try (Dictionary dictionary = Dictionaries.load(results.dictionary(), opened.manager());
                FeatureIndex index = FeatureIndex.open(results.index())) {
            CodeSource codes = new IndexedCodes(index, hook.axes().size(), run.progress());
            Passes plain = Passes.run(
                    opened.subject(), dictionary, List.of(), run.inputs(opened.subject(), selection, "answers"));
            Answers answers = answers(codes, plain);
            int target = target(answers);
            Side ours = new Side(opened.subject(), dictionary, codes, plain, answers, target);
            Choice choice = ours.choose();
            List<Intervention> edit = ours.edit(choice);
            Findings findings = ours.measure(edit);
            Optional<Findings> twin = Optional.empty();
            String note = twinNote();
            if (note.isEmpty()) {
                twin = Optional.of(twin(answers, target));
                note = "the same architecture with random weights (seed " + seed
                        + "), a dictionary trained on it the same way, features chosen by the same strategy";
            }
            return new SteerOutcome(
                    facts(versions),
                    hook.name(),
                    options.features().isEmpty()
                            ? strategy().name() + ": " + strategy().sentence()
                            : "given by number",
                    words(edit),
                    answers.source(),
                    new int[] {selection.length, heldOut.length},
                    choice.ranking(),
                    findings,
                    twin,
                    note);
        }
    }

    private String twinNote() {
        if (!options.twin()) {
            return "not asked for";
        }
        if (!options.features().isEmpty()) {
            return "features given by number mean nothing in another network";
        }
        return Files.isDirectory(twinDictionary())
                ? ""
                : "the run has no dictionary of a random subject; add random-subject to score.baselines";
    }

    private Path twinDictionary() {
        return run.folder().hook(hook.name()).resolve("random-subject").resolve("dictionary");
    }

    /** The same experiment where training gave nothing. */
    private Findings twin(Answers answers, int target) {
        try (Subject subject = opened.subject().randomTwin(seed, opened.context());
                Dictionary dictionary = Dictionaries.load(twinDictionary(), opened.manager())) {
            CodeSource codes = run.live(subject, hook, dictionary, selection);
            Passes plain = Passes.run(subject, dictionary, List.of(), run.inputs(subject, selection, "random subject"));
            Side side = new Side(subject, dictionary, codes, plain, answers, target);
            return side.measure(side.edit(side.choose()));
        }
    }

    private Answers answers(CodeSource codes, Passes plain) {
        Answers.Labels labels = new Answers.Labels(opened, hook);
        Set<Integer> wanted = new HashSet<>();
        for (int[] side : List.of(selection, heldOut)) {
            for (int sample : side) {
                wanted.add(sample);
            }
        }
        codes.each(wanted::contains, (sample, rows, coordinates) -> labels.read(sample, coordinates));
        Answers answers = Answers.of(
                opened.concepts(), labels.all(), plain, opened.subject().outputNames());
        answers.decide(plain);
        if (answers.source().startsWith("no concept")) {
            answers.decide(Passes.run(
                    opened.subject(),
                    Dictionaries.load(results.dictionary(), opened.manager()),
                    List.of(),
                    run.inputs(opened.subject(), heldOut, "answers")));
        }
        return answers;
    }

    private int target(Answers answers) {
        if (options.target().isEmpty()) {
            throw new RunException("Say what the edit is about with --target: one of "
                    + String.join(", ", answers.readout().names()) + ".");
        }
        return answers.column(options.target());
    }

    /** One subject with its dictionary and codes. */
    private final class Side {
        private final Subject subject;
        private final Dictionary dictionary;
        private final CodeSource codes;
        private final Passes plain;
        private final Answers answers;
        private final int target;
        private final int group;
        private Evidence evidence;

        Side(Subject subject, Dictionary dictionary, CodeSource codes, Passes plain, Answers answers, int target) {
            this.subject = subject;
            this.dictionary = dictionary;
            this.codes = codes;
            this.plain = plain;
            this.answers = answers;
            this.target = target;
            this.group = answers.readout().groupOf()[target];
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
            codes.each(outcome::containsKey, (sample, rows, coordinates) -> {
                int right = answers.right(sample, group);
                if (right >= 0) {
                    evidence.add(rows, right == target, outcome.get(sample), time < 0 ? new int[0] : coordinates[time]);
                }
            });
            evidence.requireBothSides(readout.names().get(target));
            if (!options.features().isEmpty()) {
                List<Ranked> given = options.features().stream()
                        .map(j -> new Ranked(j, score(j)))
                        .toList();
                return Choice.everywhere(
                        "given",
                        given,
                        given.stream()
                                .map(r -> new FeatureEdit(r.feature(), Operation.ablate()))
                                .toList());
            }
            return gated(strategy().choose(evidence, options.count()));
        }

        private double score(int j) {
            if (j < 0 || j >= dictionary.features()) {
                throw new RunException("There is no feature " + j + "; the dictionary at " + hook.name() + " has 0 to "
                        + (dictionary.features() - 1) + ".");
            }
            return evidence.mean(true, j) - evidence.mean(false, j);
        }

        private Choice gated(Choice choice) {
            if (options.edit().isPresent()) {
                return choice;
            }
            if (strategy() instanceof Guardrail guardrail) {
                return choice.withGate(guardrail.gate(
                        choice.features(),
                        visitor -> codes.each(
                                sample -> contains(sample) && answers.right(sample, group) != target,
                                visitor::sample)));
            }
            if (strategy() instanceof SetDifference) {
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
            List<Intervention> edits = options.edit().isPresent()
                    ? List.of(Intervention.of(hook.name(), asked(options.edit().get(), choice.features())))
                    : choice.interventions(hook.name());
            Where where = where();
            return edits.stream()
                    .map(e -> e.withWhere(e.where().and(where)))
                    .map(e -> options.error().map(e::withError).orElse(e))
                    .toList();
        }

        private List<FeatureEdit> asked(SteerOptions.Edit edit, int[] features) {
            List<FeatureEdit> edits = new ArrayList<>();
            for (int j : features) {
                Operation operation;
                if (edit instanceof SteerOptions.Edit.Same same) {
                    operation = same.operation();
                } else if (edit instanceof SteerOptions.Edit.ToMean) {
                    operation = new Operation.MeanAttenuate((float) evidence.strength(j));
                } else if (edit instanceof SteerOptions.Edit.ByPosterior) {
                    operation = new Operation.AppAttenuate(evidence.posterior(j));
                } else {
                    operation = new Operation.Transplant(donor(((SteerOptions.Edit.FromSample) edit).id(), j));
                }
                edits.add(new FeatureEdit(j, operation));
            }
            return edits;
        }

        private float[] donor(String id, int feature) {
            int sample = sample(opened, id);
            List<float[]> found = new ArrayList<>();
            codes.each(s -> s == sample, (s, rows, coordinates) -> {
                float[] z = new float[rows.rows()];
                for (int r = 0; r < rows.rows(); r++) {
                    for (int e = rows.rowStart()[r]; e < rows.rowStart()[r + 1]; e++) {
                        z[r] += rows.feature()[e] == feature ? rows.value()[e] : 0;
                    }
                }
                found.add(z);
            });
            if (found.isEmpty()) {
                throw new RunException("The sample " + id + " has no rows in this run.");
            }
            return found.get(0);
        }

        Findings measure(List<Intervention> edit) {
            FeatureRates overall = FeatureRates.of(dictionary.features(), evidence::rate, evidence::strength);
            FeatureRates onTarget =
                    FeatureRates.of(dictionary.features(), j -> evidence.firingRate(true, j), evidence::targetStrength);
            Plan plan = Plan.of(
                    edit, hook.width(), overall, onTarget, new Plan.Size(options.doses(), options.draws(), seed));
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
                    new Findings.Bootstrap(options.replicates(), CONFIDENCE, seed));
        }
    }

    /** A sample by its id. */
    static int sample(OpenedDomain opened, String id) {
        for (int i = 0; i < opened.samples().size(); i++) {
            if (opened.samples().id(i).equals(id)) {
                return i;
            }
        }
        if (id.matches("[0-9]{1,9}") && Integer.parseInt(id) < opened.samples().size()) {
            return Integer.parseInt(id);
        }
        throw new RunException("There is no sample '" + id + "'; the first one is called '"
                + opened.samples().id(0) + "'. A number from 0 to "
                + (opened.samples().size() - 1) + " does, too.");
    }

    private Where where() {
        String text = options.where();
        return switch (text) {
            case "all" -> Where.everywhere();
            case "class-token" -> Where.classToken();
            case "placed" -> Where.placed();
            default -> {
                java.util.regex.Matcher range = java.util.regex.Pattern.compile(
                                "([A-Za-z-]+)=(-?[0-9]{1,9})(?:\\.\\.(-?[0-9]{1,9}))?")
                        .matcher(text);
                if (!range.matches()) {
                    throw new RunException("'" + text
                            + "' says not which rows: all, class-token, placed, or AXIS=FIRST..LAST such as"
                            + " timestep=0..10.");
                }
                int first = Integer.parseInt(range.group(2));
                yield Where.along(
                        range.group(1), first, range.group(3) == null ? first : Integer.parseInt(range.group(3)));
            }
        };
    }

    private String words(List<Intervention> edit) {
        List<String> operations = edit.stream()
                .flatMap(e -> e.edits().stream())
                .map(e -> e.operation().words())
                .distinct()
                .limit(4)
                .toList();
        ErrorTerm error = edit.get(0).error();
        return String.join("; ", operations) + "; rows: " + options.where() + "; error term "
                + error.name().toLowerCase(java.util.Locale.ROOT);
    }

    private Map<String, Object> facts(Map<String, String> versions) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("started", Instant.now().toString());
        facts.put("options", options.json());
        facts.put("config", opened.config().resolved());
        facts.put("seed", seed);
        facts.put("device", opened.device().toString());
        facts.put("subject-fingerprint", opened.subject().fingerprint());
        facts.put("samples-fingerprint", opened.samples().fingerprint());
        facts.put(
                "dictionary-fingerprint",
                org.echelle.torch.Checksums.sha256(results.dictionary().resolve("dictionary.safetensors")));
        Map<String, String> all = new LinkedHashMap<>(versions);
        all.putAll(Torch.versions());
        facts.put("versions", all);
        return facts;
    }
}
