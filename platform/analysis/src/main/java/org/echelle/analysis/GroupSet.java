package org.echelle.analysis;

/**
 * A set of groups, kept as 64-bit hashes of their names. Two of a million different names meet once in some forty million such sets.
 */
final class GroupSet {
    private final KeyNumbers numbers = new KeyNumbers();

    /** Whether the group was new. */
    boolean add(String group) {
        int before = numbers.size();
        return number(group) == before;
    }

    /** The group's number, from 0 in the order in which groups first came; a new one if it was not known. */
    int number(String group) {
        return numbers.add(Mixing.hash(group, 0));
    }

    boolean contains(String group) {
        return numbers.contains(Mixing.hash(group, 0));
    }

    int size() {
        return numbers.size();
    }
}
