package org.echelle.runs.erasure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.echelle.api.HookPoint;
import org.echelle.runs.ExperimentFacts;
import org.echelle.runs.JudgedRun;
import org.echelle.runs.Reopened;
import org.echelle.runs.RunException;
import org.echelle.runs.erasure.method.ErasureMethod;
import org.echelle.runs.erasure.method.ErasureMethods;
import org.echelle.runs.erasure.method.Material;
import org.echelle.runs.erasure.method.Target;
import org.echelle.runs.erasure.method.Trial;
import org.echelle.runs.pictures.Picture;
import org.echelle.sae.Dictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.steering.SteeringException;
import org.echelle.store.FeatureIndex;

/**
 * Erases classes from a subject that makes pictures, by several methods, each class by itself or some together. Features are chosen on the
 * run's selection side, settings on samples of new seeds, and results measured on samples of yet other seeds; unedited samples of the same
 * seeds, matched random features and baselines without features stand beside them.
 */
public final class EraseJob {
    private static final double CONFIDENCE = 0.95;
    /** Least number of samples of each class that thresholds are set by. */
    private static final int CALIBRATED = 30;

    private final JudgedRun run;
    private final EraseOptions options;
    private final List<ErasureMethod> methods;
    private final List<String> classes;
    private final List<String> asks;
    private final List<Target> targets;

    private EraseJob(Reopened again, EraseOptions options) {
        this.options = options;
        run = JudgedRun.open(again, options.hook());
        classes = run.classes();
        asks = Asked.of(run);
        methods = ErasureMethods.named(options.methods());
        targets = targets();
    }

    /**
     * Erases.
     *
     * @param again a run that was carried as far as its index
     * @return the folder for its page, and what it says
     */
    public static Map.Entry<Path, EraseOutcome> go(Reopened again, EraseOptions options) {
        long begun = System.nanoTime();
        EraseJob job = new EraseJob(again, options);
        EraseOutcome outcome = job.erase(again.versions());
        outcome.facts().put("seconds", Math.round((System.nanoTime() - begun) * 1e-6) / 1000.0);
        Path into = again.folder().path().resolve("erasure").resolve(job.folderName());
        return Map.entry(into, outcome);
    }

    private String folderName() {
        String what =
                options.targets().isEmpty() ? "all" : String.join(options.together() ? "+" : "-", options.targets());
        String name = options.name().isEmpty() ? run.hookName() + "-" + what : options.name();
        return name.replaceAll("[^A-Za-z0-9._+-]", "_");
    }

    private List<Target> targets() {
        List<String> known = asks.isEmpty() ? classes : Asked.classes(asks, classes);
        for (String target : options.targets()) {
            if (!known.contains(target)) {
                throw new RunException(
                        "There is no class '" + target + "' to erase; there are " + String.join(", ", known) + ".");
            }
        }
        if (!options.instead().isEmpty()
                && (asks.isEmpty()
                        || !known.contains(options.instead())
                        || options.targets().contains(options.instead()))) {
            throw new RunException(
                    "'" + options.instead() + "' cannot be asked for in place of what is erased; there are "
                            + (asks.isEmpty() ? "no classes to ask for" : String.join(", ", known)) + ".");
        }
        List<String> names = options.targets().isEmpty() ? known : options.targets();
        if (!options.together()) {
            return names.stream().map(n -> Target.of(List.of(n), classes)).toList();
        }
        if (names.stream().distinct().count() == known.size()) {
            throw new RunException("Every class would be erased, so that nothing is left to keep; name fewer.");
        }
        return List.of(Target.of(names, classes));
    }

    private EraseOutcome erase(Map<String, String> versions) {
        try (Dictionary dictionary =
                        Dictionaries.load(run.dictionary(), run.opened().manager());
                FeatureIndex index = FeatureIndex.open(run.index())) {
            Optional<HookPoint> read = run.judgeHook(options.distanceHook());
            EraseMaking making = new EraseMaking(run, dictionary, read);
            GroupBootstrap draws = new GroupBootstrap(
                    options.replicates(), CONFIDENCE, run.opened().config().seed());
            EraseRobust robust = new EraseRobust(run, making, options, asks, draws);
            EraseTuning tuning = tuning(making);
            EraseMeasuring measuring = new EraseMeasuring(
                    making,
                    samples(options.each(), options.firstSeed()),
                    run.watched(),
                    classes.size(),
                    asks.isEmpty() ? classes.size() : asks.size(),
                    draws);
            EraseCalibration calibration = new EraseCalibration(
                    run,
                    dictionary,
                    samples(Math.max(CALIBRATED, options.tuning()), options.firstSeed() - EraseOptions.NEARER));
            Work work = new Work(
                    tuning, measuring, robust, new EraseCourses(run, dictionary), new EraseMeans(), new ArrayList<>());
            EraseEvidence evidence = new EraseEvidence(run, asks, dictionary, index);
            List<EraseResult> all = new ArrayList<>();
            for (Target target : targets) {
                String prompt =
                        options.conceptPrompt().isEmpty() ? String.join(", ", target.names()) : options.conceptPrompt();
                Material material = evidence.of(target, instead(target, tuning), prompt, calibration.of(target));
                if (all.isEmpty()) {
                    demandOne(material);
                }
                robust.unedited(target, material.instead());
                work.courses().add(target, Trial.NOTHING, measuring.first(target));
                all.addAll(of(material, work));
            }
            return new EraseOutcome(
                    facts(versions),
                    run.hookName(),
                    read.map(HookPoint::name).orElse(""),
                    asks,
                    classes,
                    measuring.samples(),
                    tuning.samples(),
                    measuring.unedited(),
                    measuring.pictures(),
                    all,
                    work.settings(),
                    work.means().of(measuring),
                    new EraseOutcome.Attacked(robust.hook(), options.attack(), options.each()),
                    robust.all(),
                    work.courses().all());
        }
    }

    private EraseTuning tuning(EraseMaking making) {
        long first = options.firstSeed() - EraseOptions.APART;
        return new EraseTuning(
                (some, trial, what) -> making.make(some, trial, 0, what),
                samples(options.tuning(), first),
                samples(EraseOptions.FURTHER * options.tuning(), first + options.tuning()),
                classes.size());
    }

    /** Some method must fit where methods were named: controls alone are no erasure. */
    private void demandOne(Material material) {
        if (!options.methods().isEmpty()
                && methods.stream().allMatch(m -> m.unfit(material).isPresent())) {
            throw new RunException(
                    "Nothing that was named fits here; " + methods.get(0).name() + ": "
                            + methods.get(0).unfit(material).orElseThrow());
        }
    }

    private EraseSamples samples(int each, long firstSeed) {
        return EraseSamples.of(asks, classes, each, firstSeed);
    }

    /** What can be asked for in place of a target: what was given, else the class that the judge puts next to it. */
    private String instead(Target target, EraseTuning tuning) {
        if (!options.instead().isEmpty()) {
            return options.instead();
        }
        OptionalInt nearest = tuning.nearest(
                target,
                Asked.classes(asks, classes).stream().map(classes::indexOf).toList());
        return nearest.isPresent() ? classes.get(nearest.getAsInt()) : "";
    }

    /**
     * What every method is put through.
     *
     * @param means gains what came of each method
     * @param settings fills with all that were measured, where every one is
     */
    private record Work(
            EraseTuning tuning,
            EraseMeasuring measuring,
            EraseRobust robust,
            EraseCourses courses,
            EraseMeans means,
            List<EraseResult> settings) {}

    private List<EraseResult> of(Material material, Work work) {
        List<EraseResult> found = new ArrayList<>();
        for (ErasureMethod method : methods) {
            Optional<String> unfit = method.unfit(material);
            if (unfit.isPresent() && options.methods().isEmpty()) {
                continue; // nobody asked for it by name
            }
            found.add(unfit.map(why -> untried(material.target(), method, why))
                    .orElseGet(() -> of(material, method, work)));
        }
        if (options.controls() > 0) {
            found.add(EraseControl.of(
                    material,
                    work.measuring(),
                    work.means(),
                    options.controls(),
                    run.opened().config().seed()));
        }
        return found;
    }

    private EraseResult of(Material material, ErasureMethod method, Work work) {
        Target target = material.target();
        List<Trial> trials;
        try {
            trials = distinct(method.trials(material));
        } catch (SteeringException e) {
            return untried(target, method, String.valueOf(e.getMessage()));
        }
        Trial best = work.tuning().best(target, trials);
        EraseMeasuring.Measured measured =
                work.measuring().of(target, best, true, "erase " + target.name() + " by " + method.name());
        work.means().add(method.name(), measured.figures());
        run.progress()
                .note(target.name() + " by " + method.name() + " (" + best.setting() + "): unlearned "
                        + shown(measured.score().unlearning()) + ", retention lost "
                        + shown(measured.score().loss()) + ".");
        work.robust().edited(target, best);
        work.courses().add(target, best, work.measuring().first(target));
        if (options.frontier()) {
            for (Trial trial : trials) {
                EraseScore score = trial.equals(best) ? measured.score() : measured(material, trial, work);
                work.settings().add(result(target, trial, score, List.of()));
            }
        }
        return result(target, best, measured.score(), measured.pictures());
    }

    /** The first of each setting: a class that few features speak of has fewer settings. */
    private static List<Trial> distinct(List<Trial> trials) {
        Map<String, Trial> all = new LinkedHashMap<>();
        trials.forEach(trial -> all.putIfAbsent(trial.setting(), trial));
        return List.copyOf(all.values());
    }

    private static EraseScore measured(Material material, Trial trial, Work work) {
        String what = "erase " + material.target().name() + " by " + trial.method() + ", " + trial.setting();
        return work.measuring().of(material.target(), trial, false, what).score();
    }

    private static EraseResult result(Target target, Trial trial, EraseScore score, List<Picture> pictures) {
        return new EraseResult(
                target.name(), trial.method(), trial.setting(), trial.features(), Optional.of(score), pictures);
    }

    private EraseResult untried(Target target, ErasureMethod method, String why) {
        run.progress().note(target.name() + " by " + method.name() + " could not be tried: " + why);
        return new EraseResult(target.name(), method.name(), why, 0, Optional.empty(), List.of());
    }

    private static String shown(Measure m) {
        return m.defined() ? String.format(Locale.ROOT, "%.1f %%", 100 * m.value()) : "not defined";
    }

    private Map<String, Object> facts(Map<String, String> versions) {
        Map<String, Object> facts = ExperimentFacts.ofSubject(run.opened(), versions);
        facts.put("seed", run.opened().config().seed());
        facts.put("first-seed", options.firstSeed());
        return facts;
    }
}
