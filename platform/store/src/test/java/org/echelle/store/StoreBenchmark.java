package org.echelle.store;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.torch.ElementType;

/**
 * Speed of writing, reading and indexing beside a plain memory copy. Run its {@code main} from the test class path; the argument
 * is a folder with about 2 GiB to spare. Figures with date and machine are in {@code BENCHMARKS.md}.
 */
final class StoreBenchmark {
    private static final int WIDTH = 384;
    private static final int BATCH = 4096;
    private static final int ROWS = 64 * BATCH; // 384 MiB of float32

    private StoreBenchmark() {}

    @SuppressWarnings("SystemOut") // a program for the console
    public static void main(String[] args) throws IOException {
        PrintStream out = System.out;
        Path folder = Files.createTempDirectory(
                Path.of(args.length > 0 ? args[0] : System.getProperty("java.io.tmpdir")), "bench");
        out.printf(Locale.ROOT, "%-28s %8.2f GB/s%n", "memory copy (floor)", copySpeed());
        for (ElementType type : List.of(ElementType.F32, ElementType.F16, ElementType.BF16)) {
            Path store = folder.resolve(type.name());
            long start = System.nanoTime();
            ActivationStore opened = write(store, type);
            print(out, type + " write with SHA-256", start);
            for (int pass = 0; pass < 2; pass++) {
                start = System.nanoTime();
                read(opened, ReadOrder.sequential());
                print(out, type + " sequential, pass " + pass, start);
            }
            for (int pass = 0; pass < 2; pass++) {
                start = System.nanoTime();
                read(opened, ReadOrder.shuffled(1, 1 << 16).epoch(pass));
                print(out, type + " shuffled, pass " + pass, start);
            }
        }
        index(folder.resolve("index"), out);
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void print(PrintStream out, String what, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        out.printf(
                Locale.ROOT,
                "%-28s %8.2f GB/s of float32 %12.0f rows/s%n",
                what,
                4e-9 * ROWS * WIDTH / seconds,
                ROWS / seconds);
    }

    private static double copySpeed() {
        FloatBuffer from = direct(ROWS * WIDTH);
        FloatBuffer to = direct(BATCH * WIDTH);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            for (int r = 0; r < ROWS; r += BATCH) {
                to.put(0, from, r * WIDTH, BATCH * WIDTH);
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        return 4.0 * ROWS * WIDTH / best;
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(4 * floats)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private static ActivationStore write(Path folder, ElementType type) {
        SplittableRandom random = new SplittableRandom(1);
        FloatBuffer values = direct(BATCH * WIDTH);
        for (int i = 0; i < BATCH * WIDTH; i++) {
            values.put(i, (float) random.nextDouble(-4, 4));
        }
        List<Axis> axes = List.of(new Axis("sample", -1), new Axis("y", 16), new Axis("x", 16));
        HookPoint hook = new HookPoint("blocks.3", WIDTH, HookPoint.Layout.WIDTH_LAST, axes.subList(1, 3), "random");
        try (ActivationStoreWriter writer = ActivationStoreWriter.create(
                folder, new StoreManifest.Draft(hook, type, axes, "", "", java.util.Map.of()), WriteOptions.DEFAULT)) {
            for (int b = 0; b < ROWS / BATCH; b++) {
                int first = b * BATCH;
                writer.append(values, BATCH, new int[][] {
                    IntStream.range(first, first + BATCH).map(r -> r / 256).toArray(),
                    IntStream.range(first, first + BATCH).map(r -> r % 256 / 16).toArray(),
                    IntStream.range(first, first + BATCH).map(r -> r % 16).toArray()
                });
            }
            return writer.finish();
        }
    }

    private static void read(ActivationStore store, ReadOrder order) {
        RowBlock block = RowBlock.allocate(BATCH, store);
        try (RowReader reader = store.read(order)) {
            long rows = 0;
            for (int n = reader.read(block); n > 0; n = reader.read(block)) {
                rows += n;
            }
            if (rows != ROWS) {
                throw new IllegalStateException(rows + " rows");
            }
        }
    }

    private static void index(Path folder, PrintStream out) {
        int features = 4096;
        int k = 32;
        int rows = 500_000;
        SplittableRandom random = new SplittableRandom(2);
        int[] start = IntStream.rangeClosed(0, BATCH).map(r -> r * k).toArray();
        int[] feature = new int[BATCH * k];
        float[] value = new float[BATCH * k];
        for (int e = 0; e < feature.length; e++) {
            feature[e] = e % k * (features / k) + random.nextInt(features / k);
            value[e] = (float) random.nextDouble(0.1, 5);
        }
        long begin = System.nanoTime();
        long appended;
        try (FeatureIndexWriter writer = FeatureIndexWriter.create(folder, features, List.of("sample", "y", "x"))) {
            int[][] at = new int[3][BATCH];
            for (int r = 0; r < rows; r += BATCH) {
                java.util.Arrays.fill(at[0], r);
                writer.append(new SparseRows(Math.min(BATCH, rows - r), start, feature, value), at);
            }
            appended = System.nanoTime();
            writer.finish();
        }
        long end = System.nanoTime();
        out.printf(
                Locale.ROOT,
                "index, n=%d k=%d: %d rows, append %.0f rows/s, whole with sort and checksums %.0f rows/s (%.2f s)%n",
                features,
                k,
                rows,
                rows / ((appended - begin) / 1e9),
                rows / ((end - begin) / 1e9),
                (end - begin) / 1e9);
    }
}
