package org.echelle.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.echelle.analysis.prediction.FewLabels;
import org.echelle.analysis.prediction.Ridge;
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
    private static final int NEAR = 16;
    private static final int LEAST = 10;
    private static final int MOST_SCORED = 1000;

    private final FinishedRun run;
    private final HookResults results;
    private final DesignRequest request;
    private final Progress progress;
    private final SequenceModel model;
    private final Sample original;
    private final VariantNames names;
    private final Dictionary dictionary;

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
        names = new VariantNames(model.sequence(original), model.first(original) + model.firstNumber());
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
        double[] y = data.target();
        int[] order = shuffled(y.length);
        int learnt = request.labels() == 0 ? y.length : Math.min(request.labels(), y.length);
        if (learnt < LEAST) {
            throw new RunException("Designs need at least " + LEAST + " labels; " + learnt + " were given.");
        }
        int[] training = Arrays.copyOf(order, learnt);
        int[] rest = Arrays.copyOfRange(order, learnt, order.length);
        List<Ridge.Fit> lines = DesignLines.fit(request.fitting(), data.inputs(), y, training, progress);
        double[] predictedRest = DesignLines.predict(lines, data.inputs(), rest);
        double[] measuredRest = IntStream.of(rest).mapToDouble(i -> y[i]).toArray();
        List<Designs.Feature> features = PredictiveFeatures.strongest(lines, data.peak(), request.features());
        SteeredChanges steering = new SteeredChanges(
                run.opened().subject(),
                results.hook(),
                dictionary,
                original,
                run.opened().manager());
        progress.begin("steer features", request.draws() + 1L, "draws");
        Map<String, Set<Integer>> proposed = PredictiveFeatures.proposals(steering, features, names, request.changes());
        progress.advance(1, "");
        List<Set<String>> controls = controls(steering, features, data);
        PredictedVariants said = PredictedVariants.none();
        predict(
                said,
                lines,
                Stream.concat(Stream.of(proposed.keySet()), controls.stream())
                        .flatMap(Set::stream)
                        .toList());
        Map<String, Set<Integer>> designs = JoinedDesigns.of(proposed, said, names, request.distance());
        predict(said, lines, List.copyOf(designs.keySet()));
        MeasuredVariants measured = measured(data, measuredRest, rest);
        return new Designs(
                run.opened().config().title(),
                results.hook().name(),
                target.name(),
                original.id(),
                learnt,
                rest.length,
                rest.length < 5 ? Double.NaN : FewLabels.spearman(predictedRest, measuredRest),
                named(features),
                ranked(designs, said, measured, training, data),
                origins(
                        new DesignOrigins(names, said, measured),
                        List.copyOf(proposed.keySet()),
                        controls,
                        predictedRest,
                        measuredRest,
                        data,
                        rest),
                notes(rest.length));
    }

    private int[] shuffled(int n) {
        List<Integer> all = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        Collections.shuffle(all, new Random(run.opened().config().seed() + 29));
        return all.stream().mapToInt(i -> i).toArray();
    }

    /** What features of the same use propose in the place of those that predict, a set a draw. */
    private List<Set<String>> controls(
            SteeredChanges steering, List<Designs.Feature> features, PredictionData.Features data) {
        MatchedFeatures matcher = new MatchedFeatures(
                data.rates(),
                features.stream().mapToInt(Designs.Feature::feature).toArray(),
                NEAR);
        List<Set<String>> all = new ArrayList<>();
        for (int draw = 0; draw < request.draws(); draw++) {
            progress.check();
            Map<Integer, Integer> stand = matcher.draw(run.opened().config().seed() * 1009 + draw);
            List<Designs.Feature> others = PredictiveFeatures.inPlace(features, stand, data.peak());
            all.add(PredictiveFeatures.proposals(steering, others, names, request.changes())
                    .keySet());
            progress.advance(draw + 2L, "");
        }
        return all;
    }

    private void predict(PredictedVariants said, List<Ridge.Fit> lines, List<String> wanted) {
        said.add(wanted, names, original, lines, run, results, dictionary, progress);
    }

    private List<Designs.Feature> named(List<Designs.Feature> features) {
        return features.stream()
                .map(f -> new Designs.Feature(
                        f.feature(),
                        f.weight(),
                        f.agree(),
                        f.values(),
                        results.names().getOrDefault(f.feature(), "")))
                .toList();
    }

    private String letters(PredictionData.Features data, int labelled) {
        return model.sequence(run.samples().load(data.numbers()[labelled]));
    }

    private MeasuredVariants measured(PredictionData.Features data, double[] values, int[] rest) {
        Map<String, Double> all = new HashMap<>();
        for (int i = 0; i < rest.length; i++) {
            all.put(letters(data, rest[i]), values[i]);
        }
        return new MeasuredVariants(all, Arrays.stream(values).sorted().toArray());
    }

    private List<Designs.Design> ranked(
            Map<String, Set<Integer>> designs,
            PredictedVariants said,
            MeasuredVariants measured,
            int[] training,
            PredictionData.Features data) {
        Set<String> learnt = new TreeSet<>();
        IntStream.of(training).forEach(i -> learnt.add(letters(data, i)));
        List<String> best = said.best(
                designs.keySet().stream()
                        .filter(name -> !learnt.contains(names.changed(name)))
                        .toList(),
                request.count());
        double[] scores = score().of(best.stream().map(names::changed).toList(), progress);
        List<Designs.Design> all = new ArrayList<>();
        for (int d = 0; d < scores.length; d++) {
            String name = best.get(d);
            all.add(new Designs.Design(
                    name,
                    names.changed(name),
                    VariantNames.parts(name).size(),
                    said.mean(name),
                    said.middle(name),
                    scores[d],
                    List.copyOf(designs.get(name)),
                    measured.of(names.changed(name))));
        }
        return all;
    }

    private LabelFreeScore score() {
        return new LabelFreeScore(
                run.opened().subject(), model, original, run.opened().manager());
    }

    private List<Designs.Origin> origins(
            DesignOrigins table,
            List<String> proposed,
            List<Set<String>> controls,
            double[] predictedRest,
            double[] measuredRest,
            PredictionData.Features data,
            int[] rest) {
        List<Designs.Origin> all = new ArrayList<>();
        all.add(table.of(Designs.STEERED, List.of(proposed)));
        if (!controls.isEmpty()) {
            all.add(table.of(Designs.MATCHED, controls));
        }
        int count = Math.min(request.count(), rest.length);
        if (count == 0) {
            return all;
        }
        // the best of those proposed, by prediction, and what prediction or likelihood alone would have picked
        String best = "best " + request.count();
        all.add(table.best(best + " of steered, by prediction", List.of(proposed), request.count()));
        if (!controls.isEmpty()) {
            all.add(table.best(best + " of matched, by prediction", controls, request.count()));
        }
        all.add(table.picked("best " + count + " of all measured, by prediction", predictedRest, measuredRest, count));
        // a pass a sequence where the model reads from left to right; the order is random already
        int some = model.hides() ? rest.length : Math.min(MOST_SCORED, rest.length);
        LabelFreeScore likely = score();
        double[] scores = likely.of(
                IntStream.range(0, some).mapToObj(i -> letters(data, rest[i])).toList(), progress);
        all.add(table.picked(
                "best " + Math.min(count, some) + " of " + (some < rest.length ? some : "all") + " measured, by "
                        + likely.name(),
                scores,
                Arrays.copyOf(measuredRest, some),
                count));
        return all;
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
