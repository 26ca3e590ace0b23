package org.echelle.api;

/**
 * Ends a forward pass once the last wanted hook point was seen. Thrown by a {@link Tap}, caught by the host; a subject lets it
 * pass (its {@code try}-with-resources blocks close what they opened).
 */
@SuppressWarnings("StaticAssignmentOfThrowable") // immutable, stackless, without suppression: a signal, not a report
public final class ForwardComplete extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The only instance: it carries nothing, not even a stack. */
    public static final ForwardComplete SIGNAL = new ForwardComplete();

    private ForwardComplete() {
        super("the last wanted hook point was seen", null, false, false);
    }
}
