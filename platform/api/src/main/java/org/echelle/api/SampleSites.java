package org.echelle.api;

/**
 * The stored rows of one sample at one hook point.
 *
 * @param hook the hook point
 * @param coordinates {@code [axis][row]}, as {@link HookPoint#axes} orders the axes
 */
public record SampleSites(HookPoint hook, int[][] coordinates) {
    /** Number of rows. */
    public int rows() {
        return coordinates.length == 0 ? 1 : coordinates[0].length;
    }

    /**
     * The coordinates along one axis.
     *
     * @return {@code [row]}
     * @throws IllegalArgumentException when the hook point has no such axis
     */
    public int[] along(String axis) {
        int at = hook.axis(axis);
        if (at < 0) {
            throw new IllegalArgumentException("hook point " + hook.name() + " has no axis " + axis);
        }
        return coordinates[at];
    }
}
