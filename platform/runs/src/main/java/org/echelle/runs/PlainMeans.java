package org.echelle.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.echelle.analysis.prediction.Inputs;
import org.echelle.api.HookPoint;
import org.echelle.api.PlainFeatures;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;

/**
 * A domain's plain features of samples, which need no network: means over sites; and side by side where all samples have the same
 * sites, which keeps what is where (variants of one protein: the one-hot code).
 */
final class PlainMeans {
    static final String MEANS = "plain features";
    static final String BY_SITE = "plain features by site";

    /** Values of all samples that may lie side by side; 4 bytes each. */
    private static final long MOST_VALUES = 100_000_000;

    private final Map<Integer, float[]> means = new HashMap<>();
    private final Map<Integer, float[]> bySite = new HashMap<>();
    private boolean sameSites = true;
    private long values;
    private int[][] sites;

    private PlainMeans() {}

    /** @param places tells which sites each sample has */
    static PlainMeans of(
            PlainFeatures plain, CodeSource places, SampleSource samples, HookPoint hook, IntPredicate wanted) {
        PlainMeans all = new PlainMeans();
        int measures = plain.names().size();
        places.each(wanted, (sample, rows, where) -> {
            float[] found = plain.of(samples.load(sample), new SampleSites(hook, where));
            if (found.length != rows.rows() * measures) {
                throw new RunException("The plain features of sample " + samples.id(sample) + " are " + found.length
                        + " numbers, but there are " + rows.rows() + " rows with " + measures
                        + " measures; the plugin must measure every row.");
            }
            all.add(sample, found, measures, where, SitePlaces.of(where, rows.rows()));
        });
        return all;
    }

    private void add(int sample, float[] found, int measures, int[][] where, int[] placed) {
        float[] mean = new float[measures];
        for (int m = 0; m < measures; m++) {
            double sum = 0;
            for (int row : placed) {
                sum += found[row * measures + m];
            }
            mean[m] = (float) (sum / placed.length);
        }
        means.put(sample, mean);
        int[][] own = Arrays.stream(where)
                .map(axis -> IntStream.of(placed).map(row -> axis[row]).toArray())
                .toArray(int[][]::new);
        sites = sites == null ? own : sites;
        values += (long) placed.length * measures;
        sameSites &= Arrays.deepEquals(sites, own) && values <= MOST_VALUES;
        if (!sameSites) {
            bySite.clear();
            return;
        }
        float[] side = new float[placed.length * measures];
        for (int s = 0; s < placed.length; s++) {
            System.arraycopy(found, placed[s] * measures, side, s * measures, measures);
        }
        bySite.put(sample, side);
    }

    /** One or two kinds of input. */
    List<Inputs> inputs(int[] samples) {
        List<Inputs> all = new ArrayList<>();
        all.add(Inputs.dense(MEANS, rows(means, samples)));
        if (sameSites && bySite.get(samples[0]).length > means.get(samples[0]).length) {
            all.add(Inputs.dense(BY_SITE, rows(bySite, samples)));
        }
        return all;
    }

    private static float[][] rows(Map<Integer, float[]> from, int[] samples) {
        return IntStream.of(samples).mapToObj(from::get).toArray(float[][]::new);
    }
}
