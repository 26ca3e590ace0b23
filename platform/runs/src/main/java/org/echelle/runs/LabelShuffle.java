package org.echelle.runs;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Labels given to the wrong groups, for a null: the groups of a side are permuted, and each sample gets the labels of a sample of
 * the group that came in its group's place. What goes together within a group stays together, features lose what they knew. Where
 * groups are of different sizes the other's samples are gone through again from the first.
 */
final class LabelShuffle {
    private final int[] from;

    private LabelShuffle(int[] from) {
        this.from = from;
    }

    /** One for the given sides; another seed is another permutation. */
    static LabelShuffle of(SampleGroups groups, SplitSides sides, long seed) {
        int[] from = new int[groups.samples()];
        Random random = new Random(seed);
        for (BitSet side : List.of(sides.selection(), sides.heldOut())) {
            Map<String, List<Integer>> members = new LinkedHashMap<>();
            side.stream().forEach(s -> members.computeIfAbsent(groups.of(s), g -> new ArrayList<>())
                    .add(s));
            List<List<Integer>> targets = new ArrayList<>(members.values());
            List<List<Integer>> sources = new ArrayList<>(targets);
            Collections.shuffle(sources, random);
            for (int g = 0; g < targets.size(); g++) {
                for (int i = 0; i < targets.get(g).size(); i++) {
                    from[targets.get(g).get(i)] =
                            sources.get(g).get(i % sources.get(g).size());
                }
            }
        }
        return new LabelShuffle(from);
    }

    /** Whose labels a sample gets. */
    int from(int sample) {
        return from[sample];
    }
}
