package org.echelle.steering.choice;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Random;
import org.echelle.sae.Dictionary;
import org.echelle.steering.SteeringException;
import org.echelle.store.SparseRows;

/**
 * The trials from which {@link TargetedDirections} are fitted: many vectors are added to the same rows, and what the dictionary sees
 * afterwards is compared with what it saw before.
 *
 * <p>Half of the vectors are random directions, half atoms of random features, as both kinds are what one would push. One vector in
 * five is kept from the fit; on these the fit is judged.
 *
 * @param directions fitted on four fifths of the trials
 * @param vectors how many were tried
 * @param rows on which each was tried
 * @param judged {@code [feature]}: R squared of the effects that the fit foretells for vectors that it never saw; NaN where nothing
 *     moved
 */
public record DirectionTrials(TargetedDirections directions, int vectors, int rows, double[] judged) {
    private static final int FIFTH = 5;
    private static final double RIDGE = 1e-6;

    /**
     * Tries and fits.
     *
     * @param rows {@code [R, d]} raw rows, row-major
     * @param length of every tried vector, in units of a raw row
     * @param vectors how many; at least {@code 2 d}
     * @param turn called before each trial; may throw to stop
     */
    public static DirectionTrials run(
            Dictionary dictionary,
            float[] rows,
            double length,
            int vectors,
            long seed,
            NDManager manager,
            Runnable turn) {
        int d = dictionary.width();
        int n = dictionary.features();
        if (!(length > 0) || vectors < 2 * d || rows.length < d) {
            throw new SteeringException("Directions are fitted from at least " + 2 * d
                    + " vectors of a length above 0 on some rows; got " + vectors + " of length " + length + " on "
                    + rows.length / d + ".");
        }
        double[][] tried = vectors(dictionary, length, vectors, seed);
        double[] before = means(dictionary, rows, new double[d], manager);
        double[][] effects = new double[vectors][];
        for (int s = 0; s < vectors; s++) {
            turn.run();
            effects[s] = means(dictionary, rows, tried[s], manager);
            for (int j = 0; j < n; j++) {
                effects[s][j] -= before[j];
            }
        }
        int kept = vectors - vectors / FIFTH;
        TargetedDirections fitted = TargetedDirections.fit(
                Arrays.copyOf(tried, kept), Arrays.copyOf(effects, kept), RIDGE * length * length / d);
        double[] judged =
                fitted.judged(Arrays.copyOfRange(tried, kept, vectors), Arrays.copyOfRange(effects, kept, vectors));
        return new DirectionTrials(fitted, vectors, rows.length / d, judged);
    }

    private static double[][] vectors(Dictionary dictionary, double length, int count, long seed) {
        int d = dictionary.width();
        float[] atoms = dictionary.atoms().toFloats();
        Random random = new Random(seed);
        double[][] all = new double[count][d];
        for (int s = 0; s < count; s++) {
            int atom = random.nextInt(dictionary.features());
            double squares = 0;
            for (int i = 0; i < d; i++) {
                all[s][i] = s % 2 == 0 ? random.nextGaussian() : atoms[atom * d + i];
                squares += all[s][i] * all[s][i];
            }
            double sign = random.nextBoolean() ? 1 : -1;
            for (int i = 0; i < d; i++) {
                all[s][i] *= squares == 0 ? 0 : sign * length / Math.sqrt(squares);
            }
        }
        return all;
    }

    /** Mean activation of every feature over the rows with a vector added. */
    private static double[] means(Dictionary dictionary, float[] rows, double[] vector, NDManager manager) {
        int d = vector.length;
        float[] moved = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            moved[i] = (float) (rows[i] + vector[i % d]);
        }
        double[] means = new double[dictionary.features()];
        try (NDManager scope = manager.newSubManager()) {
            NDArray x = scope.create(moved, new Shape(rows.length / d, d));
            SparseRows codes = dictionary.encode(x);
            for (int e = 0; e < codes.rowStart()[codes.rows()]; e++) {
                means[codes.feature()[e]] += codes.value()[e] / (double) codes.rows();
            }
        }
        return means;
    }
}
