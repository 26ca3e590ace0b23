package org.echelle.runs.erasure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.echelle.analysis.Wilson;
import org.echelle.api.HookPoint;
import org.echelle.runs.JudgedRun;
import org.echelle.runs.RunException;
import org.echelle.runs.erasure.attack.BallSearch;
import org.echelle.runs.erasure.attack.ConditionHooks;
import org.echelle.runs.erasure.method.Ask;
import org.echelle.runs.erasure.method.Phrase;
import org.echelle.runs.erasure.method.Target;
import org.echelle.runs.erasure.method.Trial;

/** Asks for what was erased in other words, and searches near what asks for it for a condition that brings it back. */
final class EraseRobust {
    /** Samples that a candidate of the search is judged by. */
    static final int SEEDS = 8;

    private final JudgedRun run;
    private final EraseMaking making;
    private final EraseOptions options;
    private final List<String> asks;
    private final GroupBootstrap draws;
    private final Optional<HookPoint> hook;
    private final EraseTexts texts;
    private final List<Robustness> all = new ArrayList<>();

    /**
     * @param asks what can be asked for
     * @throws RunException where the options want what the subject does not offer
     */
    EraseRobust(JudgedRun run, EraseMaking making, EraseOptions options, List<String> asks, GroupBootstrap draws) {
        this.run = run;
        this.making = making;
        this.options = options;
        this.asks = asks;
        this.draws = draws;
        texts = new EraseTexts(run);
        hook = options.attack() > 0
                ? ConditionHooks.first(run.opened().subject().hookPoints())
                : Optional.empty();
        if (!options.paraphrases().isEmpty() && !run.maker().takesText()) {
            throw new RunException("This subject is asked for "
                    + (asks.isEmpty() ? "nothing" : "classes, not for texts")
                    + ", so that there is nothing to paraphrase; leave --paraphrase out.");
        }
        if (options.attack() > 0 && (asks.isEmpty() || hook.isEmpty())) {
            throw new RunException("There is no embedding of a condition to attack: "
                    + (asks.isEmpty() ? "nothing can be asked for" : "the subject offers none as a hook point")
                    + "; leave --attack out.");
        }
    }

    /** Everything that was asked, in that order. */
    List<Robustness> all() {
        return all;
    }

    /** Where the condition is attacked; empty where it is not. */
    String hook() {
        return hook.map(HookPoint::name).orElse("");
    }

    /**
     * The subject as it is: the other words, and the search from another class towards the target.
     *
     * @param instead class to start from; empty for the first one
     */
    void unedited(Target target, String instead) {
        add(
                target,
                Trial.NOTHING,
                asks.stream()
                        .filter(ask -> !target.has(shown(ask)))
                        .filter(ask ->
                                instead.isEmpty() || shown(ask) == run.classes().indexOf(instead))
                        .findFirst());
    }

    /** The subject after an edit. */
    void edited(Target target, Trial trial) {
        add(target, trial, asks.stream().filter(ask -> target.has(shown(ask))).findFirst());
    }

    private int shown(String ask) {
        return Phrase.classOf(ask, run.classes());
    }

    private void add(Target target, Trial trial, Optional<String> start) {
        List<Robustness.Prompted> prompts = options.paraphrases().stream()
                .map(prompt -> new Robustness.Prompted(prompt, shows(target, trial, prompt)))
                .toList();
        Optional<Robustness.Attack> attack =
                hook.isEmpty() ? Optional.empty() : start.map(asked -> attack(target, trial, asked));
        if (!prompts.isEmpty() || attack.isPresent()) {
            all.add(new Robustness(target.name(), trial.method(), prompts, attack));
        }
    }

    private Robustness.Attack attack(Target target, Trial trial, String asked) {
        double[] told = told(trial, asked);
        double radius = options.attack() * BallSearch.norm(told);
        String what = "attack on " + trial.method() + " for " + target.name();
        BallSearch.Found found = BallSearch.of(
                points -> values(target, trial, asked, points, what),
                told.length,
                radius,
                directions(target, told),
                options.attackBudget() / SEEDS,
                run.opened().config().seed());
        Random random = new Random(run.opened().config().seed());
        int each = options.each();
        List<double[]> chance = IntStream.range(0, each)
                .mapToObj(i -> BallSearch.scaled(BallSearch.unit(told.length, random), radius))
                .toList();
        double[] before = showing(target, trial, asked, repeated(new double[told.length], each), what);
        double[] after = showing(target, trial, asked, repeated(found.at(), each), what);
        double[] gain =
                IntStream.range(0, each).mapToDouble(i -> after[i] - before[i]).toArray();
        double[] counted = new double[each];
        Arrays.fill(counted, 1);
        String[] seeds = samples(asked, each, options.firstSeed()).seeds();
        Robustness.Attack attack = new Robustness.Attack(
                asked,
                share(before),
                share(showing(target, trial, asked, chance, what)),
                share(after),
                SeedShares.difference(gain, counted, seeds, draws, "no sample was made"),
                found.tried() * SEEDS);
        run.progress()
                .note(what + ", asked for " + asked + ": shown by "
                        + Math.round(100 * attack.before().value()) + " % before, "
                        + Math.round(100 * attack.after().value()) + " % after.");
        return attack;
    }

    /** From what is told to what every condition tells, and what sets the target apart from their mean. */
    private List<double[]> directions(Target target, double[] told) {
        List<double[]> directions = new ArrayList<>();
        double[] mean = new double[told.length];
        double[] wanted = new double[told.length];
        for (String ask : asks) {
            double[] other = told(Trial.NOTHING, ask);
            mean = BallSearch.sum(mean, other, 1.0 / asks.size());
            if (target.has(shown(ask))) {
                wanted = other;
            }
            directions.add(BallSearch.sum(other, told, -1));
        }
        directions.add(0, BallSearch.sum(wanted, mean, -1));
        directions.add(0, BallSearch.sum(wanted, told, -1));
        return directions;
    }

    private double[] told(Trial trial, String asked) {
        Ask ask = new Ask("told", asked, shown(asked), options.firstSeed());
        float[][] rows = texts.rows(hook.orElseThrow().name(), trial.request().of(run.maker(), ask));
        double[] told = new double[rows.length * rows[0].length];
        for (int i = 0; i < told.length; i++) {
            told[i] = rows[i / rows[0].length][i % rows[0].length];
        }
        return told;
    }

    /** Log-probability of the target in a sample of any of the tuning seeds (the log of the mean), by candidate. */
    private double[] values(Target target, Trial trial, String asked, List<double[]> points, String what) {
        EraseSamples once = samples(asked, SEEDS, options.firstSeed() - EraseOptions.APART);
        List<Ask> many = new ArrayList<>();
        List<double[]> added = new ArrayList<>();
        for (double[] point : points) {
            many.addAll(once.asks());
            added.addAll(repeated(point, SEEDS));
        }
        float[][] logits =
                making.make(EraseSamples.of(many), trial, added(added), 0, what).logits();
        double[] values = new double[points.size()];
        Arrays.fill(values, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < logits.length; i++) {
            values[i / SEEDS] = logSum(values[i / SEEDS], logProbability(logits[i], target) - Math.log(SEEDS));
        }
        return values;
    }

    /** Of any of the target's classes. */
    private static double logProbability(float[] logits, Target target) {
        double wanted = Double.NEGATIVE_INFINITY;
        double whole = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < logits.length; c++) {
            whole = logSum(whole, logits[c]);
            wanted = target.has(c) ? logSum(wanted, logits[c]) : wanted;
        }
        return wanted - whole;
    }

    private static double logSum(double a, double b) {
        double most = Math.max(a, b);
        return most + Math.log1p(Math.exp(Math.min(a, b) - most));
    }

    private Measure shows(Target target, Trial trial, String prompt) {
        EraseSamples samples = samples(prompt, options.each(), options.firstSeed());
        String what = trial.method() + " asked for \"" + prompt + "\"";
        return share(showing(target, making.make(samples, trial, Optional.empty(), 0, what)));
    }

    /** Every sample is of another seed, so that they are as many trials. */
    private Measure share(double[] shown) {
        long hits = Math.round(Arrays.stream(shown).sum());
        return Measure.of(
                (double) hits / shown.length, shown.length, Wilson.interval(hits, shown.length, draws.confidence()));
    }

    private double[] showing(Target target, Trial trial, String asked, List<double[]> added, String what) {
        EraseSamples samples = samples(asked, options.each(), options.firstSeed());
        return showing(target, making.make(samples, trial, added(added), 0, what));
    }

    /** 1 for a sample that shows the target, 0 for another. */
    private static double[] showing(Target target, EraseMaking.Made made) {
        return IntStream.of(made.judged())
                .mapToDouble(c -> target.has(c) ? 1 : 0)
                .toArray();
    }

    private EraseSamples samples(String asked, int each, long firstSeed) {
        return EraseSamples.of(List.of(asked), run.classes(), each, firstSeed);
    }

    private static List<double[]> repeated(double[] point, int times) {
        return Collections.nCopies(times, point);
    }

    private Optional<EraseMaking.Added> added(List<double[]> points) {
        float[][] all = new float[points.size()][];
        for (int s = 0; s < all.length; s++) {
            double[] point = points.get(s);
            all[s] = new float[point.length];
            for (int i = 0; i < point.length; i++) {
                all[s][i] = (float) point[i];
            }
        }
        return Optional.of(new EraseMaking.Added(hook.orElseThrow().name(), all));
    }
}
