package org.echelle.runs;

import java.util.BitSet;
import org.echelle.analysis.Split;
import org.echelle.api.SampleSource;

/**
 * The two sides of a run's samples: the selection side, on which dictionaries are trained and thresholds chosen, and the held-out
 * side, on which everything is measured. Groups are never divided.
 *
 * @param selection sample indices
 * @param heldOut sample indices
 * @param groups number of distinct groups
 */
record SplitSides(BitSet selection, BitSet heldOut, int groups) {
    /**
     * Divides the first {@code count} samples.
     *
     * @throws RunException when one side stays empty
     */
    static SplitSides of(SampleSource samples, int count, double heldOutShare, long seed) {
        Split split = new Split(0, 1 - heldOutShare, heldOutShare, seed);
        BitSet selection = new BitSet(count);
        BitSet heldOut = new BitSet(count);
        java.util.Set<String> groups = new java.util.HashSet<>();
        for (int i = 0; i < count; i++) {
            String group = samples.group(i);
            groups.add(group);
            (split.of(group) == Split.Side.HELD_OUT ? heldOut : selection).set(i);
        }
        if (selection.isEmpty() || heldOut.isEmpty()) {
            throw new RunException("The " + count + " samples fall into " + groups.size() + " group"
                    + (groups.size() == 1 ? "" : "s") + ", too few to fill both a selection and a held-out side with "
                    + "score.held-out = " + heldOutShare + "; use more samples, or another share.");
        }
        return new SplitSides(selection, heldOut, groups.size());
    }
}
