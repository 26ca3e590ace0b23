package org.echelle.runs.erasure.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.echelle.steering.SteeringException;
import org.echelle.steering.Where;
import org.echelle.steering.choice.TimestepScore;

/**
 * SAEdit (arXiv 2510.05081), backwards. Of codes with the concept and without it, each the maximum over rows, the ratio {@code R_j = with_j /
 * without_j} divided by its maximum and cut off below a threshold is a sparse direction {@code d}; rows of the branch with the condition
 * get {@code z + s d}, here with a negative strength, their error kept. On a text encoder the pair are the prompts that ask for the class
 * and the same without its name, and {@code s} is constant; at a hook point with timesteps the pair are the largest activations on the
 * class and the mean of those on other classes, and {@code s_t = -min(exp(t omega) - 1, tau)} over the share {@code t} of the way from
 * noise.
 */
record Saedit() implements ErasureMethod {
    private static final double[] OMEGAS = {1, 2, 3, 4};
    private static final double TAU = 20;
    private static final double CUT = 0.1;
    /** What a silent feature counts as, as a share of the largest activation, so that no ratio is endless. */
    private static final double SILENT = 0.01;

    @Override
    public String name() {
        return "saedit";
    }

    @Override
    public String sentence() {
        return "SAEdit backwards: the sparse direction from rows without the concept to rows with it, subtracted";
    }

    @Override
    public List<Trial> trials(Material material) {
        List<double[]> directions = new ArrayList<>();
        for (int number : material.target().numbers()) {
            directions.add(TextHooks.is(material.hook()) ? fromTexts(material, number) : fromPeaks(material, number));
        }
        double[] sum = new double[material.dictionary().features()];
        for (double[] one : directions) {
            for (int j = 0; j < sum.length; j++) {
                sum[j] = Math.max(sum[j], one[j]);
            }
        }
        List<Trial> trials = new ArrayList<>();
        for (double omega : OMEGAS) {
            List<Intervention> edits = edits(material, sum, omega);
            String setting =
                    String.format(Locale.ROOT, "%s, omega %s", Words.features(features(sum)), Words.number(omega));
            trials.add(Trial.edits(name(), setting, features(sum), edits));
        }
        return trials;
    }

    private static int features(double[] direction) {
        int count = 0;
        for (double d : direction) {
            count += d > 0 ? 1 : 0;
        }
        return count;
    }

    private static double[] fromTexts(Material material, int number) {
        String with = material.asks().stream()
                .filter(ask -> Phrase.classOf(ask, material.classes()) == number)
                .findFirst()
                .orElseThrow();
        String without = Phrase.without(with, material.target().names());
        return direction(
                pooled(material.texts().positive(with)), pooled(material.texts().positive(without)));
    }

    private static double[] fromPeaks(Material material, int number) {
        double[] without = new double[material.dictionary().features()];
        List<Integer> others = material.peaks().concepts().stream()
                .filter(c -> !material.target().has(c))
                .toList();
        for (int other : others) {
            float[] peak = material.peaks().of(other);
            for (int j = 0; j < without.length; j++) {
                without[j] += peak[j] / (double) others.size();
            }
        }
        float[] mine = material.peaks().of(number);
        double[] with = new double[mine.length];
        for (int j = 0; j < with.length; j++) {
            with[j] = mine[j];
        }
        return direction(with, without);
    }

    private static double[] pooled(float[][] codes) {
        double[] most = new double[codes[0].length];
        for (float[] row : codes) {
            for (int j = 0; j < most.length; j++) {
                most[j] = Math.max(most[j], row[j]);
            }
        }
        return most;
    }

    /** {@code R / max R}, what lies below the cut left out. */
    static double[] direction(double[] with, double[] without) {
        double largest = 0;
        for (double z : with) {
            largest = Math.max(largest, z);
        }
        if (largest == 0) {
            throw new SteeringException(
                    "No feature fires on what is to be erased, so there is no direction towards it.");
        }
        double[] ratio = new double[with.length];
        double most = 0;
        for (int j = 0; j < ratio.length; j++) {
            ratio[j] = with[j] / Math.max(without[j], SILENT * largest);
            most = Math.max(most, ratio[j]);
        }
        for (int j = 0; j < ratio.length; j++) {
            ratio[j] = ratio[j] / most < CUT ? 0 : ratio[j] / most;
        }
        return ratio;
    }

    /** {@code min(exp(t omega) - 1, tau)}. */
    static double strength(double share, double omega) {
        return Math.min(Math.exp(share * omega) - 1, TAU);
    }

    private static List<Intervention> edits(Material material, double[] direction, double omega) {
        List<FeatureEdit> all = new ArrayList<>();
        for (int j = 0; j < direction.length; j++) {
            if (direction[j] > 0) {
                all.add(new FeatureEdit(j, new Operation.Add((float) -direction[j])));
            }
        }
        Where told = material.told();
        Intervention edit = Intervention.of(material.hook().name(), all)
                .withWhere(material.rows().and(told));
        int axis = material.hook().axis("timestep");
        if (axis < 0) {
            return List.of(edit.withStrength(strength(1, omega)));
        }
        double extent = material.hook().axes().get(axis).size();
        int[] steps = material.together().timesteps();
        List<Intervention> timed = new ArrayList<>();
        for (int i = 0; i < steps.length; i++) {
            double share = 1 - steps[i] / extent;
            Where here = steps.length == 1 ? Where.everywhere() : TimestepScore.nearest(steps, i);
            timed.add(edit.withWhere(edit.where().and(here)).withStrength(strength(share, omega)));
        }
        return timed;
    }
}
