package org.echelle.analysis;

/**
 * Divides samples by a hash of their group: the same group always lands on the same side, whatever else is in the data.
 *
 * @param train share of groups for training, from 0 to 1
 * @param selection share of groups on which features and thresholds are chosen
 * @param heldOut share of groups on which they are measured
 * @param seed another seed is another division
 */
public record Split(double train, double selection, double heldOut, long seed) {
    /** Which side a group is on. */
    public enum Side {
        /** Seen by the dictionary. */
        TRAIN,
        /** Thresholds are chosen here. */
        SELECTION,
        /** Numbers come from here. */
        HELD_OUT
    }

    /** Checks that the shares sum to 1. */
    public Split {
        double sum = train + selection + heldOut;
        if (!(train >= 0 && selection >= 0 && heldOut >= 0 && Math.abs(sum - 1) < 1e-9)) {
            throw new AnalysisException("Split shares must not be negative and must sum to 1, but they are " + train
                    + ", " + selection + " and " + heldOut + ".");
        }
    }

    /** Half for selection, half held out. */
    public static Split halves(long seed) {
        return new Split(0, 0.5, 0.5, seed);
    }

    /** The side of a group. */
    public Side of(String group) {
        // Not the seed of the bootstrap weights: a group's side must tell nothing about how often it is drawn.
        double u = Mixing.unit(Mixing.hash(group, seed ^ 0x5EED_0F_5B117L));
        if (u < train) {
            return Side.TRAIN;
        }
        return u < train + selection || heldOut == 0 ? Side.SELECTION : Side.HELD_OUT;
    }
}
