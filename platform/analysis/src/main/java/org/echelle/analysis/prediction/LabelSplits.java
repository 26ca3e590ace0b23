package org.echelle.analysis.prediction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.echelle.analysis.AnalysisException;

/**
 * Repeated divisions of labelled samples into a test side and a pool to take training samples from. Groups are never divided. The pool is
 * in random order, so that the first 8, 24, 96 of it are training sets that hold each other.
 */
final class LabelSplits {
    private LabelSplits() {}

    /**
     * One division.
     *
     * @param test samples to measure on
     * @param pool samples to train on, in random order
     */
    record Sides(int[] test, int[] pool) {}

    /**
     * Divides.
     *
     * @param groups of the samples
     * @param heldOut share of the samples to test on; groups may make it somewhat more
     * @throws AnalysisException when all samples are of one group
     */
    static List<Sides> draw(String[] groups, double heldOut, int repeats, long seed) {
        Map<String, List<Integer>> members = new LinkedHashMap<>();
        for (int i = 0; i < groups.length; i++) {
            members.computeIfAbsent(groups[i], g -> new ArrayList<>()).add(i);
        }
        if (members.size() < 2) {
            throw new AnalysisException("All " + groups.length + " labelled samples are of one group"
                    + (groups.length == 0 ? "" : " (" + groups[0] + ")")
                    + "; a held-out side needs samples of another one.");
        }
        List<List<Integer>> together = new ArrayList<>(members.values());
        int wanted = (int) Math.ceil(heldOut * groups.length);
        SplittableRandom numbers = new SplittableRandom(seed);
        List<Sides> all = new ArrayList<>();
        for (int r = 0; r < repeats; r++) {
            SplittableRandom own = numbers.split();
            shuffle(together, own);
            List<Integer> test = new ArrayList<>();
            List<Integer> pool = new ArrayList<>();
            for (List<Integer> group : together) {
                // a large group that would make the test side half as large again stays in the pool
                boolean fits = test.size() < wanted && test.size() + group.size() <= 1.5 * wanted;
                (fits ? test : pool).addAll(group);
            }
            if (test.isEmpty()) {
                List<Integer> smallest = together.stream()
                        .min(Comparator.comparingInt(List::size))
                        .orElseThrow();
                test.addAll(smallest);
                pool.removeAll(smallest);
            }
            shuffle(pool, own);
            all.add(new Sides(
                    test.stream().mapToInt(i -> i).toArray(),
                    pool.stream().mapToInt(i -> i).toArray()));
        }
        return all;
    }

    private static <T> void shuffle(List<T> list, SplittableRandom numbers) {
        for (int i = list.size() - 1; i > 0; i--) {
            int k = numbers.nextInt(i + 1);
            T swap = list.get(i);
            list.set(i, list.get(k));
            list.set(k, swap);
        }
    }
}
