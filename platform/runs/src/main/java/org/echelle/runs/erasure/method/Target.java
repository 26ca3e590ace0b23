package org.echelle.runs.erasure.method;

import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is erased by one edit: a class, or several together.
 *
 * @param name in results: the class, or its classes joined by {@code +}
 * @param names of its classes
 * @param numbers the judge's, in the order in which the classes were named
 */
public record Target(String name, List<String> names, List<Integer> numbers) {
    public Target {
        names = List.copyOf(names);
        numbers = List.copyOf(numbers);
    }

    /**
     * Of classes by name.
     *
     * @param classes the judge's, which hold them all
     */
    public static Target of(List<String> names, List<String> classes) {
        return new Target(
                names.stream().distinct().collect(Collectors.joining("+")),
                names.stream().distinct().toList(),
                names.stream().distinct().map(classes::indexOf).toList());
    }

    /** Whether a class is erased. */
    public boolean has(int number) {
        return numbers.contains(number);
    }

    /** The same as a set. */
    public BitSet set() {
        BitSet set = new BitSet();
        numbers.forEach(set::set);
        return set;
    }
}
