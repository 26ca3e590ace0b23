package org.echelle.steering;

import java.util.Locale;
import org.echelle.sae.Dictionary;

/**
 * An edit that is the same affine map of every row, {@code x' = A x + c}, and can therefore be folded into the linear layer before or
 * behind its hook point: a persistent edit of the weights (the linear part of CRISP, arXiv 2508.13650), exact, without any tap.
 *
 * <p>Adding a constant to features, pushes and a {@link Projection} are such maps. Ablating, scaling, setting or clamping a feature is not: what is
 * written depends on the encoder's threshold or selection. a projection is the nearest linear relative of an ablation and an
 * edit of its own.
 *
 * @param matrix {@code A}, {@code [d][d]}
 * @param offset {@code c}, {@code [d]}
 */
public record AffineEdit(double[][] matrix, double[] offset) {
    /**
     * A linear layer, {@code y = W x + b}.
     *
     * @param weight {@code [out][in]}
     * @param bias {@code [out]}
     */
    public record Layer(double[][] weight, double[] bias) {}

    /**
     * The map of an intervention.
     *
     * @throws SteeringException when it is not the same affine map of every row, saying why
     */
    public static AffineEdit of(Intervention edit, Dictionary dictionary) {
        if (edit.where() != Where.EVERYWHERE || !(edit.gate() instanceof Gate.Open)) {
            throw refused("it does not hold for every row of every sample");
        }
        if (edit.error() != ErrorTerm.KEPT) {
            throw refused("without error term the row becomes what the dictionary makes of it, which is not linear");
        }
        if (edit.along().isPresent()) {
            throw refused("its size differs from row to row");
        }
        Decoding decoding = new Decoding(dictionary);
        Object norm = dictionary.facts().get("normalisation");
        double[] offset = new double[decoding.width()];
        for (FeatureEdit each : edit.edits()) {
            if (!(each.operation() instanceof Operation.Add add)) {
                throw refused("'" + each.operation().words() + "' of feature " + each.feature()
                        + " depends on whether the feature fires; a projection of its atom does not");
            }
            if (String.valueOf(norm).toLowerCase(Locale.ROOT).contains("-norm")) {
                throw refused("this dictionary brings every row to units of its own");
            }
            decoding.add(each.feature(), edit.strength() * add.amount(), offset);
        }
        for (Push push : edit.pushes()) {
            if (push.position().isPresent() || push.reading().isPresent()) {
                throw refused("what is added differs from row to row");
            }
            for (int i = 0; i < offset.length; i++) {
                offset[i] += edit.strength() * push.vector()[i];
            }
        }
        double[][] linear = edit.projection()
                .map(p -> of(p, edit.strength(), offset.length).matrix())
                .orElseGet(() -> identity(offset.length));
        return new AffineEdit(linear, offset);
    }

    private static SteeringException refused(String why) {
        return new SteeringException("This edit cannot be folded into weights exactly: " + why + ".");
    }

    /**
     * Scales that part of every row which lies in the span of some features' atoms; 0 projects it out.
     *
     * @param factor of that part
     */
    public static AffineEdit projection(Dictionary dictionary, double factor, int... features) {
        return of(Projection.of(dictionary, factor, features), 1, dictionary.width());
    }

    private static AffineEdit of(Projection projection, double strength, int d) {
        double[][] a = identity(d);
        for (double[] q : projection.basis()) {
            for (int i = 0; i < d; i++) {
                for (int k = 0; k < d; k++) {
                    a[i][k] += strength * (projection.factor() - 1) * q[i] * q[k];
                }
            }
        }
        return new AffineEdit(a, new double[d]);
    }

    /** Whether only an offset is added. */
    public boolean shiftOnly() {
        for (int i = 0; i < matrix.length; i++) {
            for (int k = 0; k < matrix.length; k++) {
                if (matrix[i][k] != (i == k ? 1 : 0)) {
                    return false;
                }
            }
        }
        return true;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[][] identity(int d) {
        double[][] a = new double[d][d];
        for (int i = 0; i < d; i++) {
            a[i][i] = 1;
        }
        return a;
    }

    /** {@code A x + c}. */
    public double[] apply(double[] x) {
        double[] y = offset.clone();
        for (int i = 0; i < y.length; i++) {
            y[i] += dot(matrix[i], x);
        }
        return y;
    }

    /** The layer whose output is the hook point's row: {@code W' = A W}, {@code b' = A b + c}. */
    public Layer intoPreceding(Layer layer) {
        if (layer.weight().length != offset.length) {
            throw new SteeringException("The layer before the hook point must write rows of width " + offset.length
                    + ", not " + layer.weight().length + ".");
        }
        return new Layer(product(matrix, layer.weight()), apply(layer.bias()));
    }

    /** The layer that alone reads the hook point's row: {@code W' = W A}, {@code b' = b + W c}. */
    public Layer intoFollowing(Layer layer) {
        if (layer.weight()[0].length != offset.length) {
            throw new SteeringException("The layer behind the hook point must read rows of width " + offset.length
                    + ", not " + layer.weight()[0].length + ".");
        }
        double[] bias = layer.bias().clone();
        for (int o = 0; o < bias.length; o++) {
            bias[o] += dot(layer.weight()[o], offset);
        }
        return new Layer(product(layer.weight(), matrix), bias);
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < c[i].length; j++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }
}
