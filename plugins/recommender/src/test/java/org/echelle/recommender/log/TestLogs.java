package org.echelle.recommender.log;

import java.nio.file.Path;
import java.util.Optional;

/** What tests say about a log besides {@link LogOptions#showing}. */
public final class TestLogs {
    private TestLogs() {}

    /** The same log with maps from ids to rows. */
    public static LogOptions numbered(LogOptions o, Optional<Path> itemIds, Optional<Path> userIds) {
        return with(o, itemIds, userIds, o.timeShare());
    }

    /** The same log with another share of actions before the instant of a time split. */
    static LogOptions before(LogOptions o, double share) {
        return with(o, o.itemIds(), o.userIds(), share);
    }

    private static LogOptions with(LogOptions o, Optional<Path> itemIds, Optional<Path> userIds, double share) {
        return new LogOptions(
                o.path(),
                o.items(),
                o.users(),
                itemIds,
                userIds,
                o.userColumn(),
                o.itemColumn(),
                o.timeColumn(),
                o.minActions(),
                o.maxLength(),
                o.split(),
                share);
    }
}
