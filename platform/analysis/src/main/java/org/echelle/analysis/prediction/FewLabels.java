package org.echelle.analysis.prediction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.Interval;

/**
 * Learning curves: how well ridge regression on each kind of input orders held-out samples by a target, over the number of labels that it
 * was given (the low-N setting of protein engineering, e.g. arXiv 2508.18567).
 *
 * <p>Each repeat divides the labelled samples anew, whole groups on one side; within a repeat all inputs and all numbers of labels are
 * measured on the same test side, and smaller training sets lie within larger ones, so that differences are paired. Nothing of the test
 * side is looked at before it is predicted: columns are standardised and the penalty is chosen on the training samples.
 *
 * <p>The middle 95 % of repeats say how much the choice of labels and test samples matters. Repeats share samples, so that it is no
 * confidence interval for samples of another source.
 */
public final class FewLabels {
    /** What is predicted where nothing is known but the mean of the training labels. */
    public static final String MEAN = "mean of labels";

    /** A number that somebody has without labels. */
    public static final String SCORE = "score without labels";

    private static final int LEAST_LABELLED = 20;
    private static final int LEAST_TESTED = 5;

    private FewLabels() {}

    /**
     * How to measure.
     *
     * @param sizes numbers of labels to train on, at least four each
     * @param repeats divisions of the samples
     * @param alphas penalties that leave-one-out may choose from
     * @param heldOut share of the labelled samples to test on
     * @param seed of the divisions
     * @param mix share of the L1 part of an {@link ElasticNet}, which then takes penalties of its own; 0 for {@link Ridge}
     */
    public record Request(int[] sizes, int repeats, double[] alphas, double heldOut, long seed, double mix) {
        /** By ridge regression. */
        public Request(int[] sizes, int repeats, double[] alphas, double heldOut, long seed) {
            this(sizes, repeats, alphas, heldOut, seed, 0);
        }

        /** Fits a line to the training samples {@code rows}. */
        public Ridge.Fit fit(Inputs x, int[] rows, double[] y) {
            return mix > 0 ? ElasticNet.of(x, rows, y, mix) : Ridge.of(x, rows, y, alphas);
        }

        /** 8, 24, 96 and 384 labels, 20 repeats, penalties from 0.001 to 100, a fifth held out. */
        public static Request defaults(long seed) {
            return new Request(new int[] {8, 24, 96, 384}, 20, new double[] {0.001, 0.01, 0.1, 1, 10, 100}, 0.2, seed);
        }
    }

    /**
     * One number of labels.
     *
     * @param labels how many
     * @param spearman of prediction and target on the test side, by repeat; 0 where the prediction is constant, NaN where the target is
     * @param explained {@code 1 - Σ(y - ŷ)² / Σ(y - ȳ)²} there, by repeat
     * @param least share of fits that chose the least penalty
     * @param most share of fits that chose the greatest penalty
     */
    public record Point(int labels, double[] spearman, double[] explained, double least, double most) {
        /** Median over repeats. */
        public double median() {
            return FewLabels.median(spearman);
        }

        /** The middle 95 % of repeats. */
        public Interval middle() {
            return Interval.percentile(median(), spearman, 0.95);
        }

        /** Median share of explained variance. */
        public double medianExplained() {
            return FewLabels.median(explained);
        }
    }

    /**
     * One kind of input.
     *
     * @param name of it
     * @param columns that it has; 0 where nothing is fitted to columns
     * @param points by number of labels, rising
     */
    public record Curve(String name, int columns, List<Point> points) {
        /** Differences to another curve at one number of labels, repeat by repeat. */
        public double[] less(Curve other, int point) {
            double[] mine = points.get(point).spearman();
            double[] theirs = other.points().get(point).spearman();
            return IntStream.range(0, mine.length)
                    .mapToDouble(r -> mine[r] - theirs[r])
                    .toArray();
        }
    }

    /**
     * What was found.
     *
     * @param labelled samples with a target
     * @param groups that they are of
     * @param leastTested test samples of the repeat with the fewest
     * @param mostTested of the one with the most
     * @param tooLarge numbers of labels that were asked for and left out, since not every repeat has as many
     * @param pool training samples that every repeat has
     * @param curves in the order of the inputs, then the scores, then the mean of the labels
     */
    public record Outcome(
            int labelled,
            int groups,
            int leastTested,
            int mostTested,
            List<Integer> tooLarge,
            int pool,
            List<Curve> curves) {}

    /**
     * Measures.
     *
     * @param inputs kinds of input, all of the same samples
     * @param target {@code [samples]}, finite
     * @param groups {@code [samples]}
     * @param score a number that somebody has without labels, NaN where it is not known, held against the target as it is
     * @param done told after each repeat, from any thread
     * @throws AnalysisException when the target is constant, or there are too few samples
     */
    public static Outcome of(
            List<Inputs> inputs,
            double[] target,
            String[] groups,
            Optional<double[]> score,
            Request request,
            Runnable done) {
        return of(inputs, target, groups, score.map(s -> Map.of(SCORE, s)).orElse(Map.of()), request, done);
    }

    /**
     * The same with any number of scores.
     *
     * @param scores by name, numbers that somebody has without labels, NaN where they are not known
     */
    public static Outcome of(
            List<Inputs> inputs,
            double[] target,
            String[] groups,
            Map<String, double[]> scores,
            Request request,
            Runnable done) {
        check(target, request);
        List<LabelSplits.Sides> splits = LabelSplits.draw(groups, request.heldOut(), request.repeats(), request.seed());
        int pool = splits.stream().mapToInt(s -> s.pool().length).min().orElseThrow();
        int tested = splits.stream().mapToInt(s -> s.test().length).min().orElseThrow();
        int[] wanted = Arrays.stream(request.sizes()).sorted().distinct().toArray();
        int[] sizes = Arrays.stream(wanted).filter(s -> s <= pool).toArray();
        if (sizes.length == 0 || tested < LEAST_TESTED) {
            throw new AnalysisException("Of " + target.length + " labelled samples " + pool
                    + " are left to train on and " + tested + " to test on, and " + wanted[0] + " and " + LEAST_TESTED
                    + " are needed; label more samples or ask for fewer.");
        }
        if (splits.stream().allMatch(s -> constant(of(target, s.test())))) {
            throw new AnalysisException("The target hardly varies: in each of " + request.repeats()
                    + " repeats all held-out samples have one value, so that nothing can be ordered; label more samples"
                    + " that differ, or hold out a larger share.");
        }
        double[][][] found = new double[inputs.size() + 1][][];
        double[][][] explained = new double[inputs.size() + 1][][];
        double[][][] chosen = new double[inputs.size()][][];
        for (int m = 0; m <= inputs.size(); m++) {
            found[m] = new double[sizes.length][request.repeats()];
            explained[m] = new double[sizes.length][request.repeats()];
            if (m < inputs.size()) {
                chosen[m] = new double[sizes.length][request.repeats()];
            }
        }
        IntStream.range(0, request.repeats()).parallel().forEach(r -> {
            LabelSplits.Sides sides = splits.get(r);
            double[] truth = of(target, sides.test());
            for (int s = 0; s < sizes.length; s++) {
                int[] training = Arrays.copyOf(sides.pool(), sizes[s]);
                for (int m = 0; m < inputs.size(); m++) {
                    Ridge.Fit fit = request.fit(inputs.get(m), training, target);
                    double[] predicted = fit.predict(inputs.get(m), sides.test());
                    found[m][s][r] = spearman(predicted, truth);
                    explained[m][s][r] = explained(predicted, truth);
                    chosen[m][s][r] = fit.alpha();
                }
                double[] flat = new double[truth.length];
                Arrays.fill(flat, Arrays.stream(of(target, training)).average().orElseThrow());
                found[inputs.size()][s][r] = spearman(flat, truth);
                explained[inputs.size()][s][r] = explained(flat, truth);
            }
            done.run();
        });
        double least = Arrays.stream(request.alphas()).min().orElseThrow();
        double most = Arrays.stream(request.alphas()).max().orElseThrow();
        List<Curve> curves = new ArrayList<>();
        for (int m = 0; m < inputs.size(); m++) {
            List<Point> points = new ArrayList<>();
            for (int s = 0; s < sizes.length; s++) {
                points.add(new Point(
                        sizes[s],
                        found[m][s],
                        explained[m][s],
                        request.mix() > 0 ? 0 : share(chosen[m][s], least),
                        request.mix() > 0 ? 0 : share(chosen[m][s], most)));
            }
            curves.add(new Curve(inputs.get(m).name(), inputs.get(m).columns(), points));
        }
        scores.forEach((name, values) -> curves.add(unlearnt(name, values, target, splits, sizes)));
        List<Point> flat = new ArrayList<>();
        for (int s = 0; s < sizes.length; s++) {
            flat.add(new Point(sizes[s], found[inputs.size()][s], explained[inputs.size()][s], 0, 0));
        }
        curves.add(new Curve(MEAN, 0, flat));
        return new Outcome(
                target.length,
                (int) Arrays.stream(groups).distinct().count(),
                tested,
                splits.stream().mapToInt(s -> s.test().length).max().orElseThrow(),
                Arrays.stream(wanted).filter(s -> s > pool).boxed().toList(),
                pool,
                curves);
    }

    private static void check(double[] target, Request request) {
        if (target.length < LEAST_LABELLED) {
            throw new AnalysisException("The target is known for " + target.length + " sample"
                    + (target.length == 1 ? "" : "s") + ", and at least " + LEAST_LABELLED
                    + " are needed to train on some and test on others.");
        }
        if (Arrays.stream(target).distinct().count() < 2) {
            throw new AnalysisException("The target is " + target[0] + " for all " + target.length
                    + " samples; a constant cannot be predicted better or worse.");
        }
        if (request.repeats() < 2 || !(request.heldOut() > 0 && request.heldOut() < 1)) {
            throw new AnalysisException("At least two repeats and a held-out share between 0 and 1 are needed; got "
                    + request.repeats() + " and " + request.heldOut() + ".");
        }
    }

    /** The same at every number of labels, since it uses none. */
    private static Curve unlearnt(
            String name, double[] score, double[] target, List<LabelSplits.Sides> splits, int[] sizes) {
        double[] found = splits.stream()
                .mapToDouble(sides -> {
                    int[] known = Arrays.stream(sides.test())
                            .filter(i -> !Double.isNaN(score[i]))
                            .toArray();
                    return known.length < LEAST_TESTED ? Double.NaN : spearman(of(score, known), of(target, known));
                })
                .toArray();
        double[] none = new double[found.length];
        Arrays.fill(none, Double.NaN);
        return new Curve(
                name,
                0,
                Arrays.stream(sizes)
                        .mapToObj(s -> new Point(s, found, none, 0, 0))
                        .toList());
    }

    /** Spearman's correlation; 0 for a constant prediction, which orders nothing, NaN for a constant target. */
    public static double spearman(double[] predicted, double[] truth) {
        if (constant(truth)) {
            return Double.NaN;
        }
        return constant(predicted) ? 0 : new SpearmansCorrelation().correlation(predicted, truth);
    }

    private static boolean constant(double[] values) {
        return Arrays.stream(values).allMatch(v -> v == values[0]);
    }

    private static double explained(double[] predicted, double[] truth) {
        double mean = Arrays.stream(truth).average().orElseThrow();
        double rest = 0;
        double all = 0;
        for (int i = 0; i < truth.length; i++) {
            rest += (truth[i] - predicted[i]) * (truth[i] - predicted[i]);
            all += (truth[i] - mean) * (truth[i] - mean);
        }
        return all > 0 ? 1 - rest / all : Double.NaN;
    }

    private static double[] of(double[] values, int[] places) {
        return Arrays.stream(places).mapToDouble(i -> values[i]).toArray();
    }

    private static double share(double[] values, double of) {
        return Arrays.stream(values).filter(v -> v == of).count() / (double) values.length;
    }

    /** Of the finite values. */
    static double median(double[] values) {
        return new Median()
                .evaluate(Arrays.stream(values).filter(Double::isFinite).toArray());
    }
}
