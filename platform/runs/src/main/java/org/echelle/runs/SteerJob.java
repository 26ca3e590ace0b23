package org.echelle.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.echelle.api.HookPoint;
import org.echelle.api.Subject;
import org.echelle.sae.Dictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.steering.Gate;
import org.echelle.steering.Intervention;
import org.echelle.steering.Projection;
import org.echelle.steering.Push;
import org.echelle.steering.choice.Choice;
import org.echelle.steering.choice.Strategy;
import org.echelle.steering.experiment.Findings;
import org.echelle.steering.experiment.Passes;
import org.echelle.store.FeatureIndex;

/**
 * A steering experiment on a finished run: features are chosen on the selection side, edits and controls measured on the held-out
 * side.
 */
public final class SteerJob {
    private static final int SELECTION = 1000;

    private final RunView run;
    private final OpenedDomain opened;
    private final SteerOptions options;
    private final HookResults results;
    private final HookPoint hook;
    private final long seed;
    private int[] selection;
    private int[] heldOut;

    private SteerJob(Reopened again, SteerOptions options) {
        run = again.view();
        opened = again.opened();
        this.options = options;
        results = run.results(options.hook());
        hook = HookView.requireWhole(results.hook(), "steer");
        seed = opened.config().seed();
        if (!LetterSteering.fits(opened.subject())) {
            requireLogits(opened.subject());
        }
    }

    /**
     * Does an experiment.
     *
     * @param again a run that was carried as far as its index
     * @return the folder that holds {@code steering.json}, and what it says
     */
    public static Map.Entry<Path, SteerOutcome> go(Reopened again, SteerOptions options) {
        long begun = System.nanoTime();
        SteerJob job = new SteerJob(again, options);
        SteerOutcome outcome = job.experiment(again.versions()).named(job.results.names());
        outcome.facts().put("seconds", Math.round((System.nanoTime() - begun) * 1e-6) / 1000.0);
        Path into = again.folder().path().resolve("steering").resolve(job.folderName(outcome));
        RunFolder.writeJson(into.resolve("steering.json"), outcome.json());
        return Map.entry(into, outcome);
    }

    private String folderName(SteerOutcome outcome) {
        List<Integer> given = options.choosing().features();
        String name = options.name().isEmpty()
                ? hook.name() + "-" + outcome.findings().target() + "-" + strategyName()
                        + (given.isEmpty()
                                ? ""
                                : "-"
                                        + String.join(
                                                "-",
                                                given.stream()
                                                        .map(String::valueOf)
                                                        .toList()))
                : options.name();
        return name.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    private String strategyName() {
        if (SteerSide.targeted(options)) {
            return Strategy.TARGETED;
        }
        return options.choosing().features().isEmpty()
                ? SteerSide.strategy(options).name()
                : "features";
    }

    static void requireLogits(Subject subject) {
        String first = subject.outputs().get(0).name();
        if (!first.equals("logits")) {
            throw new RunException("This subject gives '" + first
                    + "', not logits of classes: there is no answer that an edit could change. Use a subject with a"
                    + " classification head.");
        }
    }

    private SteerOutcome experiment(Map<String, String> versions) {
        selection = run.some(run.sides().selection(), SELECTION, seed + 17);
        heldOut = options.letters().on().isEmpty()
                ? run.some(run.sides().heldOut(), options.measuring().samples(), seed + 18)
                : named();
        try (Dictionary dictionary = Dictionaries.load(results.dictionary(), opened.manager());
                FeatureIndex index = FeatureIndex.open(results.index())) {
            if (LetterSteering.fits(opened.subject())) {
                return letters(versions, dictionary, index);
            }
            CodeSource codes = new IndexedCodes(index, hook.axes().size(), run.progress());
            Passes plain = Passes.run(
                    opened.subject(), dictionary, List.of(), run.inputs(opened.subject(), selection, "answers"));
            Answers.Labels labels = new Answers.Labels(opened, hook);
            Answers answers = answers(codes, plain, dictionary, labels);
            Optional<ConceptProbes> probes = options.target().isEmpty() || answers.names(options.target())
                    ? Optional.empty()
                    : ConceptProbes.of(run, options.target(), labels.all(), selection);
            Subject subject = opened.subject();
            if (probes.isPresent()) {
                answers = probes.get().answers(hook);
                subject = probes.get().asked(subject, selection);
                plain = Passes.run(subject, dictionary, List.of(), run.inputs(subject, selection, "answers"));
            }
            int target = target(answers);
            SteerSide ours = new SteerSide(run, options, hook, subject, dictionary, codes, plain, answers, target);
            Choice choice = ours.choose();
            List<Intervention> edit = ours.edit(choice);
            String gate = ours.gate(edit);
            if (!gate.isEmpty()) {
                run.progress().note(gate + ".");
            }
            Optional<FoldedCheckpoint> fold =
                    options.fold().map(f -> new FoldedCheckpoint(run, dictionary, edit, f)); // refuses before the work
            Findings findings = ours.measure(edit, heldOut);
            Optional<FoldedEdit> folded = fold.map(f -> f.write(heldOut));
            Optional<Findings> twin = Optional.empty();
            String note = twinNote();
            if (note.isEmpty()) {
                twin = Optional.of(twin(answers, target, probes));
                note = "the same architecture with random weights (seed " + seed
                        + "), a dictionary trained on it the same way, features chosen by the same strategy";
            }
            return new SteerOutcome(
                    facts(versions),
                    hook.name(),
                    how(ours),
                    words(edit) + (gate.isEmpty() ? "" : ". " + gate),
                    answers.source(),
                    new int[] {selection.length, heldOut.length},
                    choice.ranking(),
                    findings,
                    folded,
                    twin,
                    note,
                    Optional.empty(),
                    Map.of());
        }
    }

    /** The samples of {@code --on}; those of the selection side are told of, since features were chosen on it. */
    private int[] named() {
        int[] samples = options.letters().on().stream()
                .mapToInt(id -> sample(opened, id))
                .sorted()
                .distinct()
                .toArray();
        long seen = Arrays.stream(samples).filter(run.sides().selection()::get).count();
        if (seen > 0) {
            run.progress()
                    .note(seen + " of the " + samples.length
                            + " samples of --on lie on the selection side, on which the"
                            + " dictionary was trained and features are chosen: what is measured on them is too good.");
        }
        return samples;
    }

    /** The experiment on a language model. */
    private SteerOutcome letters(Map<String, String> versions, Dictionary dictionary, FeatureIndex index) {
        LetterSteering steering = new LetterSteering(run, options, hook, selection, heldOut);
        String note = twinNote();
        if (!note.isEmpty()) {
            return steering.go(facts(versions), dictionary, index, Optional.empty(), note);
        }
        try (Dictionary twin = Dictionaries.load(twinDictionary(), opened.manager())) {
            return steering.go(
                    facts(versions),
                    dictionary,
                    index,
                    Optional.of(twin),
                    "the same architecture with random weights (seed " + seed
                            + "), a dictionary trained on it the same way, features chosen by the same strategy");
        }
    }

    private String how(SteerSide ours) {
        String chosen = options.choosing().features().isEmpty()
                ? SteerSide.strategy(options).sentence()
                : SteerOutcome.GIVEN;
        if (SteerSide.targeted(options)) {
            return Strategy.TARGETED + ": " + chosen.replace("; ablated.", ".") + " Rows are pushed along directions"
                    + " that move these features and little else (SAE-TS). " + ours.pushed();
        }
        return options.choosing().features().isEmpty() ? strategyName() + ": " + chosen : chosen;
    }

    private String twinNote() {
        if (!options.measuring().twin()) {
            return "not asked for";
        }
        if (!options.choosing().features().isEmpty()) {
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
    private Findings twin(Answers answers, int target, Optional<ConceptProbes> probes) {
        try (Subject subject = opened.subject().randomTwin(seed, opened.context());
                Dictionary dictionary = Dictionaries.load(twinDictionary(), opened.manager())) {
            CodeSource codes = run.live(subject, hook, dictionary, selection);
            Subject asked = probes.isPresent() ? probes.get().asked(subject, selection) : subject;
            Passes plain = Passes.run(asked, dictionary, List.of(), run.inputs(asked, selection, "random subject"));
            SteerSide side = new SteerSide(run, options, hook, asked, dictionary, codes, plain, answers, target);
            return side.measure(side.edit(side.choose()), heldOut);
        }
    }

    private Answers answers(CodeSource codes, Passes plain, Dictionary dictionary, Answers.Labels labels) {
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
                    opened.subject(), dictionary, List.of(), run.inputs(opened.subject(), heldOut, "answers")));
        }
        return answers;
    }

    private int target(Answers answers) {
        if (options.target().isEmpty()) {
            throw new RunException("Say what the edit is about with --target: one of "
                    + String.join(", ", answers.readout().names()) + ".");
        }
        if (!answers.names(options.target()) && !options.target().matches("[0-9]{1,6}")) {
            throw Answers.unknown(
                    options.target(),
                    answers.readout(),
                    opened.concepts().stream().map(c -> c.id()).toList());
        }
        return answers.column(options.target());
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

    private String words(List<Intervention> edit) {
        List<String> operations = java.util.stream.Stream.of(
                        edit.stream().flatMap(e -> e.edits().stream()).map(e -> e.operation()
                                .words()),
                        edit.stream().flatMap(e -> e.projection().stream()).map(Projection::words),
                        edit.stream().flatMap(e -> e.pushes().stream()).map(SteerJob::words))
                .flatMap(w -> w)
                .distinct()
                .limit(4)
                .toList();
        Intervention first = edit.get(0);
        return String.join("; ", operations) + "; rows: "
                + (options.places().where().isEmpty() ? "all" : options.places().where()) + "; samples: "
                + words(first.gate()) + "; error term "
                + first.error().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String words(Push push) {
        double squares = 0;
        for (float v : push.vector()) {
            squares += (double) v * v;
        }
        return String.format(java.util.Locale.ROOT, "push by a vector of length %.3g", Math.sqrt(squares));
    }

    private static String words(Gate gate) {
        if (gate instanceof Gate.FiringShare share) {
            return String.format(java.util.Locale.ROOT, "where more than %.3g of the rows fire", share.threshold());
        }
        return gate instanceof Gate.Change change
                ? String.format(java.util.Locale.ROOT, "where the edit changes at least %.3g", change.threshold())
                : "all";
    }

    private Map<String, Object> facts(Map<String, String> versions) {
        Map<String, Object> facts = ExperimentFacts.ofSamples(opened, results, versions);
        facts.put("options", options.json());
        facts.put("seed", seed);
        return facts;
    }
}
