package org.echelle.runs.erasure.method;

import java.util.List;
import java.util.Optional;

/** A way to erase classes. */
public interface ErasureMethod {
    /** The name on the command line and in results. */
    String name();

    /** What it does, for {@code --help}, with its source. */
    String sentence();

    /** Whether it edits no features: something to hold the others against. */
    default boolean baseline() {
        return false;
    }

    /** Why it does not suit a run, in a sentence; empty where it does. */
    default Optional<String> unfit(Material material) {
        return Optional.empty();
    }

    /**
     * The settings that tuning chooses from, in the order in which they are tried; of equally good ones the first is kept.
     *
     * @param material of a run that it suits
     * @throws org.echelle.steering.SteeringException when nothing can be edited, in a sentence
     */
    List<Trial> trials(Material material);
}
