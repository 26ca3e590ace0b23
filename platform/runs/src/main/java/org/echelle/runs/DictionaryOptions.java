package org.echelle.runs;

import org.echelle.api.Option;

/** The {@code dictionary} section of a run config: what is trained, and how. */
public record DictionaryOptions(
        @Option(value = "architecture: topk or batch-topk", fallback = "topk")
        String architecture,

        @Option(value = "number of features n; 0 for 8 times the width", fallback = "0")
        int features,

        @Option(value = "features active on a row (batch-topk: on average)", fallback = "16")
        int k,

        @Option(value = "rows in one training step", fallback = "1024")
        int batch,

        @Option(value = "passes over the training rows; 0 for enough of them to see 4 million rows", fallback = "0")
        double epochs,

        @Option(value = "training steps; 0 to go by epochs", fallback = "0")
        long steps,

        @Option(value = "learning rate; 0 for the architecture's default", fallback = "0")
        double learningRate,

        @Option(value = "weight of the auxiliary loss that revives dead features; 0 for none", fallback = "0.03125")
        double auxWeight,

        @Option(
                value = "rows without a firing after which a feature counts as dead; 0 to choose by the data",
                fallback = "0")
        long deadAfterRows,

        @Option(
                value = "input normalisation: none, unit-mean-square, mean-norm, centre or layer-norm",
                fallback = "centre")
        String normalise,

        @Option(value = "rows of the shuffle buffer", fallback = "262144")
        int shuffleRows,

        @Option(value = "steps between checkpoints", fallback = "500")
        int checkpointEvery) {

    private static final int MOST_SHUFFLE_ROWS = 1 << 26;

    public DictionaryOptions {
        Bounds.atLeast("features", features, 0);
        Bounds.atLeast("k", k, 1);
        Bounds.atLeast("batch", batch, 1);
        Bounds.atLeast("steps", steps, 0);
        Bounds.atLeast("epochs", epochs, 0);
        Bounds.atLeast("learning-rate", learningRate, 0);
        Bounds.atLeast("aux-weight", auxWeight, 0);
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
