package org.echelle.sae.train;

import java.util.ArrayList;
import java.util.List;
import org.echelle.api.CancelledException;
import org.echelle.api.Progress;

/** Cancels before a given step of the training stage, and keeps what it was told. */
public final class StopAfter implements Progress {
    private final int steps;
    private final List<String> notes = new ArrayList<>();
    private int checks = -1;

    /**
     * @param steps that are done before it cancels
     */
    public StopAfter(int steps) {
        this.steps = steps;
    }

    /** Only listens. */
    public static StopAfter never() {
        return new StopAfter(-1);
    }

    /** The sentences that it was told. */
    public List<String> notes() {
        return notes;
    }

    @Override
    public void begin(String stage, long total, String unit) {
        checks = stage.startsWith("train") ? 0 : -1;
    }

    @Override
    public void advance(long done, String detail) {}

    @Override
    public void note(String sentence) {
        notes.add(sentence);
    }

    @Override
    public void check() {
        if (checks >= 0 && checks++ == steps) {
            throw new CancelledException("stopped by the test");
        }
    }
}
