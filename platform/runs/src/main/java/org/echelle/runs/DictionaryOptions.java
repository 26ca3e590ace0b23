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

    public DictionaryOptions {
        if (features < 0 || k < 1 || batch < 1 || steps < 0 || checkpointEvery < 1 || shuffleRows < 1) {
            throw new IllegalArgumentException(
                    "'k', 'batch', 'shuffle-rows' and 'checkpoint-every' must be at least 1, 'features' and 'steps' at least 0.");
        }
        if (features > 0 && k > features) {
            throw new IllegalArgumentException("k = " + k + " is more than the dictionary's " + features
                    + " features; choose k at most " + features + ".");
        }
        if (!(epochs >= 0)) {
            throw new IllegalArgumentException("'epochs' must be 0 or more.");
        }
    }
}
