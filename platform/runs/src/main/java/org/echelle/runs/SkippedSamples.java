package org.echelle.runs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.api.Progress;

/** Samples that could not be read: counted, and the first ones named. Safe for use by several threads. */
public final class SkippedSamples {
    private static final int NAMED = 100;
    private static final int TOLD = 5;
    private static final int LONGEST = 1_000;

    private final Map<String, String> named = new LinkedHashMap<>();
    private final Progress progress;
    private int count;

    /** @param progress is told the first few as they come */
    public SkippedSamples(Progress progress) {
        this.progress = progress;
    }

    /** Takes over what an earlier part of the run found, without telling it again. */
    synchronized void recall(int earlierCount, Map<String, String> earlierNamed) {
        named.putAll(earlierNamed);
        count = Math.max(earlierCount, named.size());
    }

    synchronized void add(String id, String why) {
        String reason = why != null && why.length() > LONGEST ? why.substring(0, LONGEST) + "…" : why;
        if (named.containsKey(id)) {
            return;
        }
        count++;
        if (named.size() < NAMED) {
            named.put(id, reason);
        }
        if (count <= TOLD) {
            progress.note("skipped " + id + ": " + reason);
        } else if (count == TOLD + 1) {
            progress.note("more samples are skipped; run.json names them.");
        }
    }

    /** How many samples were skipped. */
    public synchronized int count() {
        return count;
    }

    /** Name to reason, for the first hundred. */
    public synchronized Map<String, String> named() {
        return new LinkedHashMap<>(named);
    }
}
