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
 * Concept scoring at full size: thousands of features, hundreds of concepts, millions of rows, which come from a pool of random samples gone through
 * again and again (67 MB, more than caches hold), so that nothing but the scoring grows or takes time. Shows seconds, rows a
 * second and memory, which must not grow with the rows.
 */
public final class ScaleBenchmark {
    private static final int K = 32;
    private static final int LABELS = 3;
    private static final int STRETCH = 16;
    private static final int POOLED_ROWS = 1 << 18;
    private static final double[] THRESHOLDS = {0, 0.15, 0.5, 0.6, 0.8};

    private final Size size;
    private final int pool;
    private final int[] feature;
    private final float[] value;
    private final int[] start;
    private final List<Concept> concepts = new ArrayList<>();
    private final float[] max;

    /**
     * What is scored against what.
     *
     * @param features at least {@value #K}
     * @param concepts of rows
     * @param rowsPerSample such as the residues of a protein
     */
    public record Size(int features, int concepts, int rowsPerSample) {
        /** 16 000 features, 500 concepts, samples of 64 rows. */
        public static final Size STANDARD = new Size(16_000, 500, 64);

        public Size {
            if (features < K || concepts < 1 || rowsPerSample < 1) {
                throw new AnalysisException("The benchmark of scoring needs at least " + K
                        + " features, one concept and" + " one row a sample; it was given " + features + ", " + concepts
                        + " and " + rowsPerSample + ".");
            }
        }

        /** For a heading. */
        public String words() {
            return features + " features, " + K + " non-zeros and " + LABELS + " labels a row, " + rowsPerSample
                    + " rows a sample, " + concepts + " concepts, half of them with instances";
        }
    }

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
    public ScaleBenchmark(Size size) {
        this.size = size;
        pool = Math.max(1, POOLED_ROWS / size.rowsPerSample());
        feature = new int[pool * size.rowsPerSample() * K];
        value = new float[feature.length];
        start = new int[size.rowsPerSample() + 1];
        max = new float[size.features()];
        SplittableRandom random = new SplittableRandom(0);
        for (int i = 0; i < feature.length; i++) {
            feature[i] = i % K * (size.features() / K) + random.nextInt(size.features() / K); // none twice a row
            value[i] = (float) (0.001 + 0.999 * random.nextDouble());
        }
        for (int c = 0; c < size.concepts(); c++) {
            String id = "concept/" + c;
            concepts.add(new Concept(id, id, id, Concept.Level.SITE, Concept.Scale.BOOLEAN, "benchmark"));
        }
        Arrays.fill(max, 1f);
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
        count(pool * (long) size.rowsPerSample(), floor); // for the compiler
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
        int stretches = (size.rowsPerSample() + STRETCH - 1) / STRETCH;
        return (int) (((sample * stretches + row / STRETCH) * 7 + label * 13L) % size.concepts());
    }

    private int[] rowStart(long sample) {
        int from = (int) (sample % pool) * size.rowsPerSample() * K;
        for (int r = 0; r <= size.rowsPerSample(); r++) {
            start[r] = from + r * K;
        }
        return start;
    }

    private Row count(long rows, double floor) {
        int each = size.rowsPerSample();
        long begun = System.nanoTime();
        ConceptCounts counts = new ConceptCounts(ThresholdGrid.shares(THRESHOLDS, max), size.concepts());
        for (long s = 0; s < rows / each; s++) {
            counts.rows(each, rowStart(s), feature, value);
            for (int r = 0; r < each; r++) {
                for (int l = 0; l < LABELS; l++) {
                    counts.positive(r, concept(s, r, l));
                }
            }
            for (int first = 0; first < each; first += STRETCH) {
                for (int l = 0; l < LABELS; l++) {
                    int c = concept(s, first, l);
                    if (c % 2 == 0) {
                        int instance = counts.instance(c);
                        for (int r = first; r < Math.min(first + STRETCH, each); r++) {
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
        int each = size.rowsPerSample();
        long begun = System.nanoTime();
        ConceptScorer scorer = new ConceptScorer(
                size.features(), max, concepts, ScoreOptions.defaults().withBins(8));
        SampleLabels labels = new SampleLabels(concepts);
        long samples = rows / each;
        for (long s = 0; s < samples; s++) {
            if (s == samples / 2) {
                scorer.freeze();
            }
            labels.clear(each);
            for (int r = 0; r < each; r++) {
                for (int l = 0; l < LABELS; l++) {
                    int c = concept(s, r, l);
                    labels.site(c, r, 1, c % 2 == 0 ? r / STRETCH + 1 : 0);
                }
            }
            SampleCodes codes = new SampleCodes(each, rowStart(s), feature, value);
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
                floorOfPool * rows / ((double) pool * size.rowsPerSample()),
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
