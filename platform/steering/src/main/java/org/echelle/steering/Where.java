package org.echelle.steering;

import java.util.Map;
import org.echelle.api.HookPoint;

/** Which rows are edited. */
@FunctionalInterface
public interface Where {
    /**
     * One row.
     *
     * @param hook where it is
     * @param sample its sample within the batch
     * @param position the row within its sample
     * @param coordinates one a value of {@link HookPoint#axes}, stamps such as a timestep included
     * @param stamps what the subject stamped with {@link org.echelle.api.Tap#with}, also for axes that the hook point does not name
     */
    record Row(HookPoint hook, int sample, int position, int[] coordinates, Map<String, Integer> stamps) {
        /**
         * The coordinate along an axis.
         *
         * @throws SteeringException when the row has no such axis
         */
        public int along(String axis) {
            int at = hook.axis(axis);
            if (at >= 0) {
                return coordinates[at];
            }
            Integer stamp = stamps.get(axis);
            if (stamp == null) {
                throw new SteeringException("Rows at hook point " + hook.name() + " have no axis '" + axis
                        + "'; they have "
                        + (hook.axes().isEmpty()
                                ? "none"
                                : String.join(
                                        ", ",
                                        hook.axes().stream().map(a -> a.name()).toList()))
                        + ".");
            }
            return stamp;
        }

        /** Whether the row has a place in the sample; a class token has none. */
        public boolean placed() {
            for (int c : coordinates) {
                if (c < 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Whether that row is edited. */
    boolean holds(Row row);

    /** Whether rows that stand for nothing (padding) may be edited, too. */
    default boolean padding() {
        return false;
    }

    /** All rows. */
    Where EVERYWHERE = row -> true;

    /** All rows. */
    static Where everywhere() {
        return EVERYWHERE;
    }

    /** The first row without a place: the class token. */
    static Where classToken() {
        return row -> row.coordinates().length > 0 && row.coordinates()[0] == -1;
    }

    /** All rows with a place: patches, not class or register tokens. */
    static Where placed() {
        return Row::placed;
    }

    /** Rows whose coordinate along an axis (a timestep, a guidance branch, y) lies from {@code first} to {@code last}. */
    static Where along(String axis, int first, int last) {
        return row -> {
            int at = row.along(axis);
            return first <= at && at <= last;
        };
    }

    /** The rows of a mask, the same for every sample: {@code [position]}. */
    static Where mask(boolean[] positions) {
        boolean[] mine = positions.clone();
        return row -> row.position() < mine.length && mine[row.position()];
    }

    /** Rows that are in both. */
    default Where and(Where other) {
        if (this == EVERYWHERE || other == EVERYWHERE) {
            return this == EVERYWHERE ? other : this;
        }
        return row -> holds(row) && other.holds(row);
    }

    /** The same, and of padding those rows that it holds: a network may read them, though they stand for nothing. */
    default Where withPadding() {
        Where mine = this;
        return new Where() {
            @Override
            public boolean holds(Row row) {
                return mine.holds(row);
            }

            @Override
            public boolean padding() {
                return true;
            }
        };
    }

    /** Rows that are not in this one. */
    default Where not() {
        return row -> !holds(row);
    }
}
