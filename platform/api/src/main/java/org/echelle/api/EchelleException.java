package org.echelle.api;

/**
 * A failure whose message is a sentence for the user: what is wrong, where, and what to do.
 *
 * <p>Rooms and plugins derive their own type from it. Whatever reaches the command line as another type is treated as a defect
 * of the program and shown with its stack trace.
 */
public class EchelleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message a whole sentence for the user */
    public EchelleException(String message) {
        super(message);
    }

    /**
     * @param message a whole sentence for the user
     * @param cause what lies behind it, kept for the log
     */
    public EchelleException(String message, Throwable cause) {
        super(message, cause);
    }
}
