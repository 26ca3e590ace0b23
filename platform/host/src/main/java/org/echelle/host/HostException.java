package org.echelle.host;

/** The host cannot start; the message is a sentence for the user. */
public class HostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message a whole sentence for the user */
    public HostException(String message) {
        super(message);
    }

    /**
     * @param message a whole sentence for the user
     * @param cause what lies behind it, kept for the log
     */
    public HostException(String message, Throwable cause) {
        super(message, cause);
    }
}
