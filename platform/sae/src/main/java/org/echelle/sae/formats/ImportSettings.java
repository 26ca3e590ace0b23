package org.echelle.sae.formats;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What some formats' files leave unsaid.
 *
 * @param k how many features of a row are kept
 * @param threshold the one threshold of all features
 * @param scale what rows were multiplied by in training
 * @param architecture ours
 */
public record ImportSettings(
        OptionalInt k, OptionalDouble threshold, OptionalDouble scale, Optional<String> architecture) {
    /** Nothing is said. */
    public static final ImportSettings NONE =
            new ImportSettings(OptionalInt.empty(), OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty());

    /** Only k is said. */
    public static ImportSettings ofK(int k) {
        return new ImportSettings(OptionalInt.of(k), OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty());
    }
}
