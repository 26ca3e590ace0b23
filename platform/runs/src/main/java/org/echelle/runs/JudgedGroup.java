package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Classes that exclude each other among the outputs of a judge: all of them, or those of one group, such as {@code shape/circle} and
 * {@code shape/ring} of the group {@code shape}. A judge that is to choose between some of a group's classes has no others.
 *
 * @param name of the group; empty for all outputs
 * @param classes names without the group's
 * @param outputs number of the logit of each
 */
record JudgedGroup(String name, List<String> classes, List<Integer> outputs) {
    private static final char MARK = '/';

    JudgedGroup {
        classes = List.copyOf(classes);
        outputs = List.copyOf(outputs);
    }

    /**
     * Looks groups up among a judge's outputs.
     *
     * @param outputs names of the judge's logits
     * @param wanted classes to choose between, by group; none of a group for all of them, and no group for one of all outputs
     * @throws RunException for a group or a class that is not there
     */
    static List<JudgedGroup> of(List<String> outputs, Map<String, List<String>> wanted) {
        if (wanted.isEmpty()) {
            return List.of(new JudgedGroup("", outputs, numbers(outputs, outputs)));
        }
        Map<String, List<String>> known = new LinkedHashMap<>();
        for (String output : outputs) {
            int mark = output.indexOf(MARK);
            if (mark > 0) {
                known.computeIfAbsent(output.substring(0, mark), group -> new ArrayList<>())
                        .add(output.substring(mark + 1));
            }
        }
        List<JudgedGroup> found = new ArrayList<>();
        wanted.forEach((name, some) -> {
            List<String> all = known.get(name);
            if (all == null) {
                throw new RunException("judge: there is no group '" + name + "' of classes; "
                        + (known.isEmpty()
                                ? "this judge's outputs stand in no groups. Leave 'groups' out."
                                : "there are " + String.join(", ", known.keySet()) + "."));
            }
            for (String one : some) {
                if (!all.contains(one)) {
                    throw new RunException(
                            "judge: there is no " + name + " '" + one + "'; there are " + String.join(", ", all) + ".");
                }
            }
            List<String> classes = some.isEmpty() ? all : some;
            found.add(new JudgedGroup(
                    name,
                    classes,
                    numbers(classes.stream().map(c -> name + MARK + c).toList(), outputs)));
        });
        return found;
    }

    private static List<Integer> numbers(List<String> some, List<String> all) {
        return some.stream().map(all::indexOf).toList();
    }

    /** Logits of this group, {@code [batch, classes]}, of all the judge's. */
    NDArray of(NDArray logits) {
        long[] numbers = outputs.stream().mapToLong(Integer::longValue).toArray();
        try (NDArray wanted = logits.getManager().create(numbers);
                NDArray turned = logits.transpose();
                NDArray picked = turned.get(wanted)) {
            NDArray mine = picked.transpose();
            mine.attach(logits.getManager());
            return mine;
        }
    }

    /** Name of a concept: that the judge sees a class. */
    String concept(int number) {
        return "judge/" + (name.isEmpty() ? "" : name + MARK) + classes.get(number);
    }
}
