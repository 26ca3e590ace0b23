package org.echelle.runs.erasure;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;
import org.echelle.analysis.Wilson;

/**
 * Shares of samples, with intervals by bootstrap over seeds. Where all seeds say the same, so does every draw of them, and the interval
 * would have no width however few they are: one by Wilson's formula over the seeds takes its place.
 */
final class SeedShares {
    /** What is counted of a seed's samples, and of how many. */
    private record Seed(double hits, double of) {
        Seed plus(double more, double samples) {
            return new Seed(hits + more, of + samples);
        }
    }

    private SeedShares() {}

    /**
     * A share.
     *
     * @param hits {@code [samples]} 1 for a hit, else 0
     * @param of {@code [samples]} 1 for samples that it is a share of, else 0
     * @param none why there is no share where it is one of no samples
     * @return the share; its n is the number of samples that it is a share of
     */
    static Measure share(double[] hits, double[] of, String[] seeds, GroupBootstrap draws, String none) {
        return measure(hits, of, seeds, draws, none, false);
    }

    /**
     * A share less another one of the same samples.
     *
     * @param differences {@code [samples]} 1, 0 or -1
     * @param of {@code [samples]} 1 for samples that they are shares of, else 0
     * @param none why there is no difference where they are shares of no samples
     */
    static Measure difference(double[] differences, double[] of, String[] seeds, GroupBootstrap draws, String none) {
        return measure(differences, of, seeds, draws, none, true);
    }

    private static Measure measure(
            double[] hits, double[] of, String[] seeds, GroupBootstrap draws, String none, boolean signed) {
        Measure drawn = draws.ratio(hits, of, seeds, none);
        if (!drawn.defined()) {
            return drawn;
        }
        long samples = 0;
        Map<String, Seed> bySeed = new LinkedHashMap<>();
        for (int i = 0; i < of.length; i++) {
            samples += Math.round(of[i]);
            bySeed.put(seeds[i], bySeed.getOrDefault(seeds[i], new Seed(0, 0)).plus(hits[i], of[i]));
        }
        double value = drawn.value();
        long trials = bySeed.values().stream().filter(seed -> seed.of() > 0).count();
        Interval interval = drawn.interval();
        if (interval.known() && agree(bySeed.values())) {
            interval = agreed(value, trials, draws.confidence(), signed ? -1 : 0);
        }
        return Measure.of(value, samples, interval);
    }

    /** Products of counts, which are exact where quotients of them are rounded. */
    private static boolean agree(Collection<Seed> seeds) {
        double hits = seeds.stream().mapToDouble(Seed::hits).sum();
        double of = seeds.stream().mapToDouble(Seed::of).sum();
        return seeds.stream().allMatch(seed -> seed.hits() * of == hits * seed.of());
    }

    /**
     * Seeds that say something else were never seen, so that they are at most as frequent as Wilson's bound for none of so many; they could say
     * anything from the least value to 1. At 0 and 1 this is Wilson's interval itself.
     */
    private static Interval agreed(double value, long seeds, double confidence, double least) {
        double unseen = Wilson.interval(0, seeds, confidence).high();
        return new Interval(value - unseen * (value - least), value + unseen * (1 - value), Math.toIntExact(seeds));
    }
}
