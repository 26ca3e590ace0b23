package org.echelle.runs;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.echelle.api.HookPoint;
import org.echelle.api.PlainFeatures;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;
import org.echelle.store.SparseRows;

/**
 * A domain's plain features as codes: each measure gives two features, how far it lies above its least value on the selection
 * side and how far below its greatest, so that both "bright" and "dark" can tell a concept at every threshold.
 */
final class PlainCodes implements CodeSource {
    private final PlainFeatures plain;
    private final CodeSource places;
    private final SampleSource samples;
    private final HookPoint hook;
    private final int measures;
    private final float[] least;
    private final float[] most;

    private int[] rowStart = new int[1];
    private int[] feature = new int[0];
    private float[] value = new float[0];

    /**
     * @param places tells which rows each sample has
     * @param selection the samples whose values set the scale
     */
    PlainCodes(PlainFeatures plain, CodeSource places, SampleSource samples, HookPoint hook, IntPredicate selection) {
        this.plain = plain;
        this.places = places;
        this.samples = samples;
        this.hook = hook;
        this.measures = plain.names().size();
        this.least = new float[measures];
        this.most = new float[measures];
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        Arrays.fill(most, Float.NEGATIVE_INFINITY);
        places.each(selection, (sample, rows, coordinates) -> {
            float[] all = measure(sample, rows.rows(), coordinates);
            for (int i = 0; i < all.length; i++) {
                least[i % measures] = Math.min(least[i % measures], all[i]);
                most[i % measures] = Math.max(most[i % measures], all[i]);
            }
        });
    }

    private float[] measure(int sample, int rows, int[][] coordinates) {
        float[] all = plain.of(samples.load(sample), new SampleSites(hook, coordinates));
        if (all.length != rows * measures) {
            throw new RunException("The plain features of sample " + samples.id(sample) + " are " + all.length
                    + " numbers, but there are " + rows + " rows with " + measures
                    + " measures; the plugin must measure every row.");
        }
        for (int i = 0; i < all.length; i++) {
            if (!Float.isFinite(all[i])) {
                throw new RunException("The plain feature " + plain.names().get(i % measures) + " of sample "
                        + samples.id(sample) + " is " + all[i] + "; the plugin must give finite numbers.");
            }
        }
        return all;
    }

    @Override
    public int features() {
        return 2 * measures;
    }

    @Override
    public void each(IntPredicate wanted, SampleAssembler.SampleConsumer consumer) {
        places.each(
                wanted,
                (sample, rows, coordinates) -> consumer.sample(
                        sample, codes(rows.rows(), measure(sample, rows.rows(), coordinates)), coordinates));
    }

    private SparseRows codes(int rows, float[] all) {
        int n = 2 * measures;
        if (feature.length < rows * n) {
            feature = new int[rows * n];
            value = new float[rows * n];
            rowStart = new int[rows + 1];
        }
        for (int r = 0, at = 0; r < rows; r++) {
            rowStart[r + 1] = (r + 1) * n;
            for (int m = 0; m < measures; m++, at += 2) {
                float v = all[r * measures + m];
                feature[at] = 2 * m;
                value[at] = Math.max(0, v - least[m]);
                feature[at + 1] = 2 * m + 1;
                value[at + 1] = Math.max(0, most[m] - v);
            }
        }
        return new SparseRows(rows, rowStart, feature, value);
    }
}
