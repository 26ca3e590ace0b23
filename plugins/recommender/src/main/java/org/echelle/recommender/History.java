package org.echelle.recommender;

import java.util.List;
import java.util.OptionalInt;
import org.echelle.api.Sample;

/**
 * What one user consumed, oldest first.
 *
 * @param id the user, as the log calls them
 * @param userRow the user's row in a table of users; -1 where no map tells it
 * @param items {@code [action]} the items' rows in the table of items
 * @param earlier rows of the items consumed before those, which are too many to be shown and still not to be recommended
 * @param times {@code [action]} as the log has them (mostly seconds since 1970); empty where it has none
 * @param titles {@code [action]} the items' names, for people
 * @param next row of the item that came next and that no subject is shown; empty where nobody knows
 */
public record History(
        String id, int userRow, int[] items, int[] earlier, long[] times, List<String> titles, OptionalInt next)
        implements Sample {
    public History {
        titles = List.copyOf(titles);
    }

    /** Number of actions. */
    public int length() {
        return items.length;
    }
}
