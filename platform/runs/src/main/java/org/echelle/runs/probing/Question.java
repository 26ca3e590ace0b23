package org.echelle.runs.probing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.echelle.analysis.naming.ConceptTable;

/**
 * What a probe is asked: which of the values of a group of concepts a sample has, where every sample has exactly one, or whether it has
 * a concept.
 *
 * @param name the group, or the concept
 * @param classes the values' names; "without" and "with" for a single concept
 * @param labels by sample, a class; absent where it is not known
 */
public record Question(String name, List<String> classes, Map<Integer, Integer> labels) {
    private static final List<String> BOTH = List.of("without", "with");

    /**
     * The questions that concepts make of some samples: a group of two or more that exclude each other is one, every other concept one of
     * its own.
     */
    static List<Question> of(ConceptTable table, BitSet samples) {
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        for (int c = 0; c < table.concepts().size(); c++) {
            groups.computeIfAbsent(table.concepts().get(c).group(), g -> new ArrayList<>())
                    .add(c);
        }
        List<Question> all = new ArrayList<>();
        groups.forEach((group, members) -> {
            if (members.size() > 2 && exclusive(table, members, samples)) {
                all.add(classes(group, table, members, samples));
            } else {
                members.forEach(c -> all.add(single(table, c, samples)));
            }
        });
        return all;
    }

    private static boolean exclusive(ConceptTable table, List<Integer> members, BitSet samples) {
        return samples.stream()
                .allMatch(s ->
                        members.stream().filter(c -> table.present()[c].get(s)).count() == 1
                                && members.stream().noneMatch(c -> table.unknown()[c].get(s)));
    }

    private static Question classes(String group, ConceptTable table, List<Integer> members, BitSet samples) {
        List<Integer> there = members.stream()
                .filter(c -> table.present()[c].intersects(samples))
                .toList();
        Map<Integer, Integer> labels = new LinkedHashMap<>();
        samples.stream()
                .forEach(s -> labels.put(
                        s,
                        IntStream.range(0, there.size())
                                .filter(i -> table.present()[there.get(i)].get(s))
                                .findFirst()
                                .orElseThrow()));
        return new Question(
                group, there.stream().map(c -> table.concepts().get(c).name()).toList(), labels);
    }

    private static Question single(ConceptTable table, int concept, BitSet samples) {
        Map<Integer, Integer> labels = new LinkedHashMap<>();
        samples.stream()
                .filter(s -> table.present()[concept].get(s) || !table.unknown()[concept].get(s))
                .forEach(s -> labels.put(s, table.present()[concept].get(s) ? 1 : 0));
        return new Question(table.label(concept), BOTH, labels);
    }

    /**
     * The same of the classes alone that have enough samples, and of their samples; empty where fewer than two have.
     *
     * @param least samples of a class on every side
     */
    Optional<Question> frequent(int least, BitSet... sides) {
        int[] fewest = new int[classes.size()];
        Arrays.fill(fewest, Integer.MAX_VALUE);
        for (BitSet side : sides) {
            int[] count = new int[classes.size()];
            labels.forEach((sample, label) -> count[label] += side.get(sample) ? 1 : 0);
            Arrays.setAll(fewest, c -> Math.min(fewest[c], count[c]));
        }
        List<Integer> enough = IntStream.range(0, fewest.length)
                .filter(c -> fewest[c] >= least)
                .boxed()
                .toList();
        if (enough.size() < 2) {
            return Optional.empty();
        }
        Map<Integer, Integer> theirs = new LinkedHashMap<>();
        labels.forEach((sample, label) -> {
            if (enough.contains(label)) {
                theirs.put(sample, enough.indexOf(label));
            }
        });
        return Optional.of(new Question(name, enough.stream().map(classes::get).toList(), theirs));
    }
}
