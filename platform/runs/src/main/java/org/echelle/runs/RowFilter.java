package org.echelle.runs;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.echelle.api.HookPoint;
import org.echelle.steering.Where;

/**
 * Rows to keep by their coordinates, as a config lists them: {@code AXIS=PLACE} or {@code AXIS=FIRST..LAST}. Entries for the same axis add
 * to each other, entries for different axes hold together. An axis that a hook point lacks says nothing about its rows.
 */
final class RowFilter {
    private static final Pattern ENTRY = Pattern.compile("([A-Za-z-]+)=(-?[0-9]{1,9})(?:\\.\\.(-?[0-9]{1,9}))?");
    private static final int SHOWN = 12;

    /** Places from first to last. */
    private record Span(String text, int first, int last) {
        boolean holds(int place) {
            return first <= place && place <= last;
        }
    }

    private final String key;
    private final Map<String, List<Span>> spans = new LinkedHashMap<>();
    /** By axis, the places that were met, kept or not; for what to say when a span holds none. */
    private final Map<String, TreeSet<Integer>> met = new LinkedHashMap<>();

    /**
     * Reads entries.
     *
     * @throws RunException when one of them is none, or no hook point has its axis
     */
    RowFilter(List<String> entries, List<HookPoint> hooks) {
        this("extract.where", entries, hooks);
    }

    /** The same of another key of the config, which messages name. */
    RowFilter(String key, List<String> entries, List<HookPoint> hooks) {
        this.key = key;
        for (String entry : entries) {
            Matcher m = ENTRY.matcher(entry.strip());
            if (!m.matches()) {
                throw new RunException(key + ": '" + entry
                        + "' does not say which rows; write AXIS=PLACE or AXIS=FIRST..LAST, such as timestep=0..300.");
            }
            String axis = m.group(1);
            if (hooks.stream().noneMatch(h -> h.axis(axis) >= 0)) {
                throw new RunException(key + ": no hook point of this run has an axis '" + axis + "'; "
                        + hooks.get(0).name() + " has "
                        + String.join(
                                ", ",
                                hooks.get(0).axes().stream().map(a -> a.name()).toList())
                        + ".");
            }
            int first = Integer.parseInt(m.group(2));
            int last = m.group(3) == null ? first : Integer.parseInt(m.group(3));
            if (last < first) {
                throw new RunException(key + ": '" + entry + "' holds no rows: its end lies before its beginning.");
            }
            spans.computeIfAbsent(axis, a -> new ArrayList<>()).add(new Span(entry.strip(), first, last));
            met.computeIfAbsent(axis, a -> new TreeSet<>());
        }
    }

    /** Whether every row is kept. */
    boolean open() {
        return spans.isEmpty();
    }

    /** Whether rows with these stamps can be kept at all: those of a pass that are not, are never copied. */
    boolean holds(Map<String, Integer> stamps) {
        boolean all = true;
        for (Map.Entry<String, Integer> stamp : stamps.entrySet()) {
            all &= holds(stamp.getKey(), stamp.getValue());
        }
        return all;
    }

    private boolean holds(String axis, int place) {
        List<Span> mine = spans.get(axis);
        if (mine == null) {
            return true;
        }
        met.get(axis).add(place);
        return mine.stream().anyMatch(s -> s.holds(place));
    }

    /**
     * Rows to keep.
     *
     * @param coordinates {@code [1 + axes][row]}, the sample first
     */
    BitSet rows(HookPoint hook, int[][] coordinates) {
        int n = coordinates[0].length;
        BitSet kept = new BitSet(n);
        kept.set(0, n);
        for (int axis = 0; axis < hook.axes().size(); axis++) {
            String name = hook.axes().get(axis).name();
            if (spans.containsKey(name)) {
                for (int row = kept.nextSetBit(0); row >= 0; row = kept.nextSetBit(row + 1)) {
                    if (!holds(name, coordinates[1 + axis][row])) {
                        kept.clear(row);
                    }
                }
            }
        }
        return kept;
    }

    /** The same rows for an edit. */
    Where where() {
        Map<String, List<Span>> mine = Map.copyOf(spans);
        return row -> mine.entrySet().stream().allMatch(axis -> {
            int place = row.along(axis.getKey());
            return axis.getValue().stream().anyMatch(s -> s.holds(place));
        });
    }

    /**
     * Checks that every entry held some row.
     *
     * @throws RunException that names the entry and the places that there are
     */
    void verify() {
        spans.forEach((axis, mine) -> {
            TreeSet<Integer> places = met.get(axis);
            for (Span span : mine) {
                if (!places.isEmpty() && places.stream().noneMatch(span::holds)) {
                    String there = String.join(
                            ", ",
                            places.descendingSet().stream()
                                    .limit(SHOWN)
                                    .map(String::valueOf)
                                    .toList());
                    throw new RunException(key + ": '" + span.text() + "' holds no row; along " + axis
                            + " the subject's rows lie at " + there + (places.size() > SHOWN ? ", ..." : "") + ".");
                }
            }
        });
    }
}
