package org.echelle.sae.bench;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.train.TrainPlan;
import org.echelle.sae.train.Training;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;
import org.echelle.torch.Torch;

/**
 * As a process of its own: how far a whole training raises the most memory that was ever resident, and the plan, in bytes. From first rows to the
 * finished dictionary, checkpoints among the steps.
 */
final class MeasuredMemory {
    private static final int WIDTH = 256;

    private MeasuredMemory() {}

    /** @param arguments architecture, features, batch, batches that there are, folder */
    public static void main(String[] arguments) throws IOException {
        Torch.threads(1);
        int batch = Integer.parseInt(arguments[2]);
        RowSource one = rows(batch);
        RowSource all = new Repeated(one, Integer.parseInt(arguments[3]));
        Path folder = Path.of(arguments[4]);
        TrainConfig config = TrainConfig.of(arguments[0], Integer.parseInt(arguments[1]))
                .withBatch(batch)
                .withSteps(6)
                .withIntervals(2, 3);
        // the engine's own buffers, which do not depend on what is trained
        Training.run(TrainConfig.topk(256, 8).withBatch(64).withSteps(10), one, Device.cpu(), folder.resolve("small"));
        long before = peak();
        Training.run(config, all, Device.cpu(), folder.resolve("measured"));
        System.out.println((peak() - before) + " "
                + TrainPlan.of(config.resolve(all.rows(), WIDTH), WIDTH, all.rows())
                        .peakBytes());
    }

    /** The same rows again and again, so that many of them take no memory of their own. */
    private record Repeated(RowSource one, int times) implements RowSource {
        @Override
        public int width() {
            return one.width();
        }

        @Override
        public long rows() {
            return times * one.rows();
        }

        @Override
        public List<String> axes() {
            return one.axes();
        }

        @Override
        public RowReader read(ReadOrder order, long skipRows) {
            return new RowReader() {
                private long left = rows() - skipRows;

                @Override
                public int read(RowBlock into) {
                    if (left < into.capacity()) {
                        return 0;
                    }
                    left -= into.capacity();
                    try (RowReader reader = one.read(ReadOrder.sequential())) {
                        return reader.read(into);
                    }
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public String fingerprint() {
            return "repeated";
        }

        @Override
        public String describe() {
            return "repeated rows";
        }
    }

    private static RowSource rows(int count) {
        SplittableRandom random = new SplittableRandom(1);
        float[][] values = new float[count][WIDTH];
        for (float[] row : values) {
            for (int i = 0; i < WIDTH; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return RowSource.of(values);
    }

    private static long peak() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("no VmHWM");
    }
}
