package org.echelle.runs;

import java.util.ArrayList;
import java.util.List;
import org.echelle.api.HookPoint;

/** Between which coordinates a hook point's rows lie, for those who asked for rows that are not there. */
final class RowSpan {
    private final HookPoint hook;
    private final int[] first;
    private final int[] last;
    private long rows;
    private long unplaced;
    private long edited;

    RowSpan(HookPoint hook) {
        this.hook = hook;
        first = new int[hook.axes().size()];
        last = new int[first.length];
        java.util.Arrays.fill(first, Integer.MAX_VALUE);
        java.util.Arrays.fill(last, Integer.MIN_VALUE);
    }

    /**
     * The rows of one sample.
     *
     * @param coordinates {@code [axis][row]}, below 0 for a row without a place
     * @param count of them
     * @param asked how many of them are to be edited
     */
    void add(int[][] coordinates, int count, int asked) {
        rows += count;
        edited += asked;
        for (int r = 0; r < count; r++) {
            boolean placed = true;
            for (int a = 0; a < first.length; a++) {
                placed &= coordinates[a][r] >= 0;
            }
            unplaced += placed ? 0 : 1;
            for (int a = 0; a < first.length && placed; a++) {
                first[a] = Math.min(first[a], coordinates[a][r]);
                last[a] = Math.max(last[a], coordinates[a][r]);
            }
        }
    }

    /** @throws RunException when there are rows, and none of them is to be edited */
    void requireEdited(String where) {
        if (rows == 0 || edited > 0) {
            return;
        }
        List<String> axes = new ArrayList<>();
        for (int a = 0; a < first.length && unplaced < rows; a++) {
            axes.add(hook.axes().get(a).name() + " from " + first[a] + " to " + last[a]);
        }
        throw new RunException("No row at hook point " + hook.name() + " is in --where " + where + ": its rows have "
                + (axes.isEmpty() ? "no places" : String.join(", ", axes))
                + (unplaced > 0 && !axes.isEmpty() ? ", and some (class tokens) have no place" : "") + ".");
    }
}
