package org.echelle.sae;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.echelle.api.Progress;

/** Times the training step against its floor, the encoder product alone, the two taking turns. */
public final class TrainBenchmark {
    private TrainBenchmark() {}

    /**
     * One line of the table.
     *
     * @param what architecture
     * @param batch rows a step
     * @param width d
     * @param features n
     * @param k features a row
     * @param seconds median of the step
     * @param floorSeconds median of the product X W^T into a buffer that is already there
     * @param ratio median over turns of step / floor of the same turn
     */
    public record Row(
            String what,
            int batch,
            int width,
            int features,
            int k,
            double seconds,
            double floorSeconds,
            double ratio) {}

    /** Both architectures at the three shapes of {@code BENCHMARKS.md}. */
    public static List<Row> run(Device device, int turns, Progress progress) {
        List<Row> out = new ArrayList<>();
        int[][] shapes = {{2048, 384, 6144, 32}, {1024, 128, 2048, 32}, {2048, 768, 12288, 64}};
        progress.begin("bench train", 2L * shapes.length, "cases");
        for (String architecture : Dictionaries.trainable()) {
            for (int[] s : shapes) {
                out.add(run(architecture, s[0], s[1], s[2], s[3], device, turns, progress));
                progress.advance(out.size(), "");
            }
        }
        return out;
    }

    /** One case: {@code turns} steps, after three that are not counted. */
    public static Row run(
            String architecture,
            int batch,
            int width,
            int features,
            int k,
            Device device,
            int turns,
            Progress progress) {
        boolean usesK = Architectures.trainable(architecture).usesK();
        TrainConfig config = TrainConfig.of(architecture, features)
                .withK(usesK ? k : 0)
                .withBatch(batch)
                .withSteps(1_000_000)
                .resolve(-1, width);
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[batch * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        double[] step = new double[turns];
        double[] floor = new double[turns];
        double[] ratio = new double[turns];
        try (Trainer trainer = new Trainer(config, width, device);
                NDManager scope = trainer.manager.newSubManager()) {
            trainer.begin(List.of(), progress);
            NDArray x = scope.create(values, new Shape(batch, width));
            trainer.objective.steady(trainer, x, k);
            NDArray encoder = scope.create(Start.directions(2, features, width), new Shape(features, width));
            NDArray out = scope.create(new Shape(batch, features), DataType.FLOAT32);
            for (int i = -3; i < turns; i++) {
                progress.check();
                long t0 = System.nanoTime();
                trainer.kernel.call(scope, "product", x, encoder, out).close();
                out.getFloat(0, 0); // waits for a GPU
                long t1 = System.nanoTime();
                trainer.step(x, config.learningRateAt(1000), 1000);
                long t2 = System.nanoTime();
                if (i >= 0) {
                    floor[i] = (t1 - t0) / 1e9;
                    step[i] = (t2 - t1) / 1e9;
                    ratio[i] = step[i] / floor[i];
                }
            }
        }
        return new Row(architecture, batch, width, features, k, median(step), median(floor), median(ratio));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
