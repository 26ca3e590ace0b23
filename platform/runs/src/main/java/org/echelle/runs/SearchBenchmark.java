package org.echelle.runs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.echelle.analysis.retrieval.NearestSamples;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.analysis.samples.Pooling;
import org.echelle.api.Progress;
import org.echelle.store.FeatureIndex;
import org.echelle.store.FeatureIndexWriter;
import org.echelle.store.SparseRows;

/**
 * Times what search stands on: building a feature index (floor: writing as many bytes to one file), making one code a sample of it, and
 * one search (floors: a bare sum over as many numbers). Random codes; the best of some turns by the wall clock, so on a busy machine
 * read the ratios.
 */
public final class SearchBenchmark {
    private static final int FEATURES = 4096;
    private static final int K = 32;
    private static final int ROWS = 1 << 18;
    private static final int ROWS_A_SAMPLE = 64;
    private static final int BATCH = 4096;

    private final int[] start = IntStream.rangeClosed(0, BATCH).map(r -> r * K).toArray();
    private final int[] feature = new int[BATCH * K];
    private final float[] value = new float[BATCH * K];
    private final Progress progress;

    /**
     * One figure.
     *
     * @param what was done
     * @param items rows or samples gone through
     * @param seconds of the best turn
     * @param floorSeconds of the best turn of its floor
     */
    public record Row(String what, int items, double seconds, double floorSeconds) {
        /** Rows or samples a second. */
        public double perSecond() {
            return items / seconds;
        }
    }

    private SearchBenchmark(Progress progress) {
        this.progress = progress;
        SplittableRandom random = new SplittableRandom(2);
        for (int e = 0; e < feature.length; e++) {
            feature[e] = e % K * (FEATURES / K) + random.nextInt(FEATURES / K); // none twice a row
            value[e] = (float) random.nextDouble(0.1, 5);
        }
    }

    /** Shapes, in words. */
    public static String shapes() {
        return String.format(
                Locale.ROOT, "%,d rows of %,d samples, n=%d k=%d", ROWS, ROWS / ROWS_A_SAMPLE, FEATURES, K);
    }

    /**
     * Measures; needs 250 MB in the folder for temporary files.
     *
     * @param turns of each, at least 1
     * @throws RunException when the index cannot be written
     */
    public static List<Row> run(int turns, Progress progress) {
        SearchBenchmark benchmark = new SearchBenchmark(progress);
        try {
            Path folder = Files.createTempDirectory("echelle-bench");
            try {
                return benchmark.measure(folder, Math.max(1, turns));
            } finally {
                clear(folder);
            }
        } catch (IOException e) {
            throw new RunException(
                    "The index to be timed cannot be written to the folder for temporary files: " + e.getMessage()
                            + ".",
                    e);
        }
    }

    private List<Row> measure(Path folder, int turns) throws IOException {
        progress.begin("build an index", turns, "turns");
        double build = Double.POSITIVE_INFINITY;
        double write = Double.POSITIVE_INFINITY;
        Path index = folder.resolve("index");
        for (int t = 0; t < turns; t++) {
            progress.check();
            clear(index);
            build = Math.min(build, seconds(() -> build(index)));
            write = Math.min(write, seconds(() -> write(folder.resolve("floor"))));
            progress.advance(t + 1L, "");
        }
        try (FeatureIndex opened = FeatureIndex.open(index)) {
            progress.begin("pool and search", turns, "turns");
            double pool = Double.POSITIVE_INFINITY;
            double search = Double.POSITIVE_INFINITY;
            double poolFloor = Double.POSITIVE_INFINITY;
            double searchFloor = Double.POSITIVE_INFINITY;
            PooledCodes codes = pool(opened);
            NearestSamples nearest = new NearestSamples(codes);
            float[] pooled = new float[codes.nonZeros()];
            for (int t = 0; t < turns; t++) {
                progress.check();
                int query = t % codes.size();
                pool = Math.min(pool, seconds(() -> pool(opened)));
                poolFloor = Math.min(poolFloor, seconds(this::sumRows));
                search = Math.min(search, seconds(() -> nearest.of(query, Set.of(), Map.of(), 12)));
                searchFloor = Math.min(searchFloor, seconds(() -> sum(pooled)));
                progress.advance(t + 1L, "");
            }
            return List.of(
                    new Row("index building, both orders, with checksums", ROWS, build, write),
                    new Row("one code a sample from the index", ROWS, pool, poolFloor),
                    new Row("one search over all samples", codes.size(), search, searchFloor));
        }
    }

    private static double seconds(Supplier<?> work) {
        long begin = System.nanoTime();
        Object outcome = work.get();
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (outcome == null) {
            throw new IllegalStateException("nothing was measured");
        }
        return seconds;
    }

    private Path build(Path folder) {
        try (FeatureIndexWriter writer = FeatureIndexWriter.create(folder, FEATURES, List.of("sample", "row"))) {
            int[][] at = new int[2][BATCH];
            for (int r = 0; r < ROWS; r += BATCH) {
                for (int i = 0; i < BATCH; i++) {
                    at[0][i] = (r + i) / ROWS_A_SAMPLE;
                    at[1][i] = i % ROWS_A_SAMPLE;
                }
                writer.append(new SparseRows(BATCH, start, feature, value), at);
            }
            writer.finish();
        }
        return folder;
    }

    /** As many bytes as one order of the non-zeros has: a feature or a row, and a value. */
    private static Path write(Path file) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(BATCH * K * 8);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int r = 0; r < ROWS; r += BATCH) {
                bytes.clear();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            return file;
        } catch (IOException e) {
            throw new RunException(
                    "The floor of index building cannot be written to " + file + ": " + e.getMessage() + ".", e);
        }
    }

    private PooledCodes pool(FeatureIndex index) {
        PooledCodes.Builder builder = new PooledCodes.Builder(FEATURES, Pooling.MAX);
        new IndexedCodes(index, 1, progress)
                .each(sample -> true, (sample, rows, at) -> builder.add(sample, "", FinishedRun.codesOf(rows)));
        return builder.build();
    }

    private Double sumRows() {
        double sum = 0;
        for (int r = 0; r < ROWS; r += BATCH) {
            sum += sum(value);
        }
        return sum;
    }

    private static Double sum(float[] numbers) {
        double sum = 0;
        for (float number : numbers) {
            sum += number;
        }
        return sum;
    }

    private static void clear(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
