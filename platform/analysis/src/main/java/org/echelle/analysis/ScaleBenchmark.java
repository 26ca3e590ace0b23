package org.echelle.analysis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.echelle.analysis.counting.ConceptCounts;
import org.echelle.analysis.counting.ThresholdGrid;
import org.echelle.api.Concept;

/**
 * Concept scoring at full size: 16 000 features, 500 concepts, millions of rows, which come from a pool of random samples gone through
 * again and again (67 MB, more than caches hold), so that nothing but the scoring grows or takes time. Shows seconds, rows a
 * second and memory, which must not grow with the rows.
 */
public final class ScaleBenchmark {
    private static final int FEATURES = 16_000;
    private static final int CONCEPTS = 500;
    private static final int K = 32;
    private static final int LABELS = 3;
    private static final int ROWS_A_SAMPLE = 64;
    private static final int STRETCH = 16;
    private static final int POOL = 4096;
    private static final double[] THRESHOLDS = {0, 0.15, 0.5, 0.6, 0.8};

    private final int[] feature = new int[POOL * ROWS_A_SAMPLE * K];
    private final float[] value = new float[POOL * ROWS_A_SAMPLE * K];
    private final int[] start = new int[ROWS_A_SAMPLE + 1];
    private final List<Concept> concepts = new ArrayList<>();
    private final float[] max = new float[FEATURES];

    /**
     * One size.
     *
     * @param what counts alone, or scoring with tests and intervals
     * @param rows rows that were counted
     * @param seconds wall time
     * @param floorSeconds of a bare pass that sums as many values, on one thread
     * @param rowsPerSecond rows / seconds
     * @param liveBytes on the heap at the end, after a collection, with all counts in place
     * @param residentBytes the most that the process ever held until then, 0 where the system does not tell
     */
    public record Row(
            String what,
            long rows,
            double seconds,
            double floorSeconds,
            double rowsPerSecond,
            long liveBytes,
            long residentBytes) {}

    /** Makes the pool. */
    public ScaleBenchmark() {
        SplittableRandom random = new SplittableRandom(0);
        for (int i = 0; i < feature.length; i++) {
            feature[i] = i % K * (FEATURES / K) + random.nextInt(FEATURES / K); // none twice a row
            value[i] = (float) (0.001 + 0.999 * random.nextDouble());
        }
        for (int c = 0; c < CONCEPTS; c++) {
            String id = "concept/" + c;
            concepts.add(new Concept(id, id, id, Concept.Level.SITE, Concept.Scale.BOOLEAN, "benchmark"));
        }
        Arrays.fill(max, 1f);
    }

    /** What is measured, for a heading. */
    public static String shapes() {
        return FEATURES + " features, " + K + " non-zeros and " + LABELS + " labels a row, " + CONCEPTS
                + " concepts, half of them with instances";
    }

    /**
     * Runs one size after the other, counts first.
     *
     * @param sizes numbers of rows
     * @param each told each row as it is done
     */
    public List<Row> run(List<Long> sizes, Consumer<Row> each) {
        double floor = floorSecondsOfPool();
        List<Row> all = new ArrayList<>();
        count(POOL * (long) ROWS_A_SAMPLE, floor); // for the compiler
        for (long rows : sizes) {
            all.add(count(rows, floor));
            each.accept(all.get(all.size() - 1));
        }
        for (long rows : sizes) {
            all.add(score(rows, floor));
            each.accept(all.get(all.size() - 1));
        }
        return all;
    }

    @SuppressWarnings("UnusedVariable")
    private volatile double sink;

    private double floorSecondsOfPool() {
        double best = Double.MAX_VALUE;
        for (int run = 0; run < 10; run++) {
            long begun = System.nanoTime();
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
            best = Math.min(best, (System.nanoTime() - begun) / 1e9);
        }
        return best;
    }

    private int concept(long sample, int row, int label) {
        return (int) ((sample * 4 + row / STRETCH) * 7 + label * 13L) % CONCEPTS;
    }

    private int[] rowStart(long sample) {
        int from = (int) (sample % POOL) * ROWS_A_SAMPLE * K;
        for (int r = 0; r <= ROWS_A_SAMPLE; r++) {
            start[r] = from + r * K;
        }
        return start;
    }

    private Row count(long rows, double floor) {
        long begun = System.nanoTime();
        ConceptCounts counts = new ConceptCounts(ThresholdGrid.shares(THRESHOLDS, max), CONCEPTS);
        for (long s = 0; s < rows / ROWS_A_SAMPLE; s++) {
            counts.rows(ROWS_A_SAMPLE, rowStart(s), feature, value);
            for (int r = 0; r < ROWS_A_SAMPLE; r++) {
                for (int l = 0; l < LABELS; l++) {
                    counts.positive(r, concept(s, r, l));
                }
            }
            for (int first = 0; first < ROWS_A_SAMPLE; first += STRETCH) {
                for (int l = 0; l < LABELS; l++) {
                    int c = concept(s, first, l);
                    if (c % 2 == 0) {
                        int instance = counts.instance(c);
                        for (int r = first; r < first + STRETCH; r++) {
                            counts.inInstance(r, instance);
                        }
                    }
                }
            }
        }
        counts.settle();
        Row row = row("counts of rows and instances at 5 thresholds", rows, begun, floor);
        sink = counts.truePositives(0, 0, 0);
        return row;
    }

    private Row score(long rows, double floor) {
        long begun = System.nanoTime();
        ConceptScorer scorer = new ConceptScorer(
                FEATURES, max, concepts, ScoreOptions.defaults().withBins(8));
        SampleLabels labels = new SampleLabels(concepts);
        long samples = rows / ROWS_A_SAMPLE;
        for (long s = 0; s < samples; s++) {
            if (s == samples / 2) {
                scorer.freeze();
            }
            labels.clear(ROWS_A_SAMPLE);
            for (int r = 0; r < ROWS_A_SAMPLE; r++) {
                for (int l = 0; l < LABELS; l++) {
                    int c = concept(s, r, l);
                    labels.site(c, r, 1, c % 2 == 0 ? r / STRETCH + 1 : 0);
                }
            }
            SampleCodes codes = new SampleCodes(ROWS_A_SAMPLE, rowStart(s), feature, value);
            if (s < samples / 2) {
                scorer.select("s" + s, codes, labels);
            } else {
                scorer.holdOut("s" + s, codes, labels);
            }
        }
        sink = scorer.finish().discoveries();
        Row row = row("scoring: 8 thresholds, cluster tests, 200 bootstrap replicates, BH", rows, begun, floor);
        sink = scorer.hashCode();
        return row;
    }

    private Row row(String what, long rows, long begun, double floorOfPool) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return new Row(
                what,
                rows,
                seconds,
                floorOfPool * rows / ((double) POOL * ROWS_A_SAMPLE),
                rows / seconds,
                runtime.totalMemory() - runtime.freeMemory(),
                mostResident());
    }

    /** Linux tells in {@code /proc/self/status}. */
    private static long mostResident() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
                }
            }
        } catch (IOException e) {
            return 0; // another system
        }
        return 0;
    }
}
