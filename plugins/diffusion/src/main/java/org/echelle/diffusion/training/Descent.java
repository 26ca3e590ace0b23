package org.echelle.diffusion.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.echelle.api.Progress;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.sampling.NoiseSchedule;
import org.echelle.nn.AdamW;
import org.echelle.nn.LearningRate;
import org.echelle.nn.RunningMeans;

/**
 * The loop that all trainees share: a batch of pictures, noise at times drawn evenly, the mean squared error, a step of AdamW, running
 * means of the weights. Everything drawn comes from one generator in a fixed order, so that the same options give the same weights.
 */
final class Descent {
    private static final int TOLD_EVERY = 20;
    private static final int HELD_OUT_BATCH = 100;

    private final Trainee network;
    private final LabelledPictures pictures;
    private final TrainingOptions options;
    private final NoiseSchedule schedule;
    private final NDManager owner;
    private final Progress progress;
    private final int[] learned;
    private final int[] heldOut;
    private final SplittableRandom random;

    Descent(Trainee network, LabelledPictures pictures, TrainingOptions options, NDManager owner, Progress progress) {
        this.network = network;
        this.pictures = pictures;
        this.options = options;
        this.owner = owner;
        this.progress = progress;
        schedule = NoiseSchedule.linear(options.betaStart(), options.betaEnd(), options.timesteps());
        random = new SplittableRandom(options.seed());
        int[] order = shuffled(pictures.count(), random);
        heldOut = Arrays.copyOf(order, options.heldOut());
        learned = Arrays.copyOfRange(order, options.heldOut(), order.length);
    }

    private static int[] shuffled(int n, RandomGenerator random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /**
     * What came of it.
     *
     * @param loss smoothed over the last steps
     * @param heldOut loss of the running means on pictures that were never seen; 0 pictures give none
     * @param means the running means by the names of {@link Trainee#parameters}
     */
    record Outcome(double loss, double heldOut, Map<String, NDArray> means) {}

    /** Takes all steps. Afterwards the network itself has the running means for weights. */
    Outcome run() {
        Map<String, NDArray> weights = network.parameters();
        weights.values().forEach(w -> w.setRequiresGradient(true));
        AdamW optimizer = new AdamW(weights, options.weightDecay(), owner);
        RunningMeans means = new RunningMeans(weights, options.ema(), owner);
        LearningRate rate = new LearningRate(
                options.learningRate(),
                options.warmup(),
                options.steps(),
                options.course() == TrainingOptions.Course.COSINE);
        progress.begin("train " + network.folder(), options.steps(), "steps");
        double smooth = 0;
        for (int step = 0; step < options.steps(); step++) {
            progress.check();
            double loss = step(optimizer, rate.at(step));
            means.update();
            if (!Double.isFinite(loss)) {
                throw new DiffusionException("The training came to a loss of " + loss + " at step " + step
                        + "; choose a lower learning-rate or a longer warmup.");
            }
            double kept = Math.min(0.99, step / (step + 1.0)); // the plain mean of the first hundred
            smooth = kept * smooth + (1 - kept) * loss;
            if ((step + 1) % TOLD_EVERY == 0 || step + 1 == options.steps()) {
                progress.advance(step + 1, String.format(Locale.ROOT, "loss %.4f", smooth));
            }
        }
        weights.forEach((name, w) -> {
            w.setRequiresGradient(false);
            means.values().get(name).copyTo(w);
        });
        return new Outcome(smooth, heldOut(), means.values());
    }

    private double step(AdamW optimizer, double rate) {
        int[] chosen = new int[options.batch()];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = learned[random.nextInt(learned.length)];
        }
        NoisyBatch batch =
                NoisyBatch.draw(pictures, chosen, options.prediction(), schedule, options.labelDropout(), random);
        try (NDManager scope = owner.newSubManager()) {
            double value;
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray loss = batch.loss(network, scope);
                value = loss.getFloat();
                collector.backward(loss);
            }
            optimizer.step(rate);
            return value;
        }
    }

    private double heldOut() {
        SplittableRandom own = new SplittableRandom(~options.seed());
        double sum = 0;
        for (int from = 0; from < heldOut.length; from += HELD_OUT_BATCH) {
            progress.check();
            int[] chosen = Arrays.copyOfRange(heldOut, from, Math.min(heldOut.length, from + HELD_OUT_BATCH));
            NoisyBatch batch = NoisyBatch.draw(pictures, chosen, options.prediction(), schedule, 0, own);
            try (NDManager scope = owner.newSubManager()) {
                sum += batch.loss(network, scope).getFloat() * chosen.length;
            }
        }
        return sum / heldOut.length;
    }

    /** Number of pictures that were learned from. */
    int pictures() {
        return learned.length;
    }
}
