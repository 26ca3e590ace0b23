package org.echelle.analysis;

import java.util.Arrays;

/**
 * A set of groups, kept as 64-bit hashes of their names: eight bytes a group at three quarters full. Two of a million different names meet
 * once in some forty million such sets.
 */
final class GroupSet {
    private long[] table = new long[64];
    private int size;
    private boolean zero;

    /** Whether the group was new. */
    boolean add(String group) {
        long hash = Mixing.hash(group, 0);
        if (hash == 0) {
            boolean fresh = !zero;
            zero = true;
            return fresh;
        }
        int at = find(hash);
        if (table[at] == hash) {
            return false;
        }
        table[at] = hash;
        size++;
        if (4L * size > 3L * table.length) {
            grow();
        }
        return true;
    }

    boolean contains(String group) {
        long hash = Mixing.hash(group, 0);
        return hash == 0 ? zero : table[find(hash)] == hash;
    }

    int size() {
        return size + (zero ? 1 : 0);
    }

    private int find(long hash) {
        int mask = table.length - 1;
        int at = (int) hash & mask;
        while (table[at] != 0 && table[at] != hash) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] old = table;
        table = new long[2 * old.length];
        Arrays.stream(old).filter(h -> h != 0).forEach(h -> table[find(h)] = h);
    }
}
