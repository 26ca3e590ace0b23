package org.echelle.runs.erasure;

import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;
import org.echelle.analysis.Wilson;

/**
 * Shares of samples, with intervals by bootstrap over seeds. Where all seeds say the same, so does every draw of them, and the interval
 * would have no width however few they are: Wilson's over the seeds takes its place.
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
        boolean agree = bySeed.values().stream().allMatch(seed -> seed.hits() == value * seed.of());
        long trials = bySeed.values().stream().filter(seed -> seed.of() > 0).count();
        Interval interval = drawn.interval();
        if (interval.known() && agree) {
            interval = agreed(value, trials, draws.confidence(), signed, interval);
        }
        return Measure.of(value, samples, interval);
    }

    /** A difference of 0 may hide as many seeds that gained as lost, each at most as likely as one that was never seen. */
    private static Interval agreed(double value, long seeds, double confidence, boolean signed, Interval otherwise) {
        if (value != 0 && Math.abs(value) != 1) {
            return otherwise; // halves of each seed's samples: seeds are no trials of a share then
        }
        double unseen = Wilson.interval(0, seeds, confidence).high();
        int replicates = Math.toIntExact(seeds);
        if (signed) {
            return value == 0
                    ? new Interval(-unseen, unseen, replicates)
                    : new Interval(value > 0 ? 1 - 2 * unseen : -1, value > 0 ? 1 : -1 + 2 * unseen, replicates);
        }
        return Wilson.interval(value == 1 ? seeds : 0, seeds, confidence);
    }
}
