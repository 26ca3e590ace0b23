package org.echelle.vision.shapes;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.echelle.api.OpenContext;
import org.echelle.api.Progress;
import org.echelle.api.Tap;
import org.echelle.api.TrainerKind;
import org.echelle.nn.AdamW;
import org.echelle.nn.LearningRate;
import org.echelle.nn.Parameters;
import org.echelle.vision.VisionException;
import org.echelle.vision.subject.ViTConfig;
import org.echelle.vision.subject.VisionTransformer;

/** Trains a small vision transformer to tell all factors of the shapes world from pictures that it never sees twice. */
public final class ShapesTrainer implements TrainerKind<ShapesTrainOptions> {
    private static final int MLP_RATIO = 4;
    private static final int TOLD_EVERY = 50;

    @Override
    public String name() {
        return "shapes-vit";
    }

    @Override
    public String description() {
        return "A small vision transformer (timm layout) that tells the factors of generated pictures; trained in minutes on a CPU.";
    }

    @Override
    public Class<ShapesTrainOptions> options() {
        return ShapesTrainOptions.class;
    }

    @Override
    public void train(ShapesTrainOptions options, Path output, OpenContext context) {
        check(options);
        long started = System.nanoTime();
        try (NDManager owner = context.manager().newSubManager(context.device());
                PictureBatches batches = new PictureBatches(new ShapesWorld(options.seed()), options.batch())) {
            VisionTransformer network =
                    new VisionTransformer(config(options), Parameters.random(options.seed(), owner));
            network.parameters().values().forEach(w -> w.setRequiresGradient(true));
            double loss = descend(network, batches, options, owner, context.progress());
            double seconds = (System.nanoTime() - started) / 1e9;
            network.parameters().values().forEach(w -> w.setRequiresGradient(false));
            context.progress().begin("measure on held-out pictures", options.heldOut(), "pictures");
            int[] right = HeldOut.right(network, options.seed(), options.heldOut(), owner, context.progress());
            ShapesModelFiles.write(
                    output, network, options, new ShapesMetrics(loss, seconds, right, options.heldOut()));
        }
    }

    private static void check(ShapesTrainOptions o) {
        if (o.steps() < 1 || o.batch() < 1 || o.heldOut() < 1 || o.warmup() < 0) {
            throw new VisionException(
                    "Training needs at least one step, one picture a step and one held-out picture, and no"
                            + " negative warm-up; correct steps, batch, held-out or warmup.");
        }
    }

    static ViTConfig config(ShapesTrainOptions o) {
        return ViTConfig.timm(
                ShapesWorld.EDGE, o.patch(), 3, o.width(), o.depth(), o.heads(), MLP_RATIO * o.width(), Factor.total());
    }

    /** Runs all steps; answers the mean loss of the last ones. */
    private static double descend(
            VisionTransformer network,
            PictureBatches batches,
            ShapesTrainOptions o,
            NDManager owner,
            Progress progress) {
        AdamW optimizer = new AdamW(network.parameters(), o.weightDecay(), owner);
        LearningRate rate = new LearningRate(o.learningRate(), o.warmup(), o.steps(), true);
        progress.begin("train shapes-vit", o.steps(), "steps");
        double smooth = Double.NaN;
        ExecutorService painter = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "shapes-painter");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Future<PictureBatches.Batch> next = painter.submit(batches::next);
            for (int step = 0; step < o.steps(); step++) {
                progress.check();
                PictureBatches.Batch batch = PictureBatches.await(next);
                next = painter.submit(batches::next);
                double loss = step(network, optimizer, batch, rate.at(step), owner);
                if (!Double.isFinite(loss)) {
                    throw new VisionException("Training of shapes-vit came to a loss of " + loss + " at step " + step
                            + "; choose a lower learning-rate or a longer warmup.");
                }
                smooth = Double.isNaN(smooth) ? loss : 0.98 * smooth + 0.02 * loss;
                if ((step + 1) % TOLD_EVERY == 0 || step + 1 == o.steps()) {
                    progress.advance(step + 1, String.format("loss %.3f", smooth));
                }
            }
        } finally {
            painter.shutdownNow();
        }
        return smooth;
    }

    private static double step(
            VisionTransformer network, AdamW optimizer, PictureBatches.Batch batch, double rate, NDManager owner) {
        try (NDManager scope = owner.newSubManager()) {
            NDArray pixels = batch.pixels(scope);
            double value;
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray loss = FactorLoss.of(network.forward(pixels, Tap.NONE), batch.factors());
                value = loss.getFloat();
                collector.backward(loss);
            }
            optimizer.step(rate);
            return value;
        }
    }
}
