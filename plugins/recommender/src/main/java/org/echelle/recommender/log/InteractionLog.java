package org.echelle.recommender.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The actions of a log in three arrays that grow: 16 bytes an action, and each user's and item's name once. Users and items are numbered
 * in the order in which they come first.
 */
final class InteractionLog {
    private final Map<String, Integer> userNumbers = new HashMap<>();
    private final Map<String, Integer> itemNumbers = new HashMap<>();
    private final List<String> users = new ArrayList<>();
    private final List<String> items = new ArrayList<>();
    private int[] user = new int[1 << 12];
    private int[] item = new int[1 << 12];
    private long[] time = new long[1 << 12];
    private int size;
    private boolean timed = true;

    /** Adds an action that the log has no time of: the order of its lines counts. */
    void add(String who, String what) {
        timed = false;
        add(who, what, 0);
    }

    /** Adds an action. */
    void add(String who, String what, long when) {
        if (size == user.length) {
            int more = (int) Math.min(Integer.MAX_VALUE - 16L, size * 2L);
            user = Arrays.copyOf(user, more);
            item = Arrays.copyOf(item, more);
            time = Arrays.copyOf(time, more);
        }
        user[size] = number(who, userNumbers, users);
        item[size] = number(what, itemNumbers, items);
        time[size++] = when;
    }

    private static int number(String name, Map<String, Integer> numbers, List<String> names) {
        Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        numbers.put(name, names.size());
        names.add(name);
        return names.size() - 1;
    }

    int size() {
        return size;
    }

    boolean timed() {
        return timed;
    }

    List<String> users() {
        return users;
    }

    List<String> items() {
        return items;
    }

    /** One user's actions, oldest first; those of one time in the log's order. */
    record Actions(int user, int[] items, long[] times, boolean tied) {}

    /** All users' actions, in the order of users. */
    List<Actions> byUser() {
        int[] start = new int[users.size() + 1];
        for (int i = 0; i < size; i++) {
            start[user[i] + 1]++;
        }
        for (int u = 0; u < users.size(); u++) {
            start[u + 1] += start[u];
        }
        int[] at = Arrays.copyOf(start, users.size());
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[at[user[i]]++] = i;
        }
        List<Actions> all = new ArrayList<>(users.size());
        for (int u = 0; u < users.size(); u++) {
            all.add(actions(u, Arrays.copyOfRange(order, start[u], start[u + 1])));
        }
        return all;
    }

    private Actions actions(int u, int[] places) {
        boolean sorted = true;
        for (int i = 1; i < places.length && sorted; i++) {
            sorted = time[places[i - 1]] <= time[places[i]];
        }
        if (!sorted) {
            Integer[] boxed = Arrays.stream(places).boxed().toArray(Integer[]::new);
            Arrays.sort(boxed, (a, b) -> Long.compare(time[a], time[b])); // stable
            places = Arrays.stream(boxed).mapToInt(Integer::intValue).toArray();
        }
        int[] what = new int[places.length];
        long[] when = new long[timed ? places.length : 0];
        boolean tied = false;
        for (int i = 0; i < places.length; i++) {
            what[i] = item[places[i]];
            if (timed) {
                when[i] = time[places[i]];
                tied |= i > 0 && when[i] == when[i - 1];
            }
        }
        return new Actions(u, what, when, tied);
    }
}
