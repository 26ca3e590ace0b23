package org.echelle.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.echelle.analysis.Interval;
import org.echelle.analysis.prediction.FewLabels;
import org.echelle.analysis.prediction.Inputs;
import org.echelle.analysis.prediction.Ridge;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.analysis.samples.Pooling;
import org.echelle.api.Progress;
import org.echelle.api.Sample;
import org.echelle.api.SequenceModel;
import org.echelle.sae.Dictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.steering.experiment.MatchedFeatures;

/**
 * From labels to designs: lines on feature means are fitted to some labels, the features with the largest weights are set on the original
 * sequence in the direction of the weight, changes that the edited subject prefers are proposed, and designs of one or several of them are
 * ranked by prediction. Beside that the same is done with random features matched in use, and where the scan has measured a proposed
 * change without its label having been learnt from, its measurement is looked up.
 */
public final class DesignJob {
    private static final double[] MULTIPLES = {1, 2, 3};
    private static final int NEAR = 16;
    /** Single changes that designs of several are made of. */
    private static final int JOINED = 12;

    private static final int LEAST = 10;
    private static final int MOST_SCORED = 1000;

    private final FinishedRun run;
    private final HookResults results;
    private final DesignRequest request;
    private final Progress progress;
    private final SequenceModel model;
    private final Sample original;
    private final String letters;
    private final Dictionary dictionary;
    private final int number;

    private DesignJob(
            FinishedRun run, HookResults results, DesignRequest request, Dictionary dictionary, Progress progress) {
        this.run = run;
        this.results = results;
        this.request = request;
        this.dictionary = dictionary;
        this.progress = progress;
        model = run.opened()
                .subject()
                .sequences()
                .orElseThrow(() ->
                        new RunException("Designs need a subject that predicts letters of sequences; this one gives "
                                + run.opened().subject().outputs().get(0).name() + "."));
        original = run.samples()
                .original()
                .orElseThrow(
                        () -> new RunException("The samples of this run are no variants of one sequence; designs need"
                                + " samples of kind 'variants'."));
        letters = model.sequence(original);
        number = model.first(original) + model.firstNumber();
    }

    /**
     * Makes designs.
     *
     * @throws RunException when the run has no variants of one original, or too few labels
     */
    public static Designs of(
            FinishedRun run, HookResults results, TargetTable target, DesignRequest request, Progress progress) {
        try (Dictionary dictionary =
                Dictionaries.load(results.dictionary(), run.opened().manager())) {
            return new DesignJob(run, results, request, dictionary, progress).designs(target);
        }
    }

    private Designs designs(TargetTable target) {
        PredictionData.Features data = PredictionData.features(run, results, target, progress);
        Inputs x = data.inputs();
        double[] y = data.target();
        int[] order = shuffled(y.length);
        int learnt = request.labels() == 0 ? y.length : Math.min(request.labels(), y.length);
        int[] training = Arrays.copyOf(order, learnt);
        int[] rest = Arrays.copyOfRange(order, learnt, order.length);
        if (learnt < LEAST) {
            throw new RunException("Designs need at least " + LEAST + " labels; " + learnt + " were given.");
        }
        List<Ridge.Fit> lines = DesignLines.fit(request.fitting(), x, y, training, progress);
        double[] predictedRest = DesignLines.predict(lines, x, rest);
        double held = rest.length < 5
                ? Double.NaN
                : FewLabels.spearman(
                        predictedRest, IntStream.of(rest).mapToDouble(i -> y[i]).toArray());
        MeasuredVariants measured = measured(data, y, rest);
        float[] peak = data.peak();
        List<Designs.Feature> features = strongest(lines, peak);
        SteeredChanges steering = new SteeredChanges(
                run.opened().subject(),
                results.hook(),
                dictionary,
                original,
                run.opened().manager());
        progress.begin("steer features", request.draws() + 1L, "draws");
        Map<String, Set<Integer>> proposed = proposals(steering, features, peak);
        progress.advance(1, "");
        List<Map<String, Set<Integer>>> controls = new ArrayList<>();
        MatchedFeatures matcher = new MatchedFeatures(
                data.rates(),
                features.stream().mapToInt(Designs.Feature::feature).toArray(),
                NEAR);
        for (int draw = 0; draw < request.draws(); draw++) {
            progress.check();
            Map<Integer, Integer> stand = matcher.draw(run.opened().config().seed() * 1009 + draw);
            controls.add(proposals(
                    steering,
                    features.stream()
                            .filter(f -> stand.containsKey(f.feature()))
                            .map(f ->
                                    new Designs.Feature(stand.get(f.feature()), f.weight(), f.agree(), f.values(), ""))
                            .toList(),
                    peak));
            progress.advance(draw + 2L, "");
        }
        Map<String, String> wanted = new LinkedHashMap<>();
        proposed.keySet().forEach(name -> wanted.put(name, changed(name)));
        controls.forEach(c -> c.keySet().forEach(name -> wanted.put(name, changed(name))));
        Map<String, double[]> said = new HashMap<>(predictions(lines, wanted));
        Map<String, Set<Integer>> designs = joined(proposed, said);
        Map<String, String> several = new LinkedHashMap<>();
        designs.keySet().stream()
                .filter(name -> !said.containsKey(name))
                .forEach(name -> several.put(name, changed(name)));
        said.putAll(predictions(lines, several));
        return new Designs(
                run.opened().config().title(),
                results.hook().name(),
                target.name(),
                original.id(),
                learnt,
                rest.length,
                held,
                features.stream()
                        .map(f -> new Designs.Feature(
                                f.feature(),
                                f.weight(),
                                f.agree(),
                                f.values(),
                                results.names().getOrDefault(f.feature(), "")))
                        .toList(),
                ranked(designs, said, measured, training, data),
                origins(proposed, controls, said, measured, data, rest, predictedRest),
                notes(rest.length));
    }

    private int[] shuffled(int n) {
        List<Integer> all = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        Collections.shuffle(all, new Random(run.opened().config().seed() + 29));
        return all.stream().mapToInt(i -> i).toArray();
    }

    private List<Designs.Feature> strongest(List<Ridge.Fit> lines, float[] peak) {
        double[] mean = new double[peak.length];
        for (Ridge.Fit line : lines) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += line.standardised()[j] / lines.size();
            }
        }
        List<Designs.Feature> all = IntStream.range(0, mean.length)
                .filter(j -> mean[j] != 0 && peak[j] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> -Math.abs(mean[j])))
                .limit(request.features())
                .map(j -> new Designs.Feature(
                        j,
                        mean[j],
                        lines.stream()
                                        .filter(l -> l.standardised()[j] * mean[j] > 0)
                                        .count()
                                / (double) lines.size(),
                        Arrays.stream(MULTIPLES)
                                .mapToObj(m -> m * Math.signum(mean[j]) * peak[j])
                                .toList(),
                        ""))
                .toList();
        if (all.isEmpty()) {
            throw new RunException("No feature predicts the target: every weight is 0. More labels, or another penalty,"
                    + " may help.");
        }
        return all;
    }

    /** Single changes by name, with the features that propose them. */
    private Map<String, Set<Integer>> proposals(SteeredChanges steering, List<Designs.Feature> features, float[] peak) {
        Map<String, Set<Integer>> all = new TreeMap<>();
        for (Designs.Feature f : features) {
            double[] values = Arrays.stream(MULTIPLES)
                    .map(m -> m * Math.signum(f.weight()) * peak[f.feature()])
                    .toArray();
            for (SteeredChanges.Change c : steering.best(f.feature(), values, request.changes())) {
                all.computeIfAbsent(name(c.place(), c.letter()), n -> new TreeSet<>())
                        .add(f.feature());
            }
        }
        return all;
    }

    private String name(int place, char letter) {
        return "" + letters.charAt(place) + (place + number) + letter;
    }

    private int place(String change) {
        return Integer.parseInt(change.substring(1, change.length() - 1)) - number;
    }

    private String changed(String name) {
        StringBuilder text = new StringBuilder(letters);
        for (String change : name.split(":")) {
            text.setCharAt(place(change), change.charAt(change.length() - 1));
        }
        return text.toString();
    }

    /** What the lines say of sequences, by name. */
    private Map<String, double[]> predictions(List<Ridge.Fit> lines, Map<String, String> sequences) {
        if (sequences.isEmpty()) {
            return Map.of();
        }
        List<Sample> samples = new ArrayList<>();
        sequences.forEach((name, text) -> samples.add(model.changed(original, name, text)));
        progress.begin("predict designs", samples.size(), "sequences");
        ListedSamples source = new ListedSamples(samples);
        LiveRows rows = new LiveRows(
                run.opened().subject(),
                results.hook(),
                new SampleBatches(source, run.opened().subject(), 0, new SkippedSamples(progress)),
                IntStream.range(0, samples.size()).toArray(),
                run.opened().config().extract(),
                run.opened().config().seed(),
                run.opened().manager());
        PooledCodes.Builder pooled = new PooledCodes.Builder(dictionary.features(), Pooling.MEAN);
        new EncodedCodes(dictionary, rows, run.opened().manager(), Progress.SILENT)
                .each(s -> true, (sample, codes, where) -> {
                    pooled.add(sample, source.id(sample), SitePlaces.codes(codes, where));
                    progress.advance(sample + 1L, "");
                });
        PooledCodes all = pooled.build();
        Inputs x = Inputs.of(PredictionData.FEATURES, all);
        Map<String, double[]> said = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            int row = i;
            said.put(
                    source.id(all.number(i)),
                    lines.stream().mapToDouble(l -> l.predict(x, row)).toArray());
        }
        return said;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /** The single changes, and designs of several of the best ones at different places, one change more at a time. */
    private Map<String, Set<Integer>> joined(Map<String, Set<Integer>> singles, Map<String, double[]> said) {
        Map<String, Set<Integer>> all = new LinkedHashMap<>(singles);
        List<String> best = singles.keySet().stream()
                .filter(said::containsKey)
                .sorted(Comparator.comparingDouble((String n) -> -mean(said.get(n))))
                .limit(JOINED)
                .toList();
        List<String> last = best;
        for (int d = 2; d <= request.distance(); d++) {
            List<String> next = new ArrayList<>();
            for (String design : last) {
                for (String more : best) {
                    List<String> parts = new ArrayList<>(List.of(design.split(":")));
                    if (parts.stream().noneMatch(p -> place(p) == place(more))) {
                        parts.add(more);
                        parts.sort(Comparator.comparingInt(this::place));
                        String name = String.join(":", parts);
                        if (!all.containsKey(name)) {
                            Set<Integer> features = new TreeSet<>();
                            parts.forEach(p -> features.addAll(singles.get(p)));
                            all.put(name, features);
                            next.add(name);
                        }
                    }
                }
            }
            // an additive guess of which to go on with; all of them are predicted in the end
            next.sort(Comparator.comparingDouble(n -> -Arrays.stream(n.split(":"))
                    .mapToDouble(p -> mean(said.get(p)))
                    .sum()));
            next.subList(Math.min(4 * JOINED, next.size()), next.size()).forEach(all::remove);
            last = List.copyOf(next.subList(0, Math.min(4 * JOINED, next.size())));
        }
        return all;
    }

    private MeasuredVariants measured(PredictionData.Features data, double[] y, int[] rest) {
        Map<String, Double> all = new HashMap<>();
        for (int i : rest) {
            all.put(model.sequence(run.samples().load(data.numbers()[i])), y[i]);
        }
        return new MeasuredVariants(
                all, IntStream.of(rest).mapToDouble(i -> y[i]).sorted().toArray());
    }

    private List<Designs.Design> ranked(
            Map<String, Set<Integer>> designs,
            Map<String, double[]> said,
            MeasuredVariants measured,
            int[] training,
            PredictionData.Features data) {
        Set<String> learnt = new TreeSet<>();
        IntStream.of(training)
                .forEach(i -> learnt.add(model.sequence(run.samples().load(data.numbers()[i]))));
        List<String> best = designs.keySet().stream()
                .filter(said::containsKey)
                .filter(name -> !learnt.contains(changed(name)))
                .sorted(Comparator.comparingDouble((String n) -> -mean(said.get(n)))
                        .thenComparing(n -> n))
                .limit(request.count())
                .toList();
        double[] scores = new LabelFreeScore(
                        run.opened().subject(), model, original, run.opened().manager())
                .of(best.stream().map(this::changed).toList(), progress);
        List<Designs.Design> all = new ArrayList<>();
        for (int d = 0; d < scores.length; d++) {
            String name = best.get(d);
            double mean = mean(said.get(name));
            all.add(new Designs.Design(
                    name,
                    changed(name),
                    name.split(":").length,
                    mean,
                    Interval.percentile(mean, said.get(name), 0.95),
                    scores[d],
                    List.copyOf(designs.get(name)),
                    measured.of(changed(name))));
        }
        return all;
    }

    private List<Designs.Origin> origins(
            Map<String, Set<Integer>> proposed,
            List<Map<String, Set<Integer>>> controls,
            Map<String, double[]> said,
            MeasuredVariants measured,
            PredictionData.Features data,
            int[] rest,
            double[] predictedRest) {
        List<Designs.Origin> all = new ArrayList<>();
        all.add(origin(Designs.STEERED, List.of(proposed.keySet()), said, measured));
        if (!controls.isEmpty()) {
            all.add(origin(
                    Designs.MATCHED,
                    controls.stream()
                            .map(c -> (java.util.Collection<String>) c.keySet())
                            .toList(),
                    said,
                    measured));
        }
        int count = Math.min(request.count(), rest.length);
        if (count == 0) {
            return all;
        }
        // the best of those proposed, by prediction, and what prediction or likelihood alone would have picked
        all.add(best(
                "best " + request.count() + " of steered, by prediction", List.of(proposed.keySet()), said, measured));
        if (!controls.isEmpty()) {
            all.add(best(
                    "best " + request.count() + " of matched, by prediction",
                    controls.stream()
                            .map(c -> (java.util.Collection<String>) c.keySet())
                            .toList(),
                    said,
                    measured));
        }
        all.add(picked(
                "best " + count + " of all measured, by prediction", predictedRest, measured, data, rest, count));
        LabelFreeScore likely = new LabelFreeScore(
                run.opened().subject(), model, original, run.opened().manager());
        // a pass a sequence where the model reads from left to right; the order is random already
        int[] some = model.hides() ? rest : Arrays.copyOf(rest, Math.min(MOST_SCORED, rest.length));
        double[] scores = likely.of(
                IntStream.of(some)
                        .mapToObj(i -> model.sequence(run.samples().load(data.numbers()[i])))
                        .toList(),
                progress);
        all.add(picked(
                "best " + Math.min(count, some.length) + " of " + (some.length < rest.length ? some.length : "all")
                        + " measured, by " + likely.name(),
                scores,
                measured,
                data,
                some,
                count));
        return all;
    }

    private Designs.Origin best(
            String name,
            List<? extends java.util.Collection<String>> draws,
            Map<String, double[]> said,
            MeasuredVariants measured) {
        return origin(
                name,
                draws.stream()
                        .map(d -> (java.util.Collection<String>) d.stream()
                                .filter(said::containsKey)
                                .filter(n -> !Double.isNaN(measured.of(changed(n))))
                                .sorted(Comparator.comparingDouble((String n) -> -mean(said.get(n))))
                                .limit(request.count())
                                .toList())
                        .toList(),
                said,
                measured);
    }

    private Designs.Origin origin(
            String name,
            List<? extends java.util.Collection<String>> draws,
            Map<String, double[]> said,
            MeasuredVariants measured) {
        double proposals = 0;
        double known = 0;
        List<Double> predicted = new ArrayList<>();
        List<Double> means = new ArrayList<>();
        List<Double> places = new ArrayList<>();
        for (java.util.Collection<String> draw : draws) {
            proposals += draw.size() / (double) draws.size();
            draw.stream()
                    .filter(said::containsKey)
                    .mapToDouble(n -> mean(said.get(n)))
                    .average()
                    .ifPresent(predicted::add);
            double[] values = draw.stream()
                    .mapToDouble(n -> measured.of(changed(n)))
                    .filter(v -> !Double.isNaN(v))
                    .toArray();
            known += values.length / (double) draws.size();
            if (values.length > 0) {
                means.add(mean(values));
                places.add(Arrays.stream(values)
                        .map(measured::percentile)
                        .average()
                        .orElseThrow());
            }
        }
        double[] all = places.stream().mapToDouble(p -> p).toArray();
        double middle = mean(all);
        return new Designs.Origin(
                name,
                proposals,
                predicted.stream().mapToDouble(p -> p).average().orElse(Double.NaN),
                known,
                means.stream().mapToDouble(m -> m).average().orElse(Double.NaN),
                middle,
                all.length > 1 ? Interval.percentile(middle, all, 0.95) : Interval.none(middle));
    }

    private static Designs.Origin picked(
            String name, double[] by, MeasuredVariants measured, PredictionData.Features data, int[] rest, int count) {
        double[] values = IntStream.range(0, rest.length)
                .boxed()
                .filter(i -> !Double.isNaN(by[i]))
                .sorted(Comparator.comparingDouble((Integer i) -> -by[i]))
                .limit(count)
                .mapToDouble(i -> data.target()[rest[i]])
                .toArray();
        double place = Arrays.stream(values).map(measured::percentile).average().orElse(Double.NaN);
        return new Designs.Origin(
                name, values.length, Double.NaN, values.length, mean(values), place, Interval.none(place));
    }

    private List<String> notes(int rest) {
        List<String> notes = new ArrayList<>();
        notes.add("Features are set at every place of " + original.id() + " to 1, 2 and 3 times their largest"
                + " activation, with the sign of their weight; of each edit the " + request.changes()
                + " changes are taken whose log-odds it raises most.");
        notes.add(
                rest == 0
                        ? "All labels were learnt from, so that no proposal can be held against a measurement."
                        : "Percentiles are among " + rest
                                + " measured variants that were not learnt from; 50 is what a draw at random"
                                + " gives.");
        notes.add("The highest of many predictions tend to be too high.");
        return notes;
    }
}
