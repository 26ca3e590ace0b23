package org.echelle.runs.evaluation;

import java.util.List;
import org.echelle.analysis.samples.SampleMatrix;

/**
 * Drawn samples of one side, each as one vector for each pooling.
 *
 * @param samples their indices
 * @param groups {@code [samples]}
 * @param codes {@code [samples, n]} by pooling's place: mean, maximum, class token; the last is absent where samples have none
 * @param rows {@code [samples][d]} activations, by pooling's place likewise
 * @param present {@code [concepts][samples]} whether the sample, or any of its sites, has the concept
 * @param known {@code [concepts][samples]} whether that is known
 */
public record Side(
        int[] samples,
        String[] groups,
        List<SampleMatrix> codes,
        List<double[][]> rows,
        boolean[][] present,
        boolean[][] known) {
    int count() {
        return samples.length;
    }

    /** Mean-pooled codes. */
    SampleMatrix mean() {
        return codes.get(0);
    }

    /** Codes by their largest value in the sample. */
    SampleMatrix max() {
        return codes.get(1);
    }

    /** Mean-pooled activations. */
    double[][] activations() {
        return rows.get(0);
    }
}
