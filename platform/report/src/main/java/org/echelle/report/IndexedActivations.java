package org.echelle.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.echelle.api.HookPoint;
import org.echelle.api.SampleSites;
import org.echelle.runs.HookView;
import org.echelle.store.FeatureIndex;
import org.echelle.store.Postings;
import org.echelle.store.SampleRanges;

/** A feature index as a report sees it. */
public final class IndexedActivations implements FeatureActivations {
    private final FeatureIndex index;
    private final HookPoint hook;
    private final SampleRanges ranges;
    private final int[] samples;

    /**
     * @param index open for as long as this is in use
     * @param hook the hook point of its rows; the index has the axis {@code sample} first and then the hook point's axes in order
     */
    public IndexedActivations(FeatureIndex index, HookPoint hook) {
        if (index.axes().size() != hook.axes().size() + 1) {
            throw new ReportException(
                    "The feature index has the axes " + index.axes() + ", which are not \"sample\" and the "
                            + hook.axes().size() + " axes of hook point " + hook.name() + ".");
        }
        this.index = index;
        this.hook = hook;
        this.ranges = index.ranges();
        this.samples =
                IntStream.range(0, ranges.count()).map(ranges::sample).sorted().toArray();
    }

    @Override
    public int features() {
        return index.features();
    }

    @Override
    public long rows() {
        return index.rows();
    }

    @Override
    public int[] samples() {
        return samples.clone();
    }

    @Override
    public long count(int feature) {
        return index.count(feature);
    }

    @Override
    public float max(int feature) {
        return index.max(feature);
    }

    @Override
    public ActiveRows active(int feature) {
        Postings postings = index.feature(feature);
        int[] row = postings.row();
        int[] sample = new int[row.length];
        int[] position = new int[row.length];
        boolean rising = true;
        int range = 0;
        for (int i = 0; i < row.length; i++) {
            while (row[i] >= ranges.firstRow(range) + ranges.rows(range)) {
                range++;
            }
            sample[i] = ranges.sample(range);
            position[i] = (int) (row[i] - ranges.firstRow(range));
            rising &= i == 0 || sample[i - 1] <= sample[i];
        }
        return rising ? new ActiveRows(sample, position, postings.value()) : sorted(sample, position, postings.value());
    }

    private static ActiveRows sorted(int[] sample, int[] position, float[] value) {
        int[] order = IntStream.range(0, sample.length)
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> sample[i]).thenComparingInt(i -> position[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        float[] values = new float[order.length];
        for (int i = 0; i < order.length; i++) {
            values[i] = value[order[i]];
        }
        return new ActiveRows(
                Arrays.stream(order).map(i -> sample[i]).toArray(),
                Arrays.stream(order).map(i -> position[i]).toArray(),
                values);
    }

    @Override
    public SampleSites sites(int sample) {
        int range = ranges.find(sample);
        if (range < 0) {
            throw new ReportException("Sample " + sample + " has no rows in the feature index.");
        }
        int[][] coordinates = index.coordinates(ranges.firstRow(range), ranges.rows(range));
        return new SampleSites(HookView.base(hook), Arrays.copyOfRange(coordinates, 1, coordinates.length));
    }
}
