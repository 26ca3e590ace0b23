package org.echelle.runs;

import java.util.concurrent.atomic.AtomicLong;
import org.echelle.api.Progress;

/**
 * What a plugin reports, within bounds: a plugin that speaks without end fills neither the terminal nor the memory of what is kept for the
 * report. What is left out is counted, and told once.
 */
final class PluginProgress implements Progress {
    /** More than any plugin has to say, and still a page that can be read. */
    static final int MOST_NOTES = 500;

    static final int MOST_STAGES = 500;
    static final int LONGEST_NOTE = 2_000;
    static final int LONGEST_NAME = 200;

    private final Progress to;
    private final AtomicLong notes = new AtomicLong();
    private final AtomicLong stages = new AtomicLong();
    private final AtomicLong leftOut = new AtomicLong();

    PluginProgress(Progress to) {
        this.to = to;
    }

    /** How many sentences and stages were left out. */
    long leftOut() {
        return leftOut.get();
    }

    @Override
    public void begin(String stage, long total, String unit) {
        if (room(stages.incrementAndGet() <= MOST_STAGES)) {
            to.begin(cut(stage, LONGEST_NAME), total, cut(unit, LONGEST_NAME));
        }
    }

    @Override
    public void advance(long done, String detail) {
        to.advance(done, cut(detail, LONGEST_NAME));
    }

    @Override
    public void note(String sentence) {
        if (room(notes.incrementAndGet() <= MOST_NOTES)) {
            to.note(cut(sentence, LONGEST_NOTE));
        }
    }

    @Override
    public void check() {
        to.check();
    }

    private boolean room(boolean within) {
        if (!within && leftOut.getAndIncrement() == 0) {
            to.note("The plugin tells more than " + MOST_NOTES
                    + " sentences or stages; the rest is counted and left out.");
        }
        return within;
    }

    private static String cut(String text, int longest) {
        return text == null || text.length() <= longest ? text : text.substring(0, longest) + "…";
    }
}
