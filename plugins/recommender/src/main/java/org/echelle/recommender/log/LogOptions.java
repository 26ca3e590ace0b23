package org.echelle.recommender.log;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;

/** What a run config says about a log with an action a line. */
public record LogOptions(
        @Option("The log, or the folder that holds it; gzipped ones are read as they are")
        Path path,

        @Option(
                "Table of items with titles and attributes: movies.dat, u.item, RecBole .item, CSV or JSON lines; looked for beside the log")
        Optional<Path> items,

        @Option("Table of users: users.dat, u.user, RecBole .user or CSV; looked for beside the log")
        Optional<Path> users,

        @Option("Which row of the weights stands for which item: lines of row and id; without it ids are rows")
        Optional<Path> itemIds,

        @Option("Which row of the weights stands for which user: lines of row and id; without it ids are rows")
        Optional<Path> userIds,

        @Option(value = "Name of the column with users; empty for the usual names", fallback = "")
        String userColumn,

        @Option(value = "Name of the column with items; empty for the usual names", fallback = "")
        String itemColumn,

        @Option(value = "Name of the column with times; empty for the usual names", fallback = "")
        String timeColumn,

        @Option(value = "Users with fewer actions are left out; at least 2", fallback = "5")
        int minActions,

        @Option(value = "Actions of a user that are shown at most, the latest ones", fallback = "200")
        int maxLength,

        @Option(value = "What is held out of each user: leave-one-out, time or none", fallback = "leave-one-out")
        HoldOut split,

        @Option(value = "For split: time, the share of all actions that lie before its instant", fallback = "0.8")
        double timeShare) {
    /** Usual settings. */
    public static LogOptions of(Path path) {
        return new LogOptions(
                path,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                "",
                "",
                5,
                200,
                HoldOut.LEAVE_ONE_OUT,
                0.8);
    }

    /** The same log with other actions shown and held out. */
    public LogOptions showing(int least, int most, HoldOut held) {
        return new LogOptions(
                path, items, users, itemIds, userIds, userColumn, itemColumn, timeColumn, least, most, held, timeShare);
    }
}
