package org.echelle.runs;

import java.util.List;
import org.echelle.api.Option;

/** The {@code score} section of a run config. */
public record ScoringOptions(
        @Option(value = "share of the sample groups that training and threshold selection never see", fallback = "0.5")
        double heldOut,

        @Option(value = "value from which a graded concept counts as present", fallback = "0.5")
        double gradedCut,

        @Option(value = "bootstrap replicates behind each interval", fallback = "200")
        int bootstrap,

        @Option(
                value =
                        "what features are compared with: neurons, pca, random (dictionary), random-subject, ica, nmf (rows behind a"
                                + " ReLU only), k-means",
                fallback = "[neurons, pca, random, random-subject]")
        List<Baseline> baselines) {

    /** What the dictionary's features are held against. */
    public enum Baseline {
        /** The raw activations, each neuron's positive and negative part. */
        NEURONS,
        /** Principal components, each one's positive and negative part. */
        PCA,
        /** Random unit directions, as many as the dictionary has features. */
        RANDOM,
        /** The same dictionary trained the same way on the same architecture with random weights. */
        RANDOM_SUBJECT,
        /** Independent components, each one's positive and negative part. */
        ICA,
        /** Non-negative matrix factorisation of as many atoms as the dictionary has features; refuses negative activations. */
        NMF,
        /** As many clusters as the dictionary has features, a row's nearest one active. */
        K_MEANS
    }

    public ScoringOptions {
        if (!(heldOut > 0 && heldOut < 1)) {
            throw new IllegalArgumentException(
                    "'held-out' must lie between 0 and 1, such as 0.5, not " + heldOut + ".");
        }
        Bounds.atLeast("bootstrap", bootstrap, 0);
        if (!(gradedCut > 0 && gradedCut <= 1)) {
            throw new IllegalArgumentException(
                    "'graded-cut' must be more than 0 and at most 1, not " + gradedCut + ".");
        }
        baselines = List.copyOf(baselines);
    }
}
