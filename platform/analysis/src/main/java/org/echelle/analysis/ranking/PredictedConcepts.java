package org.echelle.analysis.ranking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * RecSAE's dictionary of concepts with confidence (Wang et al., arXiv 2411.06112), without a language model: in place of a written
 * sentence a concept is an attribute of the item that the recommender predicts.
 *
 * <ol>
 *   <li>Activations become levels: 0 where silent, 1 to 10 by bins of equal frequency of the others, all of the selection side.
 *   <li>Construction, on the selection side: of each attribute the mean level over the N strongest users and N silent ones, apart for
 *       those with and without it; the concept is the attribute whose means lie furthest apart, the one without it being the lower.
 *   <li>Test, on new users: the N strongest and N silent ones; a user's level is predicted to be the mean for having or lacking the
 *       concept, and counts as active above 5. Confidence is the share that is told right; from 0.8 on a concept is verified.
 * </ol>
 */
public final class PredictedConcepts {
    /** From this confidence on a concept is verified, as in the paper. */
    public static final double VERIFIED = 0.8;

    private static final int LEVELS = 10;
    private static final double ACTIVE = 5;

    /**
     * One feature.
     *
     * @param feature its number
     * @param concept the attribute's number
     * @param levelWith mean level with it on construction cases
     * @param levelWithout mean level without it there
     * @param right held-out cases that were told right
     * @param cases held-out cases, positives and negatives together
     */
    public record Entry(int feature, int concept, double levelWith, double levelWithout, int right, int cases) {
        /** Share of held-out cases told right. */
        public double confidence() {
            return right / (double) cases;
        }

        /** Whether the concept is verified. */
        public boolean verified() {
            return confidence() >= VERIFIED;
        }
    }

    private final BitSet[] predicted; // [attribute] users whose predicted item has it
    private final int[] selection;
    private final int[] heldOut;
    private final int cases;
    private final long seed;

    /**
     * @param predicted {@code [attribute]} the users whose predicted item has it
     * @param selection users on whom concepts are found
     * @param heldOut users on whom they are tested
     * @param cases N
     * @param seed of the draws of silent users
     */
    public PredictedConcepts(BitSet[] predicted, int[] selection, int[] heldOut, int cases, long seed) {
        this.predicted = predicted.clone();
        this.selection = selection.clone();
        this.heldOut = heldOut.clone();
        this.cases = cases;
        this.seed = seed;
    }

    /**
     * Describes one feature.
     *
     * @param feature its number
     * @param activation {@code [user]}
     * @return empty where it fires for fewer than N users of a side, or is silent for fewer, or no attribute lies on it
     */
    public java.util.Optional<Entry> of(int feature, float[] activation) {
        int[] strongest = strongest(selection, activation);
        int[] silent = silent(selection, activation, feature);
        int[] newStrongest = strongest(heldOut, activation);
        int[] newSilent = silent(heldOut, activation, feature);
        if (strongest.length < cases
                || silent.length < cases
                || newStrongest.length < cases
                || newSilent.length < cases) {
            return java.util.Optional.empty();
        }
        float[] edges = edges(activation);
        double best = 0;
        double[] levels = new double[2];
        int concept = -1;
        for (int a = 0; a < predicted.length; a++) {
            double[] means = means(predicted[a], strongest, silent, activation, edges);
            if (means[0] - means[1] > best) {
                best = means[0] - means[1];
                levels = means;
                concept = a;
            }
        }
        if (concept < 0) {
            return java.util.Optional.empty();
        }
        int right = 0;
        for (int user : newStrongest) {
            right += told(concept, user, levels) ? 1 : 0;
        }
        for (int user : newSilent) {
            right += told(concept, user, levels) ? 0 : 1;
        }
        return java.util.Optional.of(new Entry(feature, concept, levels[0], levels[1], right, 2 * cases));
    }

    private boolean told(int concept, int user, double[] levels) {
        return (predicted[concept].get(user) ? levels[0] : levels[1]) > ACTIVE;
    }

    private static double[] means(BitSet with, int[] strongest, int[] silent, float[] activation, float[] edges) {
        double[] sum = new double[2];
        int[] n = new int[2];
        for (int[] side : List.of(strongest, silent)) {
            for (int user : side) {
                int at = with.get(user) ? 0 : 1;
                sum[at] += level(activation[user], edges);
                n[at]++;
            }
        }
        return n[0] == 0 || n[1] == 0 ? new double[2] : new double[] {sum[0] / n[0], sum[1] / n[1]};
    }

    /** Upper edges of nine of the ten bins of equal frequency. */
    private float[] edges(float[] activation) {
        float[] firing = new float[selection.length];
        int n = 0;
        for (int user : selection) {
            if (activation[user] > 0) {
                firing[n++] = activation[user];
            }
        }
        Arrays.sort(firing, 0, n);
        float[] edges = new float[LEVELS - 1];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = firing[Math.max(0, (int) Math.ceil((i + 1) * n / (double) LEVELS) - 1)];
        }
        return edges;
    }

    /** 0 where silent, else 1 to 10. */
    static int level(float activation, float[] edges) {
        if (activation <= 0) {
            return 0;
        }
        int level = 1;
        while (level <= edges.length && activation > edges[level - 1]) {
            level++;
        }
        return level;
    }

    private int[] strongest(int[] users, float[] activation) {
        return Arrays.stream(users)
                .filter(u -> activation[u] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(u -> -activation[u]))
                .limit(cases)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private int[] silent(int[] users, float[] activation, int feature) {
        int[] all = Arrays.stream(users).filter(u -> activation[u] <= 0).toArray();
        if (all.length < cases) {
            return new int[0];
        }
        Random random = new Random(seed * 31 + feature);
        for (int i = 0; i < cases; i++) {
            int other = i + random.nextInt(all.length - i);
            int kept = all[i];
            all[i] = all[other];
            all[other] = kept;
        }
        return Arrays.copyOf(all, cases);
    }

    /** Describes all features of codes at one place a user. */
    public List<Entry> of(int features, java.util.function.IntFunction<float[]> activations) {
        List<Entry> all = new ArrayList<>();
        IntStream.range(0, features).forEach(j -> of(j, activations.apply(j)).ifPresent(all::add));
        return all;
    }
}
