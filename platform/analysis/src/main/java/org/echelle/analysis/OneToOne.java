package org.echelle.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Gives every row of one matrix its own partner among the rows of another, so that the sum of their signed cosines is greatest.
 *
 * @param partner {@code [n]} for every row of the first
 * @param cosine {@code [n]} with the partner
 * @param best {@code [n]} greatest cosine with any row of the second
 * @param bestOfSecond {@code [n]} the same for rows of the second
 * @param exact whether the sum is the greatest that there is; else mutual nearest neighbours were taken first and the rest greedily
 */
record OneToOne(int[] partner, float[] cosine, float[] best, float[] bestOfSecond, boolean exact) {
    /** The exact assignment needs 4 n² bytes, and time that grows like n³. */
    static final int MOST_EXACT = 8192;

    private static final int CANDIDATES = 32;
    private static final int CHUNK = 512;

    /** @param first and {@code second}: {@code [n, width]} */
    static OneToOne of(float[] first, float[] second, int width, int mostExact) {
        int n = first.length / width;
        Cosines cosines = new Cosines(first, second, width);
        return n <= mostExact ? exact(cosines, n) : greedy(cosines, n);
    }

    private static OneToOne exact(Cosines cosines, int n) {
        float[] cost = cosines.rows(0, n);
        float[] best = lowest(n);
        float[] bestOfSecond = lowest(n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                float c = cost[i * n + j];
                best[i] = Math.max(best[i], c);
                bestOfSecond[j] = Math.max(bestOfSecond[j], c);
                cost[i * n + j] = -c;
            }
        }
        int[] partner = LinearAssignment.solve(cost, n);
        float[] cosine = new float[n];
        for (int i = 0; i < n; i++) {
            cosine[i] = -cost[i * n + partner[i]];
        }
        return new OneToOne(partner, cosine, best, bestOfSecond, true);
    }

    private record Candidate(int row, int column, float cosine) {}

    private static OneToOne greedy(Cosines cosines, int n) {
        float[] bestOfSecond = lowest(n);
        int[] nearestOfSecond = new int[n];
        TopList[] near = new TopList[n];
        for (int from = 0; from < n; from += CHUNK) {
            int to = Math.min(n, from + CHUNK);
            float[] some = cosines.rows(from, to);
            for (int i = from; i < to; i++) {
                near[i] = new TopList(Math.min(CANDIDATES, n));
                for (int j = 0; j < n; j++) {
                    float c = some[(i - from) * n + j];
                    near[i].offer(j, c, 0);
                    if (c > bestOfSecond[j]) {
                        bestOfSecond[j] = c;
                        nearestOfSecond[j] = i;
                    }
                }
            }
        }
        int[] partner = new int[n];
        float[] cosine = new float[n];
        float[] best = new float[n];
        Arrays.fill(partner, -1);
        boolean[] taken = new boolean[n];
        for (int i = 0; i < n; i++) {
            int j = near[i].id[0];
            best[i] = near[i].score[0];
            if (nearestOfSecond[j] == i) {
                partner[i] = j;
                cosine[i] = best[i];
                taken[j] = true;
            }
        }
        for (Candidate c : rest(near, partner, taken)) {
            if (partner[c.row()] < 0 && !taken[c.column()]) {
                partner[c.row()] = c.column();
                cosine[c.row()] = c.cosine();
                taken[c.column()] = true;
            }
        }
        leftovers(cosines, partner, cosine, taken);
        return new OneToOne(partner, cosine, best, bestOfSecond, false);
    }

    private static List<Candidate> rest(TopList[] near, int[] partner, boolean[] taken) {
        List<Candidate> rest = new ArrayList<>();
        for (int i = 0; i < near.length; i++) {
            for (int c = 0; partner[i] < 0 && c < near[i].id.length; c++) {
                if (!taken[near[i].id[c]]) {
                    rest.add(new Candidate(i, near[i].id[c], near[i].score[c]));
                }
            }
        }
        rest.sort(Comparator.comparingDouble((Candidate c) -> -c.cosine())
                .thenComparingInt(Candidate::row)
                .thenComparingInt(Candidate::column));
        return rest;
    }

    /** Rows whose candidates all went to others take what is left, in order. */
    private static void leftovers(Cosines cosines, int[] partner, float[] cosine, boolean[] taken) {
        int next = 0;
        for (int i = 0; i < partner.length; i++) {
            if (partner[i] < 0) {
                while (taken[next]) {
                    next++;
                }
                taken[next] = true;
                partner[i] = next;
                cosine[i] = cosines.rows(i, i + 1)[next];
            }
        }
    }

    private static float[] lowest(int n) {
        float[] out = new float[n];
        Arrays.fill(out, -1);
        return out;
    }
}
