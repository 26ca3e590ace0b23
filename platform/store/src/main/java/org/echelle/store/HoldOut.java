package org.echelle.store;

import java.util.function.IntPredicate;

/**
 * Which samples are held out: decided by a hash of the sample's number, so that a sample keeps its side when others are added
 * and all rows of a sample stay together.
 *
 * @param share expected share of samples held out, 0 to 1
 * @param seed another seed, another choice
 */
public record HoldOut(double share, long seed) {
    public HoldOut {
        if (!(share >= 0 && share <= 1)) {
            throw new StoreException("A share of " + share + " cannot be held out; give a number from 0 to 1.");
        }
    }

    /** Whether a sample is held out. */
    public boolean holdsOut(int sample) {
        long hash = Permutation.mix(Permutation.mix(seed) + (sample + 1L) * Permutation.STEP);
        return (hash >>> 11) * 0x1p-53 < share;
    }

    /** The samples held out, for {@link RowSource#where}. */
    public IntPredicate heldOut() {
        return this::holdsOut;
    }

    /** The samples that remain, for {@link RowSource#where}. */
    public IntPredicate kept() {
        return sample -> !holdsOut(sample);
    }
}
