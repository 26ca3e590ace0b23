package org.echelle.analysis.probing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.echelle.analysis.samples.SampleMatrix;

/**
 * Feature absorption and splitting for concepts of any kind of sample (Chanin et al. 2024, arXiv 2409.14507, in SAEBench's form):
 * a feature for "animal" that stays silent on dogs, because a feature for "dog" says it all, is absorbed there.
 *
 * <p>With a probe direction p (unit) found on raw activations, feature j adds {@code a_j = z_j cos(w_j, p)} to a sample's projection
 * P = x·p. M are the concept's main features: the first of the ranking, and every further one that lifts a probe's F1 by more than 0.03
 * (each of these is a split). On a sample that has the concept and that the probe gets right:
 *
 * <ul>
 *   <li><em>fully absorbed</em>: all of M silent, P at least 0, and the feature of largest a_j has a cosine of at least 0.025 and
 *       {@code a_j >= 0.4 P}
 *   <li><em>absorbed fraction</em>: A = sum of the three largest positive a_j outside M with a cosine of at least 0.1, m = sum of a_j in M;
 *       0 where m >= P or A &lt; 0.4 P; 1 where m &lt;= 0; else {@code b / (b + m)} with {@code b = min(A, P - m)}
 * </ul>
 *
 * Both are means over these samples. Absorption needs a more special concept within the concept; without one the figure is about 0 and
 * says nothing. x and the activation's mean are the caller's to subtract before projecting.
 */
public final class Absorption {
    private static final double SILENT = 1e-8;
    private static final double LIFT = 0.03;

    private Absorption() {}

    /**
     * Main features by a ranking.
     *
     * @param ranking features, most telling first
     * @param train {@code [samples, n]}, with {@code trainY}
     * @param test where F1 is measured, with {@code testY}
     * @param most such as 10
     * @return a prefix of the ranking, at least one
     */
    public static int[] mainFeatures(
            int[] ranking, SampleMatrix train, boolean[] trainY, SampleMatrix test, boolean[] testY, int most) {
        int accepted = 1;
        double f1 = -1;
        for (int k = 1; k <= Math.min(most, ranking.length); k++) {
            int[] some = Arrays.copyOf(ranking, k);
            double now = new Answers(
                            LogisticProbe.fit(train.choose(some), trainY).logits(test.choose(some)), testY)
                    .f1()
                    .or(0);
            if (k > 1 && now <= f1 + LIFT) {
                break;
            }
            accepted = k;
            f1 = now;
        }
        return Arrays.copyOf(ranking, accepted);
    }

    /**
     * Both figures.
     *
     * @param fraction mean absorbed fraction
     * @param full share of samples that are fully absorbed
     * @param splits main features beyond the first
     * @param fractions {@code [samples]} what {@code fraction} is the mean of
     */
    public record Outcome(Measure fraction, Measure full, int splits, double[] fractions) {}

    /**
     * Measures.
     *
     * @param z {@code [samples, n]} codes of samples that have the concept and that the probe gets right
     * @param cosine {@code [n]} of each feature's direction with the probe's
     * @param projection {@code [samples]} P
     * @param main M
     * @param groups {@code [samples]} that intervals are drawn over; probe and main features stay as they are
     */
    public static Outcome of(
            SampleMatrix z,
            double[] cosine,
            double[] projection,
            int[] main,
            String[] groups,
            GroupBootstrap bootstrap) {
        if (projection.length == 0) {
            Measure none = Measure.undefined("the probe finds the concept in no sample that has it");
            return new Outcome(none, none, main.length - 1, new double[0]);
        }
        List<int[]> features = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        transpose(z, features, values);
        Set<Integer> inMain = new HashSet<>();
        for (int j : main) {
            inMain.add(j);
        }
        double[] fraction = new double[projection.length];
        double[] full = new double[projection.length];
        for (int i = 0; i < projection.length; i++) {
            fraction[i] = fraction(features.get(i), values.get(i), cosine, projection[i], inMain);
            full[i] = full(features.get(i), values.get(i), cosine, projection[i], inMain) ? 1 : 0;
        }
        return new Outcome(bootstrap.mean(fraction, groups), bootstrap.mean(full, groups), main.length - 1, fraction);
    }

    private static void transpose(SampleMatrix z, List<int[]> features, List<double[]> values) {
        int[] count = new int[z.samples()];
        for (int j = 0; j < z.columns(); j++) {
            z.each(j, (s, v) -> count[s]++);
        }
        for (int c : count) {
            features.add(new int[c]);
            values.add(new double[c]);
        }
        int[] at = new int[z.samples()];
        for (int j = 0; j < z.columns(); j++) {
            int feature = j;
            z.each(j, (s, v) -> {
                features.get(s)[at[s]] = feature;
                values.get(s)[at[s]++] = v;
            });
        }
    }

    private static double fraction(int[] features, double[] z, double[] cosine, double p, Set<Integer> main) {
        double[] top = new double[3];
        double inMain = 0;
        for (int i = 0; i < z.length; i++) {
            double a = z[i] * cosine[features[i]];
            if (main.contains(features[i])) {
                inMain += a;
            } else if (cosine[features[i]] >= 0.1 && a > top[0]) {
                top[0] = a;
                Arrays.sort(top);
            }
        }
        double others = top[0] + top[1] + top[2];
        if (inMain >= p || others < 0.4 * p || others == 0) {
            return 0;
        }
        if (inMain <= 0) {
            return 1;
        }
        double absorbed = Math.min(others, p - inMain);
        return absorbed / (absorbed + inMain);
    }

    private static boolean full(int[] features, double[] z, double[] cosine, double p, Set<Integer> main) {
        double largest = Double.NEGATIVE_INFINITY;
        int which = -1;
        for (int i = 0; i < z.length; i++) {
            if (main.contains(features[i]) && z[i] >= SILENT) {
                return false;
            }
            double a = z[i] * cosine[features[i]];
            if (a > largest) {
                largest = a;
                which = features[i];
            }
        }
        return p >= 0 && which >= 0 && cosine[which] >= 0.025 && largest >= 0.4 * p;
    }
}
