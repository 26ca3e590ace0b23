package org.echelle.analysis.matching;

import java.util.stream.IntStream;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.analysis.samples.SampleMatrix;

/** Correlations over samples from the non-zeros: {@code (sum xy - n mx my) / (n sx sy)}. A row costs the entries of its samples. */
final class ActivationLikeness implements Likeness {
    private final SampleMatrix byFeature;
    private final PooledCodes second;
    private final int features;
    private final double n;
    private final double[] meanA;
    private final double[] lengthA;
    private final double[] meanB;
    private final double[] lengthB;

    ActivationLikeness(PooledCodes a, PooledCodes b) {
        boolean same = a.size() == b.size();
        for (int i = 0; same && i < a.size(); i++) {
            same = a.number(i) == b.number(i);
        }
        if (!same || a.size() < 3) {
            throw new AnalysisException("Activations can be correlated over the same samples only, and over three at"
                    + " least; here are " + a.size() + " and " + b.size() + ".");
        }
        byFeature = a.byFeature();
        second = b;
        features = a.features();
        n = a.size();
        meanA = new double[a.features()];
        lengthA = new double[a.features()];
        meanB = new double[b.features()];
        lengthB = new double[b.features()];
        moments(a, meanA, lengthA);
        moments(b, meanB, lengthB);
    }

    private void moments(PooledCodes codes, double[] mean, double[] length) {
        double[] square = new double[mean.length];
        for (int i = 0; i < codes.size(); i++) {
            codes.each(i, (j, v) -> {
                mean[j] += v / n;
                square[j] += (double) v * v;
            });
        }
        for (int j = 0; j < mean.length; j++) {
            double rest = square[j] - n * mean[j] * mean[j];
            length[j] = rest > 1e-9 * square[j] ? Math.sqrt(rest) : 0;
        }
    }

    @Override
    public int first() {
        return features;
    }

    @Override
    public int second() {
        return second.features();
    }

    @Override
    public float[] rows(int from, int to) {
        int m = second.features();
        float[] out = new float[Math.multiplyExact(to - from, m)];
        // each feature writes its own row, so the outcome does not depend on the threads
        IntStream.range(from, to).parallel().forEach(j -> {
            double[] sums = new double[m];
            byFeature.each(j, (i, v) -> second.each(i, (k, w) -> sums[k] += v * w));
            for (int k = 0; k < m; k++) {
                double length = lengthA[j] * lengthB[k];
                double r = length > 0 ? (sums[k] - n * meanA[j] * meanB[k]) / length : 0;
                out[(j - from) * m + k] = (float) Math.max(-1, Math.min(1, r));
            }
        });
        return out;
    }
}
