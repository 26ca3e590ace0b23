package org.echelle.shell;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.echelle.api.CancelledException;

/** A wish that a job stop, with its reason. The first reason stays. */
public final class CancelToken {
    private final AtomicReference<String> reason = new AtomicReference<>();

    /** @param sentence who asks and why, for the user */
    public void cancel(String sentence) {
        reason.compareAndSet(null, sentence);
    }

    /** Why it is to stop; empty while nobody asked. */
    Optional<String> reason() {
        return Optional.ofNullable(reason.get());
    }

    /** Whether somebody asked. */
    public boolean cancelled() {
        return reason.get() != null;
    }

    /**
     * Returns at once, or throws when somebody asked.
     *
     * @throws CancelledException with the reason
     */
    public void check() {
        String sentence = reason.get();
        if (sentence != null) {
            throw new CancelledException(sentence);
        }
    }
}
