package org.echelle.runs;

import java.util.ArrayList;
import java.util.List;
import org.echelle.api.Progress;

/**
 * Passes everything on, and keeps what is told while subject, samples and concepts are opened: files left out, odd entries, what a
 * privacy check found. A report is read long after the terminal was closed.
 */
final class OpeningNotes implements Progress {
    private final Progress to;
    private final List<String> kept = new ArrayList<>();
    private boolean opening = true;

    OpeningNotes(Progress to) {
        this.to = to;
    }

    /** What is told from now on is passed on only. */
    synchronized void opened() {
        opening = false;
    }

    /** In the order told. */
    synchronized List<String> kept() {
        return List.copyOf(kept);
    }

    @Override
    public void begin(String stage, long total, String unit) {
        to.begin(stage, total, unit);
    }

    @Override
    public void advance(long done, String detail) {
        to.advance(done, detail);
    }

    @Override
    public void note(String sentence) {
        synchronized (this) {
            if (opening) {
                kept.add(sentence);
            }
        }
        to.note(sentence);
    }

    @Override
    public void check() {
        to.check();
    }
}
