package org.echelle.runs;

import java.util.Map;
import org.echelle.api.Option;

/** The {@code dictionary} section of a run config: what is trained, and how. */
public record DictionaryOptions(
        @Option(
                value = "architecture: topk, batch-topk, or another that `echelle train --architectures` lists",
                fallback = "topk")
        String architecture,

        @Option(value = "number of features n; 0 for 8 times the width", fallback = "0")
        int features,

        @Option(
                value =
                        "features active on a row (on average, for batch-topk and its kin); 0 for 16 where the architecture"
                                + " has a k",
                fallback = "0")
        int k,

        @Option(value = "rows in one training step", fallback = "1024")
        int batch,

        @Option(value = "passes over the training rows; 0 for enough of them to see 4 million rows", fallback = "0")
        double epochs,

        @Option(value = "training steps; 0 to go by epochs", fallback = "0")
        long steps,

        @Option(value = "learning rate; 0 for the architecture's default", fallback = "0")
        double learningRate,

        @Option(value = "learning rate after warm-up: linear, cosine or constant", fallback = "linear")
        String schedule,

        @Option(value = "steps over which the learning rate rises from 0; -1 for a twentieth", fallback = "-1")
        int warmup,

        @Option(value = "share of the steps after which the linear schedule falls to 0", fallback = "0.8")
        double decayFrom,

        @Option(value = "largest norm of the gradient; 0 for none", fallback = "1")
        double clip,

        @Option(
                value = "decay a step of an average of the weights, which is then what is saved; 0 for none",
                fallback = "0")
        double average,

        @Option(
                value =
                        "weight of the auxiliary loss that revives dead features; 0 for none, -1 for the architecture's",
                fallback = "-1")
        double auxWeight,

        @Option(
                value = "rows without a firing after which a feature counts as dead; 0 to choose by the data",
                fallback = "0")
        long deadAfterRows,

        @Option(value = "steps between resamplings of dead features; 0 for none", fallback = "0")
        int resampleEvery,

        @Option(value = "atoms at the start: random, or directions of rows of the data", fallback = "random")
        String startAtoms,

        @Option(
                value =
                        "encoder at the start: transpose of the atoms, the transpose rescaled so that rows of norm 1 come back"
                                + " with norm 1, or independent",
                fallback = "transpose")
        String startEncoder,

        @Option(value = "norm of the atoms at the start; 0 for the architecture's", fallback = "0")
        double startNorm,

        @Option(value = "decoder bias at the start: auto, zero, mean or geometric-median", fallback = "auto")
        String startBias,

        @Option(
                value = "input normalisation: auto (the architecture's), none, unit-mean-square, mean-norm, centre,"
                        + " layer-norm, constant-norm, by-timestep (mean and scale of the row's timestep) or"
                        + " time-conditioned (every feature has a bias for each timestep)",
                fallback = "auto")
        String normalise,

        @Option(value = "norms of the atoms: auto (the architecture's), unit, free or rescaled", fallback = "auto")
        String decoderNorm,

        @Option(
                value = "scaling of the loss: auto (the architecture's), sum-mse, mean-mse, variance, batch-fvu or row",
                fallback = "auto")
        String scaling,

        @Option(
                value = "precision of the encoder product: float32, bfloat16-rescored or bfloat16",
                fallback = "float32")
        String precision,

        @Option(value = "rows of the shuffle buffer", fallback = "262144")
        int shuffleRows,

        @Option(value = "steps between checkpoints", fallback = "500")
        int checkpointEvery,

        @Option("settings of the architecture's own, as `echelle train --architectures` lists them")
        Map<String, String> settings) {

    private static final int MOST_SHUFFLE_ROWS = 1 << 26;

    public DictionaryOptions {
        Bounds.atLeast("features", features, 0);
        Bounds.atLeast("k", k, 0);
        Bounds.atLeast("batch", batch, 1);
        Bounds.atLeast("steps", steps, 0);
        Bounds.atLeast("epochs", epochs, 0);
        Bounds.atLeast("learning-rate", learningRate, 0);
        Bounds.atLeast("dead-after-rows", deadAfterRows, 0);
        Bounds.atLeast("shuffle-rows", shuffleRows, 1);
        Bounds.atLeast("checkpoint-every", checkpointEvery, 1);
        if (shuffleRows > MOST_SHUFFLE_ROWS) {
            throw new IllegalArgumentException("'shuffle-rows' must be at most " + MOST_SHUFFLE_ROWS
                    + " (512 MiB of row numbers), not " + shuffleRows + ".");
        }
        if (features > 0 && k > features) {
            throw new IllegalArgumentException("'k' = " + k + " is more than the dictionary's " + features
                    + " features; choose k at most " + features + ".");
        }
    }
}
