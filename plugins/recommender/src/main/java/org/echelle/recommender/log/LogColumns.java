package org.echelle.recommender.log;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.echelle.recommender.RecommenderException;

/** Where user, item and time stand among the cells of a line. A time of -1 means that the log has none. */
record LogColumns(int user, int item, int time) {
    private static final List<String> USERS =
            List.of("user", "user_id", "userid", "uid", "reviewerid", "customer_id", "session_id", "sessionid");
    private static final List<String> ITEMS =
            List.of("item", "item_id", "itemid", "iid", "movieid", "movie_id", "parent_asin", "asin", "product_id");
    private static final List<String> TIMES =
            List.of("time", "timestamp", "ts", "unixreviewtime", "unix_time", "datetime", "date");

    /** From the head of a table; RecBole's types ({@code user_id:token}) do not count. */
    static LogColumns of(List<String> head, LogOptions options, Path file) {
        List<String> names = head.stream()
                .map(h -> h.contains(":") ? h.substring(0, h.indexOf(':')) : h)
                .toList();
        int user = find(names, options.userColumn(), USERS, file);
        int item = find(names, options.itemColumn(), ITEMS, file);
        int time = find(names, options.timeColumn(), TIMES, file);
        if (user < 0 || item < 0) {
            throw new RecommenderException("The log " + file + " has no column of " + (user < 0 ? "users" : "items")
                    + " that goes by a usual name; it has " + String.join(", ", head)
                    + ". Name it with samples." + (user < 0 ? "user" : "item") + "-column.");
        }
        return new LogColumns(user, item, time);
    }

    private static int find(List<String> names, String wanted, List<String> usual, Path file) {
        if (!wanted.isEmpty()) {
            int at = names.indexOf(wanted);
            if (at < 0) {
                throw new RecommenderException("The log " + file + " has no column '" + wanted + "'; it has "
                        + String.join(", ", names) + ".");
            }
            return at;
        }
        for (String name : usual) {
            for (int i = 0; i < names.size(); i++) {
                if (names.get(i).toLowerCase(Locale.ROOT).equals(name)) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** Whether a first line looks like a head: it has a column that goes by a usual name. */
    static boolean looksLikeHead(List<String> cells) {
        return cells.stream()
                .map(c -> (c.contains(":") ? c.substring(0, c.indexOf(':')) : c).toLowerCase(Locale.ROOT))
                .anyMatch(c -> USERS.contains(c) || ITEMS.contains(c));
    }

    int last() {
        return Math.max(user, Math.max(item, time));
    }
}
