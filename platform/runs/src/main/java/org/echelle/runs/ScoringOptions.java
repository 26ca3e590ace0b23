package org.echelle.runs;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/** The {@code score} section of a run config. */
public record ScoringOptions(
        @Option(value = "share of the sample groups that training and threshold selection never see", fallback = "0.5")
        double heldOut,

        @Option(
                "a table of two columns, sample and group (the header of the second says what groups are: patient, user, seed);"
                        + " samples of one group are never divided, nor counted as independent")
        Optional<Path> groups,

        @Option("groups to hold out by name, such as the last years, instead of a share chosen by chance")
        List<String> heldOutGroups,

        @Option(value = "value from which a graded concept counts as present", fallback = "0.5")
        double gradedCut,

        @Option(value = "bootstrap replicates behind each interval", fallback = "200")
        int bootstrap,

        @Option(
                value = "times that the labels are shuffled between groups and everything is scored again, for a null",
                fallback = "0")
        int shuffles,

        @Option(
                value =
                        "what features are compared with: neurons, pca, random (dictionary), random-subject, plain (measures that need"
                                + " no network, where the domain has any), ica, nmf (rows behind a ReLU only), k-means",
                fallback = "[neurons, pca, random, random-subject, plain]")
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
        /** Measures of the sites that need no network, where the domain has any: the brightness of a patch. */
        PLAIN,
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
        heldOutGroups = List.copyOf(heldOutGroups);
        Bounds.atLeast("bootstrap", bootstrap, 0);
        Bounds.atLeast("shuffles", shuffles, 0);
        if (!(gradedCut > 0 && gradedCut <= 1)) {
            throw new IllegalArgumentException(
                    "'graded-cut' must be more than 0 and at most 1, not " + gradedCut + ".");
        }
        baselines = List.copyOf(baselines);
    }
}
