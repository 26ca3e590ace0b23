package org.echelle.runs.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.echelle.api.Concept;

/**
 * A set of concepts that exclude each other, such as the colours: samples that have exactly one of them, on both sides.
 *
 * @param name the concepts' group
 * @param concepts class by class
 * @param train places in the selection side, with {@code trainClass}
 * @param trainClass {@code [train]}
 * @param test places in the held-out side, with {@code testClass}
 * @param testClass {@code [test]}
 */
record Labelled(String name, int[] concepts, int[] train, int[] trainClass, int[] test, int[] testClass) {
    /** Samples that every class needs on each side. */
    static final int LEAST = 20;

    int classes() {
        return concepts.length;
    }

    /** Class of each held-out sample, -1 where it has none or several. */
    static int[] classes(Side side, int[] concepts) {
        int[] label = new int[side.count()];
        for (int i = 0; i < label.length; i++) {
            label[i] = -1;
            int found = 0;
            for (int c = 0; c < concepts.length; c++) {
                if (!side.known()[concepts[c]][i]) {
                    found = 2;
                } else if (side.present()[concepts[c]][i]) {
                    found++;
                    label[i] = c;
                }
            }
            label[i] = found == 1 ? label[i] : -1;
        }
        return label;
    }

    /** All groups of at least two classes with enough samples; concepts of one group and level belong together. */
    static List<Labelled> all(Materials m) {
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        for (int c = 0; c < m.concepts().size(); c++) {
            Concept concept = m.concepts().get(c);
            if (m.probed().get(c)) {
                groups.computeIfAbsent(
                                concept.group() + (concept.level() == Concept.Level.SITE ? ", anywhere" : ""),
                                g -> new ArrayList<>())
                        .add(c);
            }
        }
        List<Labelled> all = new ArrayList<>();
        groups.forEach((name, members) -> {
            Labelled one = of(m, name, members);
            if (one != null) {
                all.add(one);
            }
        });
        return all;
    }

    private static Labelled of(Materials m, String name, List<Integer> members) {
        int[] concepts = members.stream().mapToInt(c -> c).toArray();
        while (concepts.length >= 2) {
            int[] train = classes(m.selection(), concepts);
            int[] test = classes(m.heldOut(), concepts);
            int[] kept = IntStream.range(0, concepts.length)
                    .filter(c -> count(train, c) >= LEAST && count(test, c) >= LEAST)
                    .toArray();
            if (kept.length == concepts.length) {
                return new Labelled(name, concepts, places(train), only(train), places(test), only(test));
            }
            int[] before = concepts;
            concepts = IntStream.of(kept).map(c -> before[c]).toArray();
        }
        return null;
    }

    private static long count(int[] label, int c) {
        return IntStream.of(label).filter(l -> l == c).count();
    }

    private static int[] places(int[] label) {
        return IntStream.range(0, label.length).filter(i -> label[i] >= 0).toArray();
    }

    private static int[] only(int[] label) {
        return IntStream.of(label).filter(l -> l >= 0).toArray();
    }

    static double[][] pick(double[][] rows, int[] places) {
        return IntStream.of(places).mapToObj(i -> rows[i]).toArray(double[][]::new);
    }

    static String[] pick(String[] groups, int[] places) {
        return IntStream.of(places).mapToObj(i -> groups[i]).toArray(String[]::new);
    }

    static boolean[] pick(boolean[] values, int[] places) {
        boolean[] out = new boolean[places.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[places[i]];
        }
        return out;
    }
}
