package org.echelle.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.echelle.api.Progress;

/**
 * A progress that keeps what the user is told and swallows the rest.
 *
 * <p>It never cancels; a test of work that is cancelled overrides {@link #check}.
 */
public class NotedProgress implements Progress {
    private final List<String> notes = new CopyOnWriteArrayList<>();

    /** The sentences that the user was told, in order; a test may clear the list. */
    public final List<String> notes() {
        return notes;
    }

    @Override
    public void begin(String stage, long total, String unit) {}

    @Override
    public void advance(long done, String detail) {}

    @Override
    public final void note(String sentence) {
        notes.add(sentence);
    }

    @Override
    public void check() {}
}
