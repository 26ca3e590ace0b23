package org.echelle.shell;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts a bundle's log entries by the minute. The log service keeps entries in memory until whoever listens has taken them, without a
 * bound; a bundle that logs without end must not be slowed down to the speed of a file.
 */
final class LogQuota {
    /** From this one on a bundle's entries of a minute are left out. */
    static final int MOST = 200;

    static final String SENTENCE =
            "this bundle logs more than " + MOST + " entries a minute; the rest of the minute is left out";

    private final Map<String, Integer> counts = new HashMap<>();
    private long minute;

    /** The entry's number among its bundle's in its minute, from 1. */
    synchronized int nth(String bundle, long millis) {
        if (millis / 60_000 != minute) {
            minute = millis / 60_000;
            counts.clear();
        }
        return counts.merge(bundle, 1, (n, one) -> Math.min(n + one, MOST + 1));
    }
}
