package org.echelle.analysis.perturbation;

import java.util.Arrays;
import java.util.List;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.echelle.analysis.probing.ClassProbe;
import org.echelle.analysis.samples.SampleMatrix;

/**
 * RAVEL's question (Huang et al. 2024; SAEBench) for samples of any kind: can one attribute be exchanged without touching the others?
 *
 * <p>A sample has a value for each of several attributes, and linear probes read them from the activation. Features of a base sample are
 * set to their values in a source sample, the error of the base kept; the log-odds change by {@code sum_j (z_source - z_base) <w_j, p>}.
 *
 * <pre>
 * cause     = share of pairs with different values whose probe then reads the source's value of the attribute
 * isolation = share of pairs and other attributes whose probes still read what they read on the base
 * score     = (cause + isolation) / 2
 * </pre>
 *
 * SAEBench learns which features to exchange by gradient; here they are those whose effect on the attribute's probes (sum over its values
 * of |difference of means x gain|) most exceeds that on the others', on the training side. Exchanging none scores 0.5 at most, exchanging
 * all gives cause 1 and little isolation.
 */
public final class Disentanglement {
    private Disentanglement() {}

    /**
     * An attribute.
     *
     * @param label {@code [samples]} value of each training sample
     * @param gain {@code [n][values]} of its probes, see {@link Effects#gains}
     * @param logits {@code [test samples][values]}
     * @param testLabel {@code [test samples]}
     */
    public record Attribute(int[] label, double[][] gain, double[][] logits, int[] testLabel) {}

    /** Cause, isolation and their mean. */
    public record Outcome(Measure cause, Measure isolation, Measure score) {}

    /**
     * How strongly each feature acts on an attribute, {@code [n]}, features of all attributes on one scale: divided by the sum over
     * features. A value that no training sample has, or all have, says nothing and is left out.
     */
    private static double[] strength(SampleMatrix train, Attribute a) {
        double[] strength = new double[train.columns()];
        int values = a.gain()[0].length;
        for (int c = 0; c < values; c++) {
            boolean[] y = new boolean[a.label().length];
            int with = 0;
            for (int i = 0; i < y.length; i++) {
                y[i] = a.label()[i] == c;
                with += y[i] ? 1 : 0;
            }
            if (with == 0 || with == y.length) {
                continue;
            }
            double[] difference = Effects.differences(train, y);
            for (int j = 0; j < strength.length; j++) {
                strength[j] += Math.abs(difference[j] * a.gain()[j][c]);
            }
        }
        double sum = 0;
        for (double s : strength) {
            sum += s;
        }
        for (int j = 0; j < strength.length && sum > 0; j++) {
            strength[j] /= sum;
        }
        return strength;
    }

    /** Features of one attribute by how much more they act on it than on the others, best first. */
    public static int[] features(SampleMatrix train, List<Attribute> attributes, int which, int most) {
        double[] own = strength(train, attributes.get(which));
        for (int a = 0; a < attributes.size(); a++) {
            if (a != which) {
                double[] other = strength(train, attributes.get(a));
                for (int j = 0; j < own.length; j++) {
                    own[j] -= other[j] / (attributes.size() - 1);
                }
            }
        }
        return Effects.greatest(own, most);
    }

    /**
     * Exchanges features between pairs of test samples.
     *
     * @param test codes, {@code [test samples, n]}
     * @param attributes all of them
     * @param which the one to exchange
     * @param features what is exchanged
     * @param base and {@code source}: {@code [pairs]} test samples; pairs with equal values of the attribute are left out
     * @param groups {@code [test samples]} that intervals are drawn over: a pair counts as often as its two samples were drawn, multiplied
     */
    public static Outcome of(
            SampleMatrix test,
            List<Attribute> attributes,
            int which,
            int[] features,
            int[] base,
            int[] source,
            String[] groups,
            GroupBootstrap bootstrap) {
        if (attributes.size() < 2) {
            Measure none = Measure.undefined("there is one attribute only, and no other one to leave untouched");
            return new Outcome(none, none, none);
        }
        double[][] codes = test.choose(features);
        int pairs = 0;
        int[] first = new int[base.length];
        int[] second = new int[base.length];
        double[] caused = new double[base.length];
        double[] kept = new double[base.length];
        int others = attributes.size() - 1;
        Attribute target = attributes.get(which);
        for (int p = 0; p < base.length; p++) {
            int b = base[p];
            int s = source[p];
            if (target.testLabel()[b] == target.testLabel()[s]) {
                continue;
            }
            first[pairs] = b;
            second[pairs] = s;
            for (int a = 0; a < attributes.size(); a++) {
                double[] logits = attributes.get(a).logits()[b].clone();
                int before = ClassProbe.winner(logits);
                for (int f = 0; f < features.length; f++) {
                    double change = codes[s][f] - codes[b][f];
                    double[] gain = attributes.get(a).gain()[features[f]];
                    for (int c = 0; c < logits.length && change != 0; c++) {
                        logits[c] += change * gain[c];
                    }
                }
                int after = ClassProbe.winner(logits);
                if (a == which) {
                    caused[pairs] = after == target.testLabel()[s] ? 1 : 0;
                } else {
                    kept[pairs] += after == before ? 1.0 / others : 0;
                }
            }
            pairs++;
        }
        if (pairs == 0) {
            Measure none = Measure.undefined("no pair of held-out samples differs in the attribute");
            return new Outcome(none, none, none);
        }
        double[] both = new double[pairs];
        for (int p = 0; p < pairs; p++) {
            both[p] = (caused[p] + kept[p]) / 2;
        }
        int[] from = Arrays.copyOf(first, pairs);
        int[] to = Arrays.copyOf(second, pairs);
        return new Outcome(
                mean(Arrays.copyOf(caused, pairs), from, to, groups, bootstrap),
                mean(Arrays.copyOf(kept, pairs), from, to, groups, bootstrap),
                mean(both, from, to, groups, bootstrap));
    }

    private static Measure mean(double[] values, int[] from, int[] to, String[] groups, GroupBootstrap bootstrap) {
        double sum = Arrays.stream(values).sum();
        return bootstrap.within(Measure.of(sum / values.length, values.length), groups, weights -> {
            double above = 0;
            double below = 0;
            for (int p = 0; p < values.length; p++) {
                double w = (double) weights[from[p]] * weights[to[p]];
                above += w * values[p];
                below += w;
            }
            return below == 0 ? Double.NaN : above / below;
        });
    }
}
