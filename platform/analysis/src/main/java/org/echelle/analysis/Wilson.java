package org.echelle.analysis;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** Wilson's (1927) score interval for a share: sensible at 0 and 1 and for few trials. */
public final class Wilson {
    private Wilson() {}

    /**
     * @param hits successes
     * @param trials at least {@code hits}; with none the interval is [0, 1]
     * @param confidence coverage, such as 0.95
     * @return the interval; its replicates are the trials
     */
    public static Interval interval(long hits, long trials, double confidence) {
        if (hits < 0 || hits > trials || !(confidence > 0 && confidence < 1)) {
            throw new AnalysisException(
                    "A share of " + hits + " in " + trials + " at confidence " + confidence + " makes no interval.");
        }
        if (trials == 0) {
            return new Interval(0, 1, 0);
        }
        double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - confidence) / 2);
        double n = trials;
        double share = hits / n;
        double centre = (share + z * z / (2 * n)) / (1 + z * z / n);
        double half = z / (1 + z * z / n) * Math.sqrt(share * (1 - share) / n + z * z / (4 * n * n));
        int replicates = (int) Math.min(trials, Integer.MAX_VALUE);
        return new Interval(
                hits == 0 ? 0 : Math.max(0, centre - half),
                hits == trials ? 1 : Math.min(1, centre + half),
                replicates);
    }
}
