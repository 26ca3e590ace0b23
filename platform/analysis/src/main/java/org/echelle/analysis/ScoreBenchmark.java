package org.echelle.analysis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.echelle.analysis.counting.ConceptCounts;
import org.echelle.analysis.counting.ThresholdGrid;
import org.echelle.api.Concept;

/**
 * Times concept scoring against its floor: one bare pass over the same non-zeros that sums their values, on one thread. Each figure is
 * the best of a few runs after one for warming up, by the wall clock, all in one go; on a busy machine compare ratios only.
 */
public final class ScoreBenchmark {
    private static final int ROWS_A_SAMPLE = 64;
    /** Rows of a box or domain. */
    private static final int STRETCH = 16;

    private static final int FLOOR_PASSES = 20;
    private static final double[] THRESHOLDS = {0, 0.15, 0.5, 0.6, 0.8};
    private static final String COUNTS = "counts of rows and instances at 5 thresholds";

    private final int rows;
    private final int features;
    private final int k;
    private final int concepts;
    private final int labelsARow;
    private final int[] rowStart;
    private final int[] feature;
    private final float[] value;
    /** {@code [rows * labelsARow]} */
    private final int[] label;

    private final List<Concept> named = new ArrayList<>();

    /**
     * Makes random codes and labels.
     *
     * @param rows rows, in samples of 64
     * @param features number of features
     * @param k non-zeros a row
     * @param concepts number of concepts of sites
     * @param labelsARow concepts present on each row
     */
    public ScoreBenchmark(int rows, int features, int k, int concepts, int labelsARow) {
        this.rows = rows / ROWS_A_SAMPLE * ROWS_A_SAMPLE;
        this.features = features;
        this.k = k;
        this.concepts = concepts;
        this.labelsARow = labelsARow;
        SplittableRandom random = new SplittableRandom(0);
        rowStart = new int[this.rows + 1];
        feature = new int[this.rows * k];
        value = new float[this.rows * k];
        label = new int[this.rows * labelsARow];
        for (int row = 0; row < this.rows; row++) {
            rowStart[row + 1] = (row + 1) * k;
            for (int i = row * k; i < (row + 1) * k; i++) {
                // Each from its own stretch of the features, so that none comes twice.
                int stretch = i - row * k;
                int from = (int) ((long) stretch * features / k);
                feature[i] = from + random.nextInt((int) ((stretch + 1L) * features / k) - from);
                value[i] = (float) (0.001 + 0.999 * random.nextDouble());
            }
            // Neighbouring rows share their labels, as boxes and domains make them.
            for (int l = 0; l < labelsARow; l++) {
                label[row * labelsARow + l] = (row / STRETCH * 7 + l * 13) % concepts;
            }
        }
        for (int c = 0; c < concepts; c++) {
            String id = "concept/" + c;
            named.add(new Concept(id, id, id, Concept.Level.SITE, Concept.Scale.BOOLEAN, "benchmark"));
        }
    }

    /** The sizes of the figures in BENCHMARKS.md: 32768 rows, 4096 features, 32 non-zeros and 3 of 100 concepts a row. */
    public static ScoreBenchmark standard() {
        return new ScoreBenchmark(32768, 4096, 32, 100, 3);
    }

    /**
     * One figure.
     *
     * @param what what was timed
     * @param shapes on what
     * @param seconds it took
     * @param floorSeconds how long the bare pass over the same non-zeros took
     * @param ratio seconds / floorSeconds; 0 when the floor is too short for the clock
     * @param nanosPerNonZero nanoseconds for each non-zero
     * @param rowsPerSecond rows of codes a second
     */
    public record Row(
            String what,
            String shapes,
            double seconds,
            double floorSeconds,
            double ratio,
            double nanosPerNonZero,
            double rowsPerSecond) {}

    /** Runs everything. */
    public List<Row> run() {
        double floor = best(() -> {
                    for (int pass = 0; pass < FLOOR_PASSES; pass++) {
                        bareSum();
                    }
                })
                / FLOOR_PASSES;
        List<Row> all = new ArrayList<>();
        all.add(row("bare pass (sum of values): the floor", rows, floor, floor));
        int processors = Runtime.getRuntime().availableProcessors();
        all.add(row(COUNTS + ", one thread", rows, best(() -> counts(1)), floor));
        all.add(row(COUNTS + ", " + processors + " threads", rows, best(() -> counts(processors)), floor));
        double[] seconds = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
        for (int run = 0; run < 6; run++) {
            double[] now = scorer(ScoreOptions.defaults());
            for (int i = 0; i < now.length; i++) {
                seconds[i] = Math.min(seconds[i], now[i]);
            }
        }
        all.add(row("selection pass, 64 thresholds", rows / 2, seconds[0], floor / 2));
        all.add(row("held-out pass with cluster tests and 200 bootstrap replicates", rows / 2, seconds[1], floor / 2));
        all.add(row("freeze and finish (all pairs, tests, intervals)", rows, seconds[2], floor));
        all.add(row("scoring, all together", rows, seconds[0] + seconds[1] + seconds[2], floor));
        int some = Math.max(ROWS_A_SAMPLE, rows / 32);
        double counting = best(() -> loopsByConcept(some));
        all.add(row(
                "peers' way: a loop for each concept and each of 5 thresholds", some, counting, floor * some / rows));
        return all;
    }

    private Row row(String what, int usedRows, double seconds, double floorSeconds) {
        String shapes = usedRows + " rows x " + features + " features, " + k + " non-zeros and " + labelsARow
                + " labels a row, " + concepts + " concepts";
        return new Row(
                what,
                shapes,
                seconds,
                floorSeconds,
                floorSeconds > 0 ? seconds / floorSeconds : 0,
                seconds * 1e9 / ((double) usedRows * k),
                usedRows / seconds);
    }

    /** The best of some runs: at least four, and for half a second, so that what is short is compiled and undisturbed once. */
    private static double best(Runnable work) {
        double least = Double.MAX_VALUE;
        long begun = System.nanoTime();
        for (int run = 0; run < 5 || (System.nanoTime() - begun < 500_000_000 && run < 50); run++) {
            long start = System.nanoTime();
            work.run();
            double seconds = (System.nanoTime() - start) / 1e9;
            least = run == 0 ? least : Math.min(least, seconds);
        }
        return least;
    }

    /** Keeps the compiler from leaving out work whose result nobody reads. */
    @SuppressWarnings("UnusedVariable")
    private volatile double sink;

    private void bareSum() {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int i = 0; i + 3 < value.length; i += 4) {
            s0 += value[i];
            s1 += value[i + 1];
            s2 += value[i + 2];
            s3 += value[i + 3];
        }
        sink = s0 + s1 + s2 + s3;
    }

    /** All counts of InterPLM: rows for every concept, instances for every other one. */
    private void counts(int threads) {
        float[] max = new float[features];
        Arrays.fill(max, 1f);
        ConceptCounts counts = new ConceptCounts(ThresholdGrid.shares(THRESHOLDS, max), concepts, threads);
        for (int s = 0; s < rows / ROWS_A_SAMPLE; s++) {
            SampleCodes codes = codes(s);
            counts.rows(codes.rows(), codes.rowStart(), codes.feature(), codes.value());
            tell(counts, s);
        }
        counts.settle();
        sink = counts.truePositives(0, 0, 0);
    }

    private void tell(ConceptCounts counts, int sample) {
        for (int row = 0; row < ROWS_A_SAMPLE; row++) {
            int at = (sample * ROWS_A_SAMPLE + row) * labelsARow;
            for (int l = 0; l < labelsARow; l++) {
                counts.positive(row, label[at + l]);
            }
        }
        for (int first = 0; first < ROWS_A_SAMPLE; first += STRETCH) {
            int at = (sample * ROWS_A_SAMPLE + first) * labelsARow;
            for (int l = 0; l < labelsARow; l++) {
                if (label[at + l] % 2 == 0) {
                    int instance = counts.instance(label[at + l]);
                    for (int row = first; row < first + STRETCH; row++) {
                        counts.inInstance(row, instance);
                    }
                }
            }
        }
    }

    /** Selection, held-out, and freeze with finish, in seconds. */
    private double[] scorer(ScoreOptions options) {
        float[] max = new float[features];
        Arrays.fill(max, 1f);
        ConceptScorer scorer = new ConceptScorer(features, max, named, options);
        SampleLabels labels = new SampleLabels(named);
        int samples = rows / ROWS_A_SAMPLE;
        double[] seconds = new double[3];
        long start = System.nanoTime();
        for (int s = 0; s < samples / 2; s++) {
            scorer.select("s" + s, codes(s), labels(labels, s));
        }
        scorer.settle();
        seconds[0] = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        scorer.freeze();
        seconds[2] = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        for (int s = samples / 2; s < samples; s++) {
            scorer.holdOut("s" + s, codes(s), labels(labels, s));
        }
        scorer.settle();
        seconds[1] = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        sink = scorer.finish().discoveries();
        seconds[2] += (System.nanoTime() - start) / 1e9;
        return seconds;
    }

    private SampleCodes codes(int sample) {
        int from = sample * ROWS_A_SAMPLE;
        return new SampleCodes(
                ROWS_A_SAMPLE, Arrays.copyOfRange(rowStart, from, from + ROWS_A_SAMPLE + 1), feature, value);
    }

    private SampleLabels labels(SampleLabels labels, int sample) {
        labels.clear(ROWS_A_SAMPLE);
        for (int row = 0; row < ROWS_A_SAMPLE; row++) {
            int at = (sample * ROWS_A_SAMPLE + row) * labelsARow;
            for (int l = 0; l < labelsARow; l++) {
                labels.site(label[at + l], row, 1, 0);
            }
        }
        return labels;
    }

    /** True positives and firings of every feature, one pass over the non-zeros for each concept and threshold. */
    private void loopsByConcept(int someRows) {
        boolean[] has = new boolean[someRows];
        long check = 0;
        for (int c = 0; c < concepts; c++) {
            Arrays.fill(has, false);
            for (int i = 0; i < someRows * labelsARow; i++) {
                if (label[i] == c) {
                    has[i / labelsARow] = true;
                }
            }
            for (double threshold : THRESHOLDS) {
                int[] hits = new int[features];
                int[] fired = new int[features];
                for (int row = 0; row < someRows; row++) {
                    boolean positive = has[row];
                    for (int i = rowStart[row]; i < rowStart[row + 1]; i++) {
                        if (value[i] > threshold) {
                            fired[feature[i]]++;
                            if (positive) {
                                hits[feature[i]]++;
                            }
                        }
                    }
                }
                check += hits[0] + fired[0];
            }
        }
        sink = check;
    }

    /**
     * Writes codes, labels and our counts as bare arrays (little-endian), so that another program can be timed on the same input
     * and its counts be compared: {@code peers/interplm.py}. Our own time, on one thread and on all, is in {@code meta.txt}.
     *
     * @param folder made when it is not there
     */
    public void writeArrays(Path folder) throws IOException {
        Files.createDirectories(folder);
        double one = best(() -> counts(1));
        double all = best(() -> counts(Runtime.getRuntime().availableProcessors()));
        float[] max = new float[features];
        Arrays.fill(max, 1f);
        ConceptCounts counts = new ConceptCounts(ThresholdGrid.shares(THRESHOLDS, max), concepts, 1);
        int[] instance = new int[label.length];
        for (int s = 0; s < rows / ROWS_A_SAMPLE; s++) {
            SampleCodes codes = codes(s);
            counts.rows(codes.rows(), codes.rowStart(), codes.feature(), codes.value());
            tell(counts, s);
        }
        counts.settle();
        for (int i = 0; i < instance.length; i++) {
            instance[i] = i / labelsARow / STRETCH + 1;
        }
        int[] hits = new int[concepts * features * THRESHOLDS.length];
        int[] found = new int[hits.length];
        int[] fired = new int[features * THRESHOLDS.length];
        for (int f = 0, at = 0; f < features; f++) {
            for (int t = 0; t < THRESHOLDS.length; t++) {
                fired[at++] = counts.fired(f, t);
            }
        }
        for (int c = 0, at = 0; c < concepts; c++) {
            for (int f = 0; f < features; f++) {
                for (int t = 0; t < THRESHOLDS.length; t++, at++) {
                    hits[at] = counts.truePositives(f, c, t);
                    found[at] = counts.instancesHit(f, c, t);
                }
            }
        }
        write(folder.resolve("row_start.i32"), rowStart);
        write(folder.resolve("feature.i32"), feature);
        int[] bits = new int[value.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(value[i]);
        }
        write(folder.resolve("value.f32"), bits);
        write(folder.resolve("label.i32"), label);
        write(folder.resolve("instance.i32"), instance);
        write(folder.resolve("hits.i32"), hits);
        write(folder.resolve("found.i32"), found);
        write(folder.resolve("fired.i32"), fired);
        Files.writeString(
                folder.resolve("meta.txt"),
                rows + " " + features + " " + concepts + " " + labelsARow + " " + one + " " + all + "\n");
    }

    private static void write(Path file, int[] numbers) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(numbers);
        Files.write(file, bytes.array());
    }
}
