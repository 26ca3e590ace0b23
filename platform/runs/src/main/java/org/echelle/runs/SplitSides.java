package org.echelle.runs;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.echelle.analysis.Split;

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
     * Divides samples: by the groups that the config names, else by chance.
     *
     * @throws RunException when one side stays empty, or a named group has no sample
     */
    static SplitSides of(SampleGroups groups, ScoringOptions options, long seed) {
        Set<String> named = new HashSet<>(options.heldOutGroups());
        for (String group : options.heldOutGroups()) {
            if (!groups.names().contains(group)) {
                throw new RunException("score.held-out-groups names '" + group
                        + "', but no sample belongs to it; groups ("
                        + (groups.kind().isEmpty() ? "of one sample each" : groups.kind()) + ") are called like "
                        + firstOf(groups) + ".");
            }
        }
        Split split = new Split(0, 1 - options.heldOut(), options.heldOut(), seed);
        BitSet selection = new BitSet(groups.samples());
        BitSet heldOut = new BitSet(groups.samples());
        for (int i = 0; i < groups.samples(); i++) {
            String group = groups.of(i);
            boolean held = named.isEmpty() ? split.of(group) == Split.Side.HELD_OUT : named.contains(group);
            (held ? heldOut : selection).set(i);
        }
        if (selection.isEmpty() || heldOut.isEmpty()) {
            int count = groups.names().size();
            throw new RunException((groups.samples() == 1
                            ? "There is 1 sample, of 1 group, and "
                            : "The " + groups.samples() + " samples fall into " + count + " group"
                                    + (count == 1 ? "" : "s") + ", and ")
                    + (named.isEmpty()
                            ? (count == 1 ? "that is" : "these are")
                                    + " too few to fill both a selection and a held-out side by chance with score.held-out = "
                                    + options.heldOut()
                                    + (count > 1
                                            ? "; say with score.held-out-groups which to hold out (they are called like "
                                                    + firstOf(groups) + "), or use more samples."
                                            : "; use samples of more groups, since one group is never divided.")
                            : "score.held-out-groups names all of them; leave some to choose features on."));
        }
        return new SplitSides(selection, heldOut, groups.names().size());
    }

    private static String firstOf(SampleGroups groups) {
        List<String> some = groups.names().stream().limit(3).toList();
        return String.join(", ", some);
    }
}
