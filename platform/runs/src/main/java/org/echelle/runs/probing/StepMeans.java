package org.echelle.runs.probing;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.echelle.runs.RunException;

/** The mean of each sample's rows at each timestep: one row a sample and step, as Revelio (arXiv 2411.16725) takes the spatial mean. */
final class StepMeans {
    private static final long ROOM = 1L << 27;

    private final String hook;
    private final int width;
    /** By timestep and sample: sums of the rows, and behind them how many there are. */
    private final TreeMap<Integer, Map<Integer, double[]>> sums = new TreeMap<>();

    private long values;

    StepMeans(String hook, int width) {
        this.hook = hook;
        this.width = width;
    }

    /** Takes a row, {@code [d]} values of {@code rows} from {@code from} on. */
    void add(int step, int sample, float[] rows, int from) {
        double[] sum = sums.computeIfAbsent(step, t -> new HashMap<>()).computeIfAbsent(sample, s -> {
            values += width + 1L;
            if (values > ROOM) {
                throw new RunException("The means of the samples at hook point " + hook + " take more than "
                        + ((ROOM * Double.BYTES) >> 20)
                        + " MiB; probe fewer timesteps (extract.where in the run's config) or fewer samples"
                        + " (extract.limit).");
            }
            return new double[width + 1];
        });
        for (int i = 0; i < width; i++) {
            sum[i] += rows[from + i];
        }
        sum[width]++;
    }

    /** Timesteps in the order of sampling, which falls. */
    int[] steps() {
        return sums.descendingKeySet().stream().mapToInt(Integer::intValue).toArray();
    }

    /** Samples that have rows at a timestep, with the rows' mean {@code [d]}. */
    Map<Integer, double[]> at(int step) {
        Map<Integer, double[]> means = new TreeMap<>();
        sums.get(step).forEach((sample, sum) -> {
            double[] mean = new double[width];
            for (int i = 0; i < width; i++) {
                mean[i] = sum[i] / sum[width];
            }
            means.put(sample, mean);
        });
        return means;
    }
}
