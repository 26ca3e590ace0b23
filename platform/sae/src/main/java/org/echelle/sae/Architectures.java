package org.echelle.sae;

import java.util.List;

/** The kinds of dictionary that are known. */
final class Architectures {
    private static final List<Architecture> ALL = List.of(
            new TopK(),
            new BatchTopK(),
            new Matryoshka(),
            new Archetypal(),
            new JumpRelu(),
            new Gated(),
            new ReluL1(),
            new April(),
            new PAnneal(),
            new Msae(),
            new HierarchicalTopK(),
            new AbsTopK(),
            new Ort(),
            new Kron(),
            new Transcoder(),
            new SkipTranscoder(),
            new Crosscoder(),
            new Linear("pca"),
            new Linear("ica"),
            new Linear("nmf"),
            new Linear("k-means"),
            new Linear("random"),
            new Linear("neurons"));

    private Architectures() {}

    static Architecture named(String name) {
        for (Architecture a : ALL) {
            if (a.name().equals(name)) {
                return a;
            }
        }
        throw new SaeException("There is no architecture \"" + name + "\"; known are "
                + String.join(", ", ALL.stream().map(Architecture::name).toList()) + ".");
    }

    static TrainableArchitecture trainable(String name) {
        if (named(name) instanceof TrainableArchitecture trainable) {
            return trainable;
        }
        throw new SaeException("The architecture " + name + " is a baseline and is not trained; trainable are "
                + String.join(", ", trainable()) + ".");
    }

    static List<String> trainable() {
        return ALL.stream()
                .filter(a -> a instanceof TrainableArchitecture)
                .map(Architecture::name)
                .toList();
    }

    /** Names of those that know rows of several parts. */
    static List<String> takingParts() {
        return trainable().stream().filter(name -> trainable(name).takesParts()).toList();
    }
}
