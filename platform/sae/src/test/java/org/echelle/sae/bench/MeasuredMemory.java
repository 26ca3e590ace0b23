package org.echelle.sae.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.echelle.api.Progress;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.step.Trainer;
import org.echelle.sae.train.TrainPlan;
import org.echelle.torch.Torch;

/** As a process of its own: how far some steps of a training raise the most memory that was ever resident, in bytes. */
final class MeasuredMemory {
    private MeasuredMemory() {}

    public static void main(String[] arguments) throws IOException {
        Torch.threads(1);
        int width = 256;
        TrainConfig config = TrainConfig.of(arguments[0], 8192)
                .withBatch(2048)
                .withSteps(100)
                .resolve(-1, width);
        warm(width);
        long before = peak();
        try (Trainer trainer = new Trainer(config, width, Device.cpu());
                NDManager scope = trainer.manager.newSubManager()) {
            trainer.begin(List.of(), Progress.SILENT);
            NDArray x = TrainBenchmark.rows(scope, config, width);
            trainer.objective.steady(trainer.kernel, trainer::parameter, x, 16);
            for (int i = 0; i < 4; i++) {
                trainer.step(x, 1e-4, i);
            }
        }
        System.out.println((peak() - before) + " " + TrainPlan.of(config, width).peakBytes());
    }

    /** The engine's own buffers, which do not depend on what is trained. */
    private static void warm(int width) {
        TrainConfig small = TrainConfig.topk(256, 8).withBatch(64).withSteps(10).resolve(-1, width);
        try (Trainer trainer = new Trainer(small, width, Device.cpu());
                NDManager scope = trainer.manager.newSubManager()) {
            trainer.begin(List.of(), Progress.SILENT);
            trainer.step(TrainBenchmark.rows(scope, small, width), 1e-4, 0);
        }
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
