package org.echelle.runs.ranking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.echelle.runs.RunException;

/**
 * Which features stand for a concept: those whose activation at the end of histories goes most with the exposure that the unedited
 * ranking gives the concept's items (Pearson's correlation over users of the selection side).
 */
final class RankChoice {
    private static final int LEAST_USERS = 10;

    /** @param score correlation */
    record Ranked(int feature, double score) {}

    private RankChoice() {}

    /**
     * Chooses.
     *
     * @param codes {@code [feature][user]}
     * @param exposure {@code [user]}
     */
    static List<Ranked> choose(float[][] codes, double[] exposure, int count) {
        List<Ranked> all = new ArrayList<>();
        for (int j = 0; j < codes.length; j++) {
            int firing = 0;
            for (float z : codes[j]) {
                firing += z > 0 ? 1 : 0;
            }
            double r = firing < LEAST_USERS ? Double.NaN : correlation(codes[j], exposure);
            if (r > 0) {
                all.add(new Ranked(j, r));
            }
        }
        if (all.isEmpty()) {
            throw new RunException("No feature fires for at least " + LEAST_USERS
                    + " users of the selection side more where the target is recommended; use more users, another hook"
                    + " point, or give --features.");
        }
        all.sort(Comparator.comparingDouble((Ranked r) -> -r.score()).thenComparingInt(Ranked::feature));
        return List.copyOf(all.subList(0, Math.min(count, all.size())));
    }

    /** Pearson's; NaN where either does not vary. */
    static double correlation(float[] x, double[] y) {
        double mx = 0;
        double my = 0;
        for (int i = 0; i < x.length; i++) {
            mx += x[i] / (double) x.length;
            my += y[i] / x.length;
        }
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - mx) * (y[i] - my);
            xx += (x[i] - mx) * (x[i] - mx);
            yy += (y[i] - my) * (y[i] - my);
        }
        return xx == 0 || yy == 0 ? Double.NaN : xy / Math.sqrt(xx * yy);
    }
}
