package org.echelle.analysis.prediction;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.echelle.analysis.Interval;

/**
 * One kind of input fitted once a repeat, each time to the training side of another division of the labelled samples: its mean predicts
 * samples without a label, and how far the members are apart says how much that depends on which samples were labelled. The spread is
 * no interval for the truth: it does not know of noise in the target, nor of what no labelled sample shows.
 */
public final class Committee {
    private final List<Ridge.Fit> members;
    private final double[] spearman;
    private final int labels;

    private Committee(List<Ridge.Fit> members, double[] spearman, int labels) {
        this.members = members;
        this.spearman = spearman;
        this.labels = labels;
    }

    /**
     * Fits to divisions as {@link FewLabels} makes them.
     *
     * @param most labels that a member is given at most, since the work grows with their third power
     * @param done told after each member, from any thread
     */
    public static Committee of(
            Inputs x, double[] target, String[] groups, FewLabels.Request request, int most, Runnable done) {
        List<LabelSplits.Sides> splits = LabelSplits.draw(groups, request.heldOut(), request.repeats(), request.seed());
        int labels = Math.min(
                most, splits.stream().mapToInt(s -> s.pool().length).min().orElseThrow());
        double[] spearman = new double[splits.size()];
        List<Ridge.Fit> members = IntStream.range(0, splits.size())
                .parallel()
                .mapToObj(r -> {
                    LabelSplits.Sides sides = splits.get(r);
                    Ridge.Fit fit = request.fit(x, Arrays.copyOf(sides.pool(), labels), target);
                    spearman[r] = FewLabels.spearman(
                            fit.predict(x, sides.test()),
                            Arrays.stream(sides.test())
                                    .mapToDouble(i -> target[i])
                                    .toArray());
                    done.run();
                    return fit;
                })
                .toList();
        return new Committee(members, spearman, labels);
    }

    /** Labels that each member was given. */
    public int labels() {
        return labels;
    }

    /** How well members order their held-out samples, median over members. */
    public double median() {
        return FewLabels.median(spearman);
    }

    /** The same, the middle 95 % of members. */
    public Interval middle() {
        return Interval.percentile(median(), spearman, 0.95);
    }

    /**
     * What the members say of a sample.
     *
     * @param row of the sample
     * @param mean over members
     * @param spread standard deviation over members
     * @param middle 95 % of members
     */
    public record Prediction(int row, double mean, double spread, Interval middle) {}

    /** Predictions of all rows, the highest mean first. */
    public List<Prediction> predict(Inputs x) {
        return IntStream.range(0, x.rows())
                .mapToObj(row -> {
                    double[] said =
                            members.stream().mapToDouble(f -> f.predict(x, row)).toArray();
                    double mean = Arrays.stream(said).average().orElseThrow();
                    return new Prediction(row, mean, spread(said, mean), Interval.percentile(mean, said, 0.95));
                })
                .sorted(Comparator.comparingDouble((Prediction p) -> -p.mean()).thenComparingInt(Prediction::row))
                .toList();
    }

    /**
     * What a column does to the prediction.
     *
     * @param column number
     * @param mean over members, target by standard deviation of the column
     * @param middle 95 % of members
     * @param agree share of members whose weight has the sign of the mean
     */
    public record Weight(int column, double mean, Interval middle, double agree) {}

    /** The columns with the largest weights, whatever their sign. */
    public List<Weight> weights(int most) {
        int columns = members.get(0).standardised().length;
        double[] mean = new double[columns];
        for (Ridge.Fit fit : members) {
            for (int j = 0; j < columns; j++) {
                mean[j] += fit.standardised()[j] / members.size();
            }
        }
        return IntStream.range(0, columns)
                .filter(j -> mean[j] != 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> -Math.abs(mean[j])))
                .limit(most)
                .map(j -> {
                    double[] all = members.stream()
                            .mapToDouble(f -> f.standardised()[j])
                            .toArray();
                    long agree = Arrays.stream(all).filter(w -> w * mean[j] > 0).count();
                    return new Weight(
                            j, mean[j], Interval.percentile(mean[j], all, 0.95), agree / (double) members.size());
                })
                .toList();
    }

    private static double spread(double[] values, double mean) {
        double square = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return values.length > 1 ? Math.sqrt(square / (values.length - 1)) : 0;
    }
}
