package org.echelle.protein.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.echelle.api.OpenContext;
import org.echelle.api.Progress;
import org.echelle.api.Tap;
import org.echelle.api.TrainerKind;
import org.echelle.nn.AdamW;
import org.echelle.nn.LearningRate;
import org.echelle.protein.ProteinException;
import org.echelle.protein.esm.EsmTrainee;
import org.echelle.protein.sequences.SequenceFiles;

/** Trains a small ESM-2 to tell masked residues, and says how well it does on proteins that it never saw. */
public final class EsmTrainer implements TrainerKind<EsmTrainOptions> {
    private static final int TOLD_EVERY = 20;

    @Override
    public String name() {
        return "esm2";
    }

    @Override
    public String description() {
        return "A small ESM-2 (Hugging Face layout) on the proteins of a FASTA or UniProt file; its perplexity on held-out ones is"
                + " printed beside the unigram's.";
    }

    @Override
    public Class<EsmTrainOptions> options() {
        return EsmTrainOptions.class;
    }

    @Override
    public void train(EsmTrainOptions options, Path output, OpenContext context) {
        check(options);
        TrainingSequences sequences = TrainingSequences.read(options, context);
        long started = System.nanoTime();
        try (NDManager owner = context.manager().newSubManager(context.device())) {
            EsmTrainee network =
                    new EsmTrainee(options.layers(), options.width(), options.heads(), options.seed(), owner);
            network.parameters().values().forEach(w -> w.setRequiresGradient(true));
            double loss = descend(network, sequences, options, owner, context.progress());
            double seconds = (System.nanoTime() - started) / 1e9;
            network.parameters().values().forEach(w -> w.setRequiresGradient(false));
            Perplexity perplexity =
                    Perplexity.of(network, sequences, options.crop(), options.seed(), owner, context.progress());
            context.progress().note(perplexity.sentence());
            EsmModelFiles.write(output, network, metrics(network, sequences, options, perplexity, loss, seconds));
        }
    }

    private static void check(EsmTrainOptions o) {
        if (o.steps() < 1 || o.batch() < 1 || o.crop() < 1 || o.layers() < 1 || o.warmup() < 0) {
            throw new ProteinException("Training needs at least one step, one crop a step, one residue a crop and one"
                    + " layer, and no negative warm-up; correct steps, batch, crop, layers or warmup.");
        }
        if (o.heads() < 1 || o.width() % o.heads() != 0 || o.width() / o.heads() % 2 != 0) {
            throw new ProteinException("A width of " + o.width() + " cannot be cut into " + o.heads()
                    + " heads of even width, which rotary positions need; correct width or heads.");
        }
        if (!(o.heldOut() > 0 && o.heldOut() < 1)) {
            throw new ProteinException(
                    "The held-out share is " + o.heldOut() + "; it must lie between 0 and 1, such as 0.1.");
        }
    }

    /** Runs all steps; answers the smoothed loss of the last ones. */
    private static double descend(
            EsmTrainee network, TrainingSequences sequences, EsmTrainOptions o, NDManager owner, Progress progress) {
        AdamW optimizer = new AdamW(network.parameters(), o.weightDecay(), owner);
        SplittableRandom random = new SplittableRandom(o.seed());
        LearningRate rate = new LearningRate(o.learningRate(), o.warmup(), o.steps(), true);
        progress.begin("train esm2", o.steps(), "steps");
        double smooth = Double.NaN;
        for (int step = 0; step < o.steps(); step++) {
            progress.check();
            MaskedBatch batch = MaskedBatch.draw(sequences.training(), o.batch(), o.crop(), random);
            double loss = step(network, optimizer, batch, rate.at(step), owner);
            if (!Double.isFinite(loss)) {
                throw new ProteinException("Training of esm2 came to a loss of " + loss + " at step " + step
                        + "; choose a lower learning-rate or a longer warmup.");
            }
            smooth = Double.isNaN(smooth) ? loss : 0.98 * smooth + 0.02 * loss;
            if ((step + 1) % TOLD_EVERY == 0 || step + 1 == o.steps()) {
                progress.advance(
                        step + 1, String.format(Locale.ROOT, "loss %.3f  perplexity %.2f", smooth, Math.exp(smooth)));
            }
        }
        return smooth;
    }

    private static double step(EsmTrainee network, AdamW optimizer, MaskedBatch batch, double rate, NDManager owner) {
        try (NDManager scope = owner.newSubManager()) {
            NDArray tokens = batch.array(scope);
            double value;
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray loss = batch.loss(network.forward(tokens, Tap.NONE));
                value = loss.getFloat();
                collector.backward(loss);
            }
            optimizer.step(rate);
            return value;
        }
    }

    private static Map<String, Object> metrics(
            EsmTrainee network,
            TrainingSequences sequences,
            EsmTrainOptions o,
            Perplexity perplexity,
            double loss,
            double seconds) {
        long parameters = network.parameters().values().stream()
                .mapToLong(a -> a.getShape().size())
                .sum();
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("sequences", SequenceFiles.name(o.sequences()));
        metrics.put("seed", o.seed());
        metrics.put("steps", o.steps());
        metrics.put("crops_a_step", o.batch());
        metrics.put("crop_residues", o.crop());
        metrics.put("learning_rate", o.learningRate());
        metrics.put("seconds", Math.round(seconds * 10) / 10.0);
        metrics.put("parameters", parameters);
        metrics.put("training_proteins", sequences.training().size());
        metrics.put("held_out_proteins", sequences.heldOut().size());
        metrics.put("relatives_from_identity", o.identity());
        metrics.put("final_loss", loss);
        metrics.put("held_out_masked_residues", perplexity.residues());
        metrics.put("held_out_perplexity", perplexity.model());
        metrics.put("held_out_perplexity_of_the_unigram", perplexity.unigram());
        return metrics;
    }
}
