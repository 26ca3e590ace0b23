package org.echelle.runs;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.echelle.api.HookPoint;
import org.echelle.api.PictureMaker;
import org.echelle.api.Progress;
import org.echelle.runs.pictures.Picture;
import org.echelle.sae.Dictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.echelle.steering.Where;
import org.echelle.steering.choice.Evidence;
import org.echelle.steering.choice.MeanDifference;
import org.echelle.steering.experiment.FeatureRates;
import org.echelle.steering.experiment.MatchedFeatures;
import org.echelle.store.FeatureIndex;
import org.echelle.torch.Torch;

/**
 * Erases classes from a subject that makes pictures, one at a time, by several methods. Features are chosen on the run's selection side,
 * settings on samples of new seeds, and results measured on samples of yet other seeds; unedited samples of the same seeds, matched
 * random features and baselines without features stand beside them.
 */
public final class EraseJob {
    private static final double CONFIDENCE = 0.95;
    private static final int NEAR = 5;
    /** Rows of the page's grid of pictures. */
    private static final int SHOWN = 4;

    private final RunView run;
    private final OpenedDomain opened;
    private final EraseOptions options;
    private final HookResults results;
    private final HookPoint hook;
    private final PictureMaker maker;
    private final List<String> classes;
    private final List<String> ask;
    private final GroupBootstrap draws;

    private EraseJob(OpenedDomain opened, RunFolder folder, EraseOptions options, Progress progress) {
        this.opened = opened;
        this.options = options;
        run = new RunView(opened, folder, progress);
        results = run.results(options.hook());
        hook = results.hook();
        if (!(opened.subject() instanceof JudgedSubject judged)) {
            throw new RunException(
                    "This run names no judge, so nobody can tell what a picture shows; run it with a"
                            + " section 'judge' (a classifier: domain, weights), or add it here with --set judge.weights=FILE.");
        }
        maker = judged.makesPictures().orElseThrow();
        classes = judged.outputNames();
        ask = asked();
        draws = new GroupBootstrap(
                options.replicates(), CONFIDENCE, opened.config().seed());
        EraseMethods.require(options.methods());
        for (String target : options.targets()) {
            if (!classes.contains(target) || (!ask.isEmpty() && !ask.contains(target))) {
                throw new RunException("There is no class '" + target + "' to erase; there are "
                        + String.join(", ", ask.isEmpty() ? classes : ask) + ".");
            }
        }
    }

    /**
     * Erases.
     *
     * @param folder of a run that was carried as far as its index
     * @return the folder for its page, and what it says
     */
    public static Map.Entry<Path, EraseOutcome> go(
            OpenedDomain opened,
            RunFolder folder,
            EraseOptions options,
            Map<String, String> versions,
            Progress progress) {
        long begun = System.nanoTime();
        EraseJob job = new EraseJob(opened, folder, options, progress);
        EraseOutcome outcome = job.erase(versions);
        outcome.facts().put("seconds", Math.round((System.nanoTime() - begun) * 1e-6) / 1000.0);
        Path into = folder.path().resolve("erasure").resolve(job.folderName());
        return Map.entry(into, outcome);
    }

    private String folderName() {
        String targets = options.targets().isEmpty() ? "all" : String.join("-", options.targets());
        String name = options.name().isEmpty() ? hook.name() + "-" + targets : options.name();
        return name.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    /** What the run's samples ask for, in order; every one must be a class of the judge's. */
    private List<String> asked() {
        Set<String> asked = new LinkedHashSet<>();
        for (int i = 0; i < opened.samples().size(); i++) {
            asked.add(maker.condition(opened.samples().load(i)));
        }
        asked.remove("");
        for (String condition : asked) {
            if (!classes.contains(condition)) {
                throw new RunException("The run's samples ask for '" + condition + "', but the judge knows only "
                        + String.join(", ", classes) + "; give its classes the same names (judge.labels).");
            }
        }
        if (asked.size() == 1) {
            throw new RunException(
                    "The run's samples ask for nothing but '" + asked.iterator().next()
                            + "': whether other classes stay cannot be measured; run it with several classes.");
        }
        return List.copyOf(asked);
    }

    private List<String> targets() {
        return !options.targets().isEmpty() ? options.targets() : ask.isEmpty() ? classes : ask;
    }

    private EraseOutcome erase(Map<String, String> versions) {
        try (Dictionary dictionary = Dictionaries.load(results.dictionary(), opened.manager());
                FeatureIndex index = FeatureIndex.open(results.index())) {
            EraseMaking making = new EraseMaking(run, opened.subject(), dictionary);
            EraseSamples tuning =
                    EraseSamples.of(maker, ask, classes, options.tuning(), options.firstSeed() - EraseOptions.APART);
            EraseSamples measured = EraseSamples.of(maker, ask, classes, options.each(), options.firstSeed());
            int shown = SHOWN * (ask.isEmpty() ? classes.size() : ask.size());
            int[] tuningPlain = making.make(tuning, EraseTrial.NOTHING, 0, "unedited samples to tune on")
                    .judged();
            EraseMaking.Made plain = making.make(measured, EraseTrial.NOTHING, shown, "unedited samples");
            Map<Integer, Integer> classOf = labels(index);
            List<EraseResult> all = new ArrayList<>();
            for (String target : targets()) {
                Evidence evidence = evidence(index, dictionary, classOf, classes.indexOf(target));
                all.addAll(of(target, evidence, dictionary, making, tuning, tuningPlain, measured, plain, shown));
            }
            return new EraseOutcome(
                    facts(versions),
                    hook.name(),
                    ask,
                    classes,
                    measured.size(),
                    tuning.size(),
                    unedited(measured, plain.judged()),
                    plain.pictures(),
                    all,
                    means(all));
        }
    }

    private List<EraseResult> of(
            String target,
            Evidence evidence,
            Dictionary dictionary,
            EraseMaking making,
            EraseSamples tuning,
            int[] tuningPlain,
            EraseSamples measured,
            EraseMaking.Made plain,
            int shown) {
        Where where = where();
        String wanted = ask.isEmpty() ? "" : target;
        EraseMethods methods = new EraseMethods(evidence, dictionary, hook.name(), where, maker, wanted);
        List<EraseResult> found = new ArrayList<>();
        for (String method : wantedMethods()) {
            EraseMethods.Grid grid = methods.grid(method);
            if (grid.trials().isEmpty()) {
                found.add(new EraseResult(target, method, grid.why(), 0, Optional.empty(), List.of()));
                continue;
            }
            EraseTrial best = tuned(target, grid.trials(), making, tuning, tuningPlain);
            EraseMaking.Made made = making.make(measured, best, shown, "erase " + target + " by " + method);
            EraseScore score = score(measured, plain.judged(), made.judged(), target);
            found.add(new EraseResult(
                    target, method, best.setting(), best.features(), Optional.of(score), made.pictures()));
            run.progress()
                    .note(target + " by " + method + " (" + best.setting() + "): unlearned " + shown(score.unlearning())
                            + ", retention lost " + shown(score.loss()) + ".");
        }
        if (options.controls() > 0) {
            found.add(control(target, evidence, making, measured, plain));
        }
        return found;
    }

    private static String shown(Measure m) {
        return m.defined() ? String.format(Locale.ROOT, "%.1f %%", 100 * m.value()) : "not defined";
    }

    private List<String> wantedMethods() {
        List<String> names = options.methods().isEmpty() ? EraseMethods.ALL : options.methods();
        // What asks for something else needs something that can be asked for.
        return ask.isEmpty()
                ? names.stream()
                        .filter(n -> !n.equals("negative") && !n.equals("ask-nothing"))
                        .toList()
                : names;
    }

    private EraseTrial tuned(
            String target, List<EraseTrial> trials, EraseMaking making, EraseSamples tuning, int[] plain) {
        if (trials.size() == 1) {
            return trials.get(0);
        }
        EraseTrial best = null;
        double most = Double.NEGATIVE_INFINITY;
        for (EraseTrial trial : trials) {
            int[] judged = making.make(
                            tuning, trial, 0, "tune " + trial.method() + " for " + target + ", " + trial.setting())
                    .judged();
            double tuned = EraseScore.of(
                            tuning, plain, judged, classNumber(target), classes.size(), GroupBootstrap.NONE)
                    .tuned();
            if (tuned > most) {
                most = tuned;
                best = trial;
            }
        }
        return best;
    }

    private EraseScore score(EraseSamples samples, int[] before, int[] after, String target) {
        return EraseScore.of(samples, before, after, classNumber(target), classes.size(), draws);
    }

    /** The number under which samples and judge know a class: positions in {@link #ask} are translated when samples are judged. */
    private int classNumber(String target) {
        return classes.indexOf(target);
    }

    /** Random features that fire as often and as strongly as the eight whose means differ most, ablated; the mean over draws. */
    private EraseResult control(
            String target, Evidence evidence, EraseMaking making, EraseSamples measured, EraseMaking.Made plain) {
        int[] chosen = new MeanDifference().choose(evidence, 8).features();
        FeatureRates rates = FeatureRates.of(evidence.features(), evidence::rate, evidence::strength);
        MatchedFeatures matched = new MatchedFeatures(rates, chosen, NEAR);
        List<EraseScore> scores = new ArrayList<>();
        List<Picture> pictures = List.of();
        for (int c = 0; c < options.controls(); c++) {
            int[] random = matched.draw(opened.config().seed() + c).values().stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
            Intervention edit =
                    Intervention.of(hook.name(), Operation.ablate(), random).withWhere(where());
            EraseTrial trial = EraseTrial.edits("random", "", random.length, List.of(edit));
            EraseMaking.Made made = making.make(
                    measured, trial, c == 0 ? plain.pictures().size() : 0, "control " + (c + 1) + " for " + target);
            pictures = c == 0 ? made.pictures() : pictures;
            scores.add(score(measured, plain.judged(), made.judged(), target));
        }
        EraseScore mean = new EraseScore(
                mean(scores, EraseScore::unlearning),
                mean(scores, EraseScore::retention),
                mean(scores, EraseScore::loss));
        return new EraseResult(
                target,
                "random",
                "8 features that fire like the 8 whose means differ most, ablated; mean of " + options.controls()
                        + " draws",
                chosen.length,
                Optional.of(mean),
                pictures);
    }

    private static Measure mean(List<EraseScore> scores, Function<EraseScore, Measure> which) {
        List<Measure> all = scores.stream().map(which).filter(Measure::defined).toList();
        return all.isEmpty()
                ? Measure.undefined("not defined for any draw")
                : Measure.of(
                        all.stream().mapToDouble(Measure::value).average().orElseThrow(),
                        all.get(0).n());
    }

    /** The rows that the dictionary was trained on. */
    private Where where() {
        return switch (opened.config().extract().rows()) {
            case ALL -> Where.everywhere();
            case PLACED -> Where.placed();
            case POOLED -> Where.placed().not();
        };
    }

    /** The class of each sample of the selection side: what it asks for, or what the judge sees in it. */
    private Map<Integer, Integer> labels(FeatureIndex index) {
        Map<Integer, Integer> classOf = new LinkedHashMap<>();
        if (!ask.isEmpty()) {
            run.sides().selection().stream()
                    .forEach(s -> classOf.put(
                            s, classes.indexOf(maker.condition(opened.samples().load(s)))));
            return classOf;
        }
        Answers.Labels labels = new Answers.Labels(opened, hook);
        new IndexedCodes(index, hook.axes().size(), run.progress())
                .each(run.sides().selection()::get, (sample, rows, coordinates) -> labels.read(sample, coordinates));
        List<String> ids = opened.concepts().stream().map(c -> c.id()).toList();
        labels.all().forEach((sample, values) -> IntStream.range(0, classes.size())
                .filter(c ->
                        ids.contains("judge/" + classes.get(c)) && values[ids.indexOf("judge/" + classes.get(c))] == 1)
                .findFirst()
                .ifPresent(c -> classOf.put(sample, c)));
        if (classOf.isEmpty()) {
            throw new RunException("Nothing is asked for and what the judge sees is no concept of this run; leave"
                    + " judge.concepts on.");
        }
        return classOf;
    }

    private Evidence evidence(FeatureIndex index, Dictionary dictionary, Map<Integer, Integer> classOf, int target) {
        int n = dictionary.features();
        Evidence evidence = new Evidence(n, Math.max(4, Math.min(128, n / 16)));
        int time = hook.axis("timestep");
        new IndexedCodes(index, hook.axes().size(), run.progress()).each(classOf::containsKey, (sample, rows, at) -> {
            int shown = classOf.get(sample);
            evidence.add(rows, shown == target, shown, shown == target ? 1 : 0, time < 0 ? new int[0] : at[time]);
        });
        evidence.requireBothSides(classes.get(target));
        return evidence;
    }

    private Measure unedited(EraseSamples samples, int[] judged) {
        if (ask.isEmpty()) {
            return Measure.undefined("nothing is asked for");
        }
        double[] right = new double[judged.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = judged[i] == samples.asked()[i] ? 1 : 0;
        }
        return draws.mean(right, samples.seeds());
    }

    private static Map<String, EraseOutcome.Means> means(List<EraseResult> all) {
        Map<String, List<EraseScore>> byMethod = new LinkedHashMap<>();
        all.forEach(r -> r.score().ifPresent(score -> byMethod.computeIfAbsent(r.method(), m -> new ArrayList<>())
                .add(score)));
        return byMethod.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        e -> new EraseOutcome.Means(
                                e.getValue().size(),
                                mean(e.getValue(), EraseScore::unlearning),
                                mean(e.getValue(), EraseScore::retention),
                                mean(e.getValue(), EraseScore::loss)),
                        (a, b) -> a,
                        LinkedHashMap::new));
    }

    private Map<String, Object> facts(Map<String, String> versions) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("started", Instant.now().toString());
        facts.put("config", opened.config().resolved());
        facts.put("seed", opened.config().seed());
        facts.put("first-seed", options.firstSeed());
        facts.put("device", opened.device().toString());
        facts.put("subject", opened.subject().facts());
        facts.put("subject-fingerprint", opened.subject().fingerprint());
        Map<String, String> all = new LinkedHashMap<>(versions);
        all.putAll(Torch.versions());
        facts.put("versions", all);
        return facts;
    }
}
