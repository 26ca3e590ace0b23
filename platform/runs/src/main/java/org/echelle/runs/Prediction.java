package org.echelle.runs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.echelle.analysis.Interval;
import org.echelle.analysis.prediction.Committee;
import org.echelle.analysis.prediction.FewLabels;
import org.echelle.api.Progress;

/**
 * How well a run's features predict a number of its samples from few labels, beside what needs no dictionary.
 *
 * @param run its title
 * @param hook name of the hook point
 * @param target name of the number
 * @param request how it was measured
 * @param curves learning curves
 * @param kind what groups of samples are, in a word; empty where each sample is its own
 * @param seen samples with a target that the dictionary was trained on, without the target
 * @param labels that the lines behind weights and suggestions were fitted to, each
 * @param held how well these order their held-out samples, median over repeats
 * @param middle 95 % of repeats
 * @param weights features with the largest weights
 * @param unlabelled samples without a target
 * @param suggestions those with the highest predictions
 */
public record Prediction(
        String run,
        String hook,
        String target,
        FewLabels.Request request,
        FewLabels.Outcome curves,
        String kind,
        int seen,
        int labels,
        double held,
        Interval middle,
        List<Weight> weights,
        int unlabelled,
        List<Suggestion> suggestions) {
    private static final int WEIGHTS = 40;
    /** More labels than this make a line that is fitted a repeat slow, and hardly better. */
    private static final int MOST_LABELS = 1000;

    /**
     * A feature's part.
     *
     * @param name from its card; may be empty
     * @param active share of the samples with a target on which it is active
     */
    public record Weight(int feature, String name, double mean, Interval middle, double agree, double active) {}

    /** A sample without a target: its number and name, and what it is predicted to have. */
    public record Suggestion(int number, String sample, double mean, double spread, Interval middle) {}

    /**
     * Measures.
     *
     * @param score a second number by sample, held against the target without learning
     * @param likely whether changed copies of an original are also scored by how likely the subject finds them
     * @param unseen whether to leave out samples that the dictionary was trained on
     * @param suggest how many samples without a target to name
     * @throws RunException when no sample with a target has rows, or the run has no features yet
     * @throws org.echelle.analysis.AnalysisException when the target is constant or known for too few samples
     */
    public static Prediction of(
            FinishedRun run,
            HookResults results,
            TargetTable target,
            Optional<TargetTable> score,
            boolean likely,
            boolean unseen,
            int suggest,
            FewLabels.Request request,
            Progress progress) {
        PredictionData data = PredictionData.of(run, results, target, unseen, progress);
        Map<String, double[]> scores = new LinkedHashMap<>();
        score.ifPresent(s -> scores.put(
                FewLabels.SCORE,
                IntStream.of(data.numbers()).mapToDouble(n -> s.values()[n]).toArray()));
        if (likely) {
            labelFree(run)
                    .ifPresent(l -> scores.put(
                            l.name(),
                            l.of(
                                    SequenceInputs.letters(
                                            run,
                                            run.opened().subject().sequences().orElseThrow(),
                                            data.numbers()),
                                    progress)));
        }
        FewLabels.Outcome curves = FewLabels.of(
                data.inputs(),
                data.target(),
                data.groups(),
                scores,
                request,
                counting("predict from few labels", request.repeats(), progress));
        Committee committee = Committee.of(
                data.inputs().get(0),
                data.target(),
                data.groups(),
                request,
                MOST_LABELS,
                counting("fit to all labels", request.repeats(), progress));
        Map<Integer, String> names = results.names();
        int[] active = data.inputs().get(0).active();
        return new Prediction(
                run.opened().config().title(),
                results.hook().name(),
                target.name(),
                request,
                curves,
                run.groups().kind(),
                data.seen(),
                committee.labels(),
                committee.median(),
                committee.middle(),
                committee.weights(WEIGHTS).stream()
                        .map(w -> new Weight(
                                w.column(),
                                names.getOrDefault(w.column(), ""),
                                w.mean(),
                                w.middle(),
                                w.agree(),
                                active[w.column()] / (double) data.numbers().length))
                        .toList(),
                data.others().length,
                committee.predict(data.unlabelled()).stream()
                        .limit(suggest)
                        .map(p -> new Suggestion(
                                data.others()[p.row()],
                                run.samples().id(data.others()[p.row()]),
                                p.mean(),
                                p.spread(),
                                p.middle()))
                        .toList());
    }

    /** How likely the subject finds a variant; empty where samples are no changed copies of an original, or no sequences. */
    static Optional<LabelFreeScore> labelFree(FinishedRun run) {
        return run.opened().subject().sequences().flatMap(model -> run.samples()
                .original()
                .map(original -> new LabelFreeScore(
                        run.opened().subject(), model, original, run.opened().manager())));
    }

    private static Runnable counting(String what, int repeats, Progress progress) {
        progress.begin(what, repeats, "repeats");
        AtomicLong done = new AtomicLong();
        return () -> {
            synchronized (done) {
                progress.check();
                progress.advance(done.incrementAndGet(), "");
            }
        };
    }
}
