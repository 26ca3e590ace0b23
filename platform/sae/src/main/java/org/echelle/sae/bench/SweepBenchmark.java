package org.echelle.sae.bench;

import ai.djl.Device;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.echelle.api.Progress;
import org.echelle.sae.SaeException;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.train.Sweep;
import org.echelle.sae.train.TrainListener;
import org.echelle.sae.train.Training;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;
import org.echelle.torch.Turns;

/**
 * Times a sweep of dictionaries beside as many trainings of their own, and beside reading the rows alone, all taking turns. Once where
 * a row costs a forward pass through a small network, so that the data path dominates, and once where rows lie in memory.
 */
public final class SweepBenchmark {
    private static final int DICTIONARIES = 8;
    private static final int WIDTH = 64;
    private static final int HIDDEN = 256;
    private static final int FEATURES = 256;
    private static final int K = 8;
    private static final int BATCH = 256;
    private static final int STEPS = 60;
    private static final int ROWS = 1 << 14;

    private SweepBenchmark() {}

    /**
     * One line of the table.
     *
     * @param what where rows come from, and what the sweep is held against
     * @param dictionaries in the sweep
     * @param batch rows a step
     * @param width d
     * @param features n of each
     * @param k features a row
     * @param times of the sweep, beside what it is held against
     */
    public record Row(String what, int dictionaries, int batch, int width, int features, int k, Turns times) {}

    /** @param turns of each case, after a training that does not count */
    public static List<Row> run(Device device, int turns, Progress progress) {
        List<Row> out = new ArrayList<>();
        progress.begin("bench sweep", 2L * turns, "turns");
        float[][] plain = new float[ROWS][];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < ROWS; i++) {
            plain[i] = normal(WIDTH, random);
        }
        RowSource memory = RowSource.of(plain);
        Path warm = temporary();
        try {
            TrainConfig config =
                    TrainConfig.topk(FEATURES, K).withBatch(BATCH).withSteps(5).withIntervals(0, 5);
            Training.run(config, memory, device, warm, false, Progress.SILENT, TrainListener.NONE);
        } finally {
            delete(warm);
        }
        out.addAll(run("rows by a network", new NetworkRows(memory, random), device, turns, progress, 0));
        out.addAll(run("rows in memory", memory, device, turns, progress, turns));
        return out;
    }

    private static List<Row> run(String what, RowSource rows, Device device, int turns, Progress progress, int before) {
        double[] together = new double[turns];
        double[] apart = new double[turns];
        double[] reading = new double[turns];
        Map<String, TrainConfig> configs = new LinkedHashMap<>();
        for (int i = 0; i < DICTIONARIES; i++) {
            configs.put(
                    "seed" + i,
                    TrainConfig.topk(FEATURES, K)
                            .withBatch(BATCH)
                            .withSteps(STEPS)
                            .withSeed(i)
                            .withIntervals(0, STEPS));
        }
        for (int turn = 0; turn < turns; turn++) {
            progress.check();
            Path folder = temporary();
            try {
                long t0 = System.nanoTime();
                Sweep.run(configs, rows, device, folder, false, Progress.SILENT, (name, point) -> {});
                long t1 = System.nanoTime();
                configs.forEach((name, config) -> {
                    progress.check();
                    Path alone = folder.resolve("alone-" + name);
                    Training.run(config, rows, device, alone, false, Progress.SILENT, TrainListener.NONE);
                });
                long t2 = System.nanoTime();
                read(rows, configs.get("seed0"));
                long t3 = System.nanoTime();
                together[turn] = (t1 - t0) / 1e9;
                apart[turn] = (t2 - t1) / 1e9;
                reading[turn] = (t3 - t2) / 1e9;
            } finally {
                delete(folder);
            }
            progress.advance(before + turn + 1L, what);
        }
        return List.of(
                row(what + ", beside " + DICTIONARIES + " single runs", together, apart),
                row(what + ", beside reading alone", together, reading));
    }

    private static Row row(String what, double[] seconds, double[] floor) {
        return new Row(what, DICTIONARIES, BATCH, WIDTH, FEATURES, K, Turns.of(seconds, floor));
    }

    /** As many rows as a training reads: those that it begins with, and those of its steps. */
    private static void read(RowSource rows, TrainConfig config) {
        RowBlock block = RowBlock.allocate(BATCH, rows);
        ReadOrder order = ReadOrder.shuffled(config.seed(), config.shuffleRows());
        for (int batches : new int[] {ROWS / BATCH, STEPS}) {
            try (RowReader reader = rows.read(order)) {
                for (int i = 0; i < batches && reader.read(block) > 0; i++) {
                    block.rows();
                }
            }
        }
    }

    private static float[] normal(int count, SplittableRandom random) {
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            out[i] = (float) random.nextGaussian();
        }
        return out;
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("echelle-bench");
        } catch (IOException e) {
            throw new SaeException("No temporary folder can be made: " + e.getMessage() + ".", e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new SaeException("The temporary folder " + folder + " cannot be removed: " + e.getMessage() + ".", e);
        }
    }

    /** Rows of another source, sent through two layers: what reading costs where a subject runs for every row. */
    private static final class NetworkRows implements RowSource {
        private final RowSource from;
        private final float[] up;
        private final float[] down;

        NetworkRows(RowSource from, SplittableRandom random) {
            this.from = from;
            up = normal(WIDTH * HIDDEN, random);
            down = normal(HIDDEN * WIDTH, random);
        }

        @Override
        public int width() {
            return WIDTH;
        }

        @Override
        public long rows() {
            return from.rows();
        }

        @Override
        public List<String> axes() {
            return from.axes();
        }

        @Override
        public RowReader read(ReadOrder order, long skipRows) {
            RowReader reader = from.read(order, skipRows);
            return new RowReader() {
                @Override
                public int read(RowBlock into) {
                    int rows = reader.read(into);
                    FloatBuffer values = into.values();
                    for (int r = 0; r < rows; r++) {
                        values.put(r * WIDTH, forward(into.row(r)));
                    }
                    return rows;
                }

                @Override
                public void close() {
                    reader.close();
                }
            };
        }

        private float[] forward(float[] x) {
            float[] hidden = new float[HIDDEN];
            for (int d = 0; d < WIDTH; d++) {
                for (int h = 0; h < HIDDEN; h++) {
                    hidden[h] += x[d] * up[d * HIDDEN + h];
                }
            }
            float[] out = new float[WIDTH];
            for (int h = 0; h < HIDDEN; h++) {
                float active = Math.max(0, hidden[h]) / HIDDEN;
                for (int d = 0; d < WIDTH; d++) {
                    out[d] += active * down[h * WIDTH + d];
                }
            }
            return out;
        }

        @Override
        public String fingerprint() {
            return from.fingerprint() + " (network)";
        }

        @Override
        public String describe() {
            return from.describe() + ", through a network";
        }
    }
}
