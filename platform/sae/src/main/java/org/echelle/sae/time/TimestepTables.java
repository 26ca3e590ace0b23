package org.echelle.sae.time;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.echelle.api.Progress;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;
import org.echelle.torch.HostTensor;

/**
 * What is typical of each timestep's rows: their mean and their scale. A row x of timestep t is trained on as
 * {@code (x - mean_t) / scale_t}, with {@code scale_t = sqrt(E ||x - mean_t||² / d)}: the modulation of TIDE (arXiv 2503.07050), with
 * tables measured on the training rows where TIDE learns two small networks. What only says how late it is then needs no feature, and
 * the noisy and the quiet steps weigh the same in the loss.
 *
 * <p>Between two timesteps of the tables both are interpolated, since a sampler visits steps that nobody collected; before the first and
 * after the last, theirs hold.
 */
public final class TimestepTables {
    private static final String MEAN = "timestep_mean";
    private static final String SCALE = "timestep_scale";
    private static final String STEPS = "timesteps";
    private static final int BLOCK = 4096;
    /** A scheduler has at most a thousand; more is some other axis of that name. */
    private static final int MOST = 100_000;

    /** Rising. */
    private final int[] steps;
    /** {@code [T, d]}. */
    private final float[] mean;
    /** {@code [T]}. */
    private final float[] scale;

    private final int width;

    /**
     * @param steps rising
     * @param mean {@code [T, d]}
     * @param scale {@code [T]}, above 0
     */
    TimestepTables(int[] steps, float[] mean, float[] scale) {
        this.steps = steps;
        this.mean = mean;
        this.scale = scale;
        this.width = steps.length == 0 ? 0 : mean.length / steps.length;
        boolean rising = steps.length > 0 && steps.length == scale.length && mean.length == steps.length * width;
        for (int i = 0; rising && i < steps.length; i++) {
            rising = (i == 0 || steps[i - 1] < steps[i]) && scale[i] > 0;
        }
        if (!rising) {
            throw new SaeException("The tables of timesteps do not fit together (" + steps.length + " timesteps, "
                    + mean.length + " means, " + scale.length + " scales); the dictionary's files are damaged.");
        }
    }

    /** Sums of one timestep, about its first row, so that a large common mean takes no digits away. */
    private static final class Sums {
        private final float[] first;
        private final double[] sum;
        private double squares;
        private long rows;

        Sums(float[] first) {
            this.first = first.clone();
            this.sum = new double[first.length];
        }

        void add(float[] row) {
            rows++;
            for (int i = 0; i < row.length; i++) {
                double away = (double) row[i] - first[i];
                sum[i] += away;
                squares += away * away;
            }
        }

        double variance() {
            double centre = 0;
            for (double s : sum) {
                centre += (s / rows) * (s / rows);
            }
            return Math.max(0, squares / rows - centre) / sum.length;
        }
    }

    /**
     * Measures, in one pass.
     *
     * @param rows with an axis {@code timestep}
     * @throws SaeException if they have none, hold values that are not finite, or are all equal within each timestep
     */
    public static TimestepTables measure(RowSource rows, Progress progress) {
        return measure(rows, StoredDictionary.BY_TIMESTEP, progress);
    }

    /** The same for a normalisation of another name. */
    static TimestepTables measure(RowSource rows, String kind, Progress progress) {
        int axis = rows.axes().indexOf(Timesteps.AXIS);
        if (axis < 0) {
            throw new SaeException("The normalisation " + kind + " needs rows that have a timestep; those of "
                    + rows.describe() + " have the axes " + String.join(", ", rows.axes())
                    + ". Choose another normalisation, such as centre.");
        }
        progress.begin("mean and scale by timestep", rows.rows(), "rows");
        TreeMap<Integer, Sums> all = new TreeMap<>();
        RowBlock block = RowBlock.allocate(BLOCK, rows);
        float[] row = new float[rows.width()];
        long done = 0;
        try (RowReader reader = rows.read(ReadOrder.sequential())) {
            while (reader.read(block) > 0) {
                progress.check();
                for (int r = 0; r < block.rows(); r++) {
                    block.values().get(r * row.length, row);
                    all.computeIfAbsent(block.coordinates()[axis][r], t -> new Sums(row))
                            .add(row);
                }
                done += block.rows();
                progress.advance(done, all.size() + " timesteps");
                if (all.size() > MOST) {
                    throw new SaeException("The rows have more than " + MOST
                            + " timesteps, too many for a table; choose another normalisation than " + kind + ".");
                }
            }
        }
        return of(all, rows, kind);
    }

    private static TimestepTables of(NavigableMap<Integer, Sums> all, RowSource rows, String kind) {
        if (all.isEmpty()) {
            throw new SaeException("There are no rows in " + rows.describe() + ".");
        }
        int d = rows.width();
        float[] mean = new float[all.size() * d];
        float[] scale = new float[all.size()];
        boolean alive = false;
        int at = 0;
        for (Map.Entry<Integer, Sums> step : all.entrySet()) {
            Sums sums = step.getValue();
            double variance = sums.variance();
            for (int i = 0; i < d; i++) {
                mean[at * d + i] = (float) (sums.first[i] + sums.sum[i] / sums.rows);
            }
            if (!Double.isFinite(variance)) {
                throw new SaeException("Rows of timestep " + step.getKey()
                        + " hold values that are not finite; extract them anew, or drop them.");
            }
            alive |= variance > 0;
            scale[at] = variance > 0 ? (float) Math.sqrt(variance) : 1; // rows that are all equal need none
            at++;
        }
        if (!alive) {
            throw new SaeException("The rows cannot be normalised (" + kind + "): within each of their " + all.size()
                    + " timesteps all are equal; there is nothing to learn from them.");
        }
        return new TimestepTables(
                all.keySet().stream().mapToInt(Integer::intValue).toArray(), mean, scale);
    }

    /**
     * Those of a stored dictionary.
     *
     * @return empty where it has none
     */
    public static Optional<TimestepTables> of(StoredDictionary stored) {
        if (stored.find(MEAN).isEmpty()) {
            return Optional.empty();
        }
        List<Integer> told = new ArrayList<>();
        if (stored.facts().get(STEPS) instanceof List<?> list) {
            list.forEach(t -> told.add(t instanceof Number n ? n.intValue() : Integer.MIN_VALUE));
        }
        return Optional.of(new TimestepTables(
                told.stream().mapToInt(Integer::intValue).toArray(),
                stored.tensor(MEAN).toFloats(),
                stored.tensor(SCALE).toFloats()));
    }

    /** A dictionary for normalised rows, with these tables stored beside its weights. */
    public StoredDictionary in(StoredDictionary trained) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>(trained.tensors());
        tensors.put(MEAN, HostTensor.ofFloats(mean, steps.length, width));
        tensors.put(SCALE, HostTensor.ofFloats(scale, steps.length));
        Map<String, Object> facts = new LinkedHashMap<>(trained.facts());
        facts.put(STEPS, Arrays.stream(steps).boxed().toList());
        return new StoredDictionary(tensors, facts);
    }

    /** The timesteps that were measured, rising. */
    public int[] steps() {
        return steps.clone();
    }

    /** Length of a row. */
    public int width() {
        return width;
    }

    /** Into {@code to}, from {@code from} on, the mean of a timestep's rows, {@code [d]}. */
    void mean(int timestep, float[] to, int from) {
        int low = low(timestep);
        float share = share(timestep, low);
        System.arraycopy(mean, low * width, to, from, width);
        for (int i = 0; share > 0 && i < width; i++) {
            to[from + i] += share * (mean[(low + 1) * width + i] - mean[low * width + i]);
        }
    }

    /** Of a timestep's rows. */
    public float scale(int timestep) {
        int low = low(timestep);
        float share = share(timestep, low);
        return share > 0 ? scale[low] + share * (scale[low + 1] - scale[low]) : scale[low];
    }

    /** Of a timestep's rows, {@code [d]}. */
    public float[] mean(int timestep) {
        float[] one = new float[width];
        mean(timestep, one, 0);
        return one;
    }

    /**
     * Root mean square of a value of centred rows, every timestep weighing the same: {@code sqrt(mean_t (scale_t² + ||mean_t - mean||² / d))}.
     */
    float size() {
        double squares = 0;
        for (int i = 0; i < width; i++) {
            double centre = 0;
            for (int t = 0; t < steps.length; t++) {
                centre += mean[t * width + i] / (double) steps.length;
            }
            for (int t = 0; t < steps.length; t++) {
                squares += Math.pow(mean[t * width + i] - centre, 2) / width;
            }
        }
        for (float one : scale) {
            squares += (double) one * one;
        }
        return (float) Math.sqrt(squares / steps.length);
    }

    /** The last of the measured timesteps that is not later; the first where none is. */
    private int low(int timestep) {
        return low(steps, timestep);
    }

    static int low(int[] steps, int timestep) {
        int found = Arrays.binarySearch(steps, timestep);
        return Math.max(0, found >= 0 ? found : -found - 2);
    }

    /** How far a timestep lies on the way from {@code steps[low]} to the one after it. */
    private float share(int timestep, int low) {
        return share(steps, timestep, low);
    }

    static float share(int[] steps, int timestep, int low) {
        if (timestep <= steps[low] || low + 1 == steps.length) {
            return 0;
        }
        return (float) ((double) (timestep - steps[low]) / (steps[low + 1] - steps[low]));
    }
}
