package org.echelle.diffusion.training;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.echelle.api.OpenContext;
import org.echelle.diffusion.DiffusionException;

/** What all trainers of pixel networks do: read pictures, build, learn, write. */
final class PixelTraining {
    private PixelTraining() {}

    /**
     * Trains a network.
     *
     * @param read reads the pictures
     * @param build makes the fresh network for these pictures, its parameters owned by the manager
     */
    static void run(
            Supplier<LabelledPictures> read,
            TrainingOptions how,
            Path output,
            OpenContext context,
            BiFunction<LabelledPictures, NDManager, Trainee> build) {
        check(how);
        context.progress().begin("read pictures", -1, "pictures");
        LabelledPictures pictures = read.get();
        if (pictures.count() <= how.heldOut()) {
            throw new DiffusionException("There are " + pictures.count() + " pictures, of which " + how.heldOut()
                    + " would be held out; set training.held-out to fewer.");
        }
        try (NDManager owner = context.manager().newSubManager(context.device())) {
            Trainee network = build.apply(pictures, owner);
            Descent descent = new Descent(network, pictures, how, owner, context.progress());
            long started = System.nanoTime();
            Descent.Outcome outcome = descent.run();
            double seconds = (System.nanoTime() - started) / 1e9;
            context.progress()
                    .note(String.format(
                            Locale.ROOT,
                            "%d steps in %.0f s; loss %.4f%s.",
                            how.steps(),
                            seconds,
                            outcome.loss(),
                            how.heldOut() == 0
                                    ? ""
                                    : String.format(Locale.ROOT, ", on held-out pictures %.4f", outcome.heldOut())));
            ModelFolder.write(
                    output,
                    network,
                    outcome.means(),
                    network.names(pictures.classes()),
                    how.prediction().scheduler(how),
                    how.half(),
                    metrics(pictures, how, network, descent, outcome, seconds));
        }
    }

    private static void check(TrainingOptions o) {
        if (o.steps() < 1 || o.batch() < 1 || o.heldOut() < 0 || o.warmup() < 0 || o.timesteps() < 2) {
            throw new DiffusionException(
                    "Training needs at least one step, one picture a step and two timesteps, and no"
                            + " negative warmup or held-out; correct training.steps, batch, timesteps, warmup or held-out.");
        }
        if (!(o.ema() >= 0 && o.ema() < 1) || !(o.labelDropout() >= 0 && o.labelDropout() <= 1)) {
            throw new DiffusionException("training.ema is " + o.ema() + " and training.label-dropout "
                    + o.labelDropout() + "; the first lies from 0 to below 1, the second from 0 to 1.");
        }
        if (!(o.learningRate() > 0) || !(o.weightDecay() >= 0)) {
            throw new DiffusionException("training.learning-rate is " + o.learningRate() + " and training.weight-decay "
                    + o.weightDecay() + "; the first is above 0, the second not below.");
        }
    }

    private static Map<String, Object> metrics(
            LabelledPictures pictures,
            TrainingOptions o,
            Trainee network,
            Descent descent,
            Descent.Outcome outcome,
            double seconds) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("pictures", pictures.name());
        if (network.names(pictures.classes()).isEmpty()) {
            metrics.put("captions", pictures.classes().size());
        } else {
            metrics.put("classes", pictures.classes());
        }
        metrics.put("training_pictures", descent.pictures());
        metrics.put("held_out_pictures", o.heldOut());
        metrics.put("prediction", o.prediction().name().toLowerCase(Locale.ROOT));
        metrics.put("seed", o.seed());
        metrics.put("steps", o.steps());
        metrics.put("pictures_a_step", o.batch());
        metrics.put("learning_rate", o.learningRate());
        metrics.put("course", o.course().name().toLowerCase(Locale.ROOT));
        metrics.put("warmup", o.warmup());
        metrics.put("ema", o.ema());
        metrics.put("label_dropout", o.labelDropout());
        metrics.put(
                "parameters",
                network.parameters().values().stream()
                        .mapToLong(a -> a.getShape().size())
                        .sum());
        metrics.put("seconds", Math.round(seconds * 10) / 10.0);
        metrics.put("final_loss", outcome.loss());
        if (o.heldOut() > 0) {
            metrics.put("held_out_loss", outcome.heldOut());
        }
        return metrics;
    }
}
