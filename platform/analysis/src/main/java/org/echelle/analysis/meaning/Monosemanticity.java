package org.echelle.analysis.meaning;

import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.Measure;

/**
 * Monosemanticity score (Pach et al. 2025, arXiv 2504.02821): are the samples that make a feature fire alike?
 *
 * <pre>MS_j = sum_{i&lt;k} a_i a_k cos(E_i, E_k) / sum_{i&lt;k} a_i a_k</pre>
 *
 * a being the feature's activations scaled to 0..1 over the samples, and E embeddings that do not come from the model under study. With unit
 * embeddings u_i and {@code S = sum a_i u_i} the double sum is {@code (|S|² - sum a_i²) / ((sum a_i)² - sum a_i²)}: one pass, n x d_e
 * doubles, whatever the number of samples.
 *
 * <p>A sample that a bootstrap draws w times takes part in pairs w times, but its copies are no pair: a becomes w a in all three sums.
 * The range that activations are scaled by is that of the samples drawn.
 *
 * <p>Embeddings with a large mean have cosines far above 0 among all samples: {@link #chance} is the mean cosine of any two, and a score
 * means what it has above that.
 */
public final class Monosemanticity {
    private final int features;
    private final int width;
    private final double[] weighted;
    private final double[] sum;
    private final double[] square;
    private final double[] low;
    private final double[] high;
    private final double[] embeddings;
    /** {@code sum w² z}; {@code square} is {@code sum w² z²}. */
    private final double[] twice;

    private double drawn;
    private double drawnSquares;
    private long samples;

    /**
     * @param features n
     * @param width d_e of the embeddings
     */
    public Monosemanticity(int features, int width) {
        this.features = features;
        this.width = width;
        weighted = new double[features * width];
        sum = new double[features];
        square = new double[features];
        low = new double[features];
        high = new double[features];
        embeddings = new double[width];
        twice = new double[features];
        java.util.Arrays.fill(low, Double.POSITIVE_INFINITY);
        java.util.Arrays.fill(high, Double.NEGATIVE_INFINITY);
    }

    /**
     * Takes a sample.
     *
     * @param activations {@code [features]}
     * @param embedding {@code [width]}, of any length but 0
     * @throws AnalysisException for an embedding of length 0, or numbers that are not finite
     */
    public void add(double[] activations, double[] embedding) {
        add(activations, embedding, 1);
    }

    /**
     * Takes a sample that was drawn several times.
     *
     * @param activations {@code [features]}
     * @param embedding {@code [width]}, of any length but 0
     * @param weight how often; 0 leaves it out
     * @throws AnalysisException for an embedding of length 0, or numbers that are not finite
     */
    public void add(double[] activations, double[] embedding, int weight) {
        double length = 0;
        for (double e : embedding) {
            length += e * e;
        }
        if (!(length > 0) || !Double.isFinite(length)) {
            throw new AnalysisException("The embedding of sample " + samples + " has length " + Math.sqrt(length)
                    + " and so no direction; leave the sample out.");
        }
        if (weight == 0) {
            return;
        }
        double scale = weight / Math.sqrt(length);
        samples++;
        drawn += weight;
        drawnSquares += (double) weight * weight;
        for (int e = 0; e < width; e++) {
            embeddings[e] += embedding[e] * scale;
        }
        for (int j = 0; j < features; j++) {
            double a = activations[j];
            low[j] = Math.min(low[j], a);
            high[j] = Math.max(high[j], a);
            if (a != 0) {
                sum[j] += weight * a;
                twice[j] += weight * a * weight;
                square[j] += weight * a * weight * a;
                for (int e = 0; e < width; e++) {
                    weighted[j * width + e] += a * embedding[e] * scale;
                }
            }
        }
    }

    /** A feature's score. */
    public Measure of(int j) {
        if (samples < 2 || high[j] <= low[j]) {
            return Measure.undefined(
                    samples < 2
                            ? "there are fewer than two samples"
                            : "the feature has the same activation on all samples");
        }
        // Scaling to 0..1 is linear, so it can be done on the sums: a = (z - low) / range.
        double range = high[j] - low[j];
        double a = (sum[j] - drawn * low[j]) / range;
        double aa = (square[j] - 2 * low[j] * twice[j] + drawnSquares * low[j] * low[j]) / (range * range);
        double length = 0;
        for (int e = 0; e < width; e++) {
            double s = (weighted[j * width + e] - low[j] * embeddings[e]) / range;
            length += s * s;
        }
        double below = a * a - aa;
        return below <= 1e-9 * aa
                ? Measure.undefined("the feature fires on a single sample")
                : Measure.of((length - aa) / below, samples);
    }

    /** The middle score of the features that have one, n counting them. */
    public Measure median() {
        double[] all = java.util.stream.IntStream.range(0, features)
                .mapToObj(this::of)
                .filter(Measure::defined)
                .mapToDouble(Measure::value)
                .sorted()
                .toArray();
        return all.length == 0
                ? Measure.undefined("no unit fires on two samples with labels")
                : Measure.of((all[all.length / 2] + all[(all.length - 1) / 2]) / 2, all.length);
    }

    /** The mean cosine of any two samples' embeddings: what a feature that fires everywhere alike would score. */
    public Measure chance() {
        double length = 0;
        for (double e : embeddings) {
            length += e * e;
        }
        double pairs = drawn * drawn - drawnSquares;
        return samples < 2
                ? Measure.undefined("there are fewer than two samples")
                : Measure.of((length - drawnSquares) / pairs, samples);
    }
}
