package org.echelle.steering;

import java.util.ArrayList;
import java.util.List;
import org.echelle.sae.Dictionary;

/**
 * Scales that part of every row which lies in the span of some features' atoms: {@code x' = x + (factor - 1) Q' Q x}, with {@code Q} an
 * orthonormal basis of the span. The linear relative of an ablation: it asks no encoder and can be folded into weights.
 *
 * @param features whose atoms span what is scaled
 * @param basis {@code [rank][d]}, orthonormal
 * @param factor 0 projects the span out
 */
public record Projection(int[] features, double[][] basis, double factor) {
    private static final double SAME = 1e-6;

    public Projection {
        features = features.clone();
        basis = basis.clone();
        if (!Double.isFinite(factor)) {
            throw new SteeringException("The factor of a projection must be a finite number, not " + factor + ".");
        }
    }

    /** Of the atoms of some features. */
    public static Projection of(Dictionary dictionary, double factor, int... features) {
        int d = dictionary.width();
        float[] atoms = dictionary.atoms().toFloats();
        List<double[]> basis = new ArrayList<>();
        for (int j : features) {
            if (j < 0 || j >= dictionary.features()) {
                throw new SteeringException(
                        "There is no feature " + j + "; the dictionary has 0 to " + (dictionary.features() - 1) + ".");
            }
            double[] v = new double[d];
            for (int i = 0; i < d; i++) {
                v[i] = atoms[j * d + i];
            }
            double before = Math.sqrt(AffineEdit.dot(v, v));
            for (double[] q : basis) {
                double c = AffineEdit.dot(q, v);
                for (int i = 0; i < d; i++) {
                    v[i] -= c * q[i];
                }
            }
            double norm = Math.sqrt(AffineEdit.dot(v, v));
            if (norm > SAME * before) { // else it lies in the span already
                for (int i = 0; i < d; i++) {
                    v[i] /= norm;
                }
                basis.add(v);
            }
        }
        return new Projection(features, basis.toArray(double[][]::new), factor);
    }

    /** Adds {@code strength} times the change of the row that begins at {@code from}. */
    void add(float[] rows, int from, double strength, double[] change) {
        for (double[] q : basis) {
            double along = 0;
            for (int i = 0; i < q.length; i++) {
                along += q[i] * rows[from + i];
            }
            for (int i = 0; i < q.length; i++) {
                change[i] += strength * (factor - 1) * along * q[i];
            }
        }
    }

    /** The operation in a few words, for tables. */
    public String words() {
        return factor == 0 ? "project out" : "scale their span by " + factor;
    }
}
