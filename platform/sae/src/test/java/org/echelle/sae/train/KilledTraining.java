package org.echelle.sae.train;

import ai.djl.Device;
import java.nio.file.Path;
import org.echelle.api.Progress;
import org.echelle.sae.Optimiser;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.worlds.SmallWorld;
import org.echelle.torch.Torch;

/** A training as a process of its own, to be killed: says every step on its output. */
final class KilledTraining {
    static final int STEPS = 400;

    private KilledTraining() {}

    public static void main(String[] arguments) {
        Torch.threads(1);
        run(Path.of(arguments[0]), point -> {
            System.out.println("step " + point.step());
            System.out.flush();
        });
        System.out.println("done");
    }

    /** With everything that must survive: shuffling over passes, moments, dead counters, averaged weights, k-annealing. */
    static void run(Path dir, TrainListener listener) {
        Optimiser o = Optimiser.standard();
        TrainConfig config = TrainConfig.batchTopk(64, 4)
                .withBatch(96)
                .withSteps(STEPS)
                .withAux(1 / 32.0, 8, 300)
                .withSetting("k-start", 12)
                .withOptimiser(new Optimiser(
                        o.learningRate(),
                        o.schedule(),
                        o.warmup(),
                        o.decayFrom(),
                        o.beta1(),
                        o.beta2(),
                        o.epsilon(),
                        o.clip(),
                        0.99))
                .withShuffleRows(500)
                .withIntervals(7, 1);
        Training.run(
                config,
                new SmallWorld(3, 3000, 16, 32, 0.06).source(),
                Device.cpu(),
                dir,
                true,
                Progress.SILENT,
                listener);
    }
}
