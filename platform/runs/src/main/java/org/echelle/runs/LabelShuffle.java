package org.echelle.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Labels given to the wrong groups, for a null: the groups of a side are permuted, and each sample gets the labels of a sample of
 * the group that came in its group's place. What goes together within a group stays together, features lose what they knew. Where
 * groups are of different sizes the other's samples are gone through again from the first.
 *
 * <p>Labels of sites are moved within their sample, too: all by the same number of places, drawn for each sample, those that fall off the end
 * coming in at the beginning. What lies together stays together. Without it a feature of the middle of pictures would go along with
 * anything that is commonly in the middle, of whatever picture: true, but not nothing, and so no null.
 */
final class LabelShuffle {
    private final int[] from;
    private final long seed;

    private LabelShuffle(int[] from, long seed) {
        this.from = from;
        this.seed = seed;
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
        return new LabelShuffle(from, seed);
    }

    /** Whose labels a sample gets. */
    int from(int sample) {
        return from[sample];
    }

    /**
     * Where in that sample each of a sample's rows looks for its label.
     *
     * @param coordinates {@code [axis][row]}; rows without a place (a class token) keep what they have
     */
    int[][] places(int sample, int[][] coordinates) {
        int rows = coordinates.length == 0 ? 0 : coordinates[0].length;
        int[] placed = IntStream.range(0, rows)
                .filter(r -> Arrays.stream(coordinates).allMatch(axis -> axis[r] >= 0))
                .toArray();
        if (placed.length < 2) {
            return coordinates;
        }
        int by = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + sample).nextInt(placed.length);
        int[][] turned = Arrays.stream(coordinates).map(int[]::clone).toArray(int[][]::new);
        for (int i = 0; i < placed.length; i++) {
            for (int axis = 0; axis < turned.length; axis++) {
                turned[axis][placed[i]] = coordinates[axis][placed[(i + by) % placed.length]];
            }
        }
        return turned;
    }
}
