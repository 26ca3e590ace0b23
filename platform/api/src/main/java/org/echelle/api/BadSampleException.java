package org.echelle.api;

/** One sample cannot be read. The host skips it, counts it, and names it; the others go on. */
public class BadSampleException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message which sample, and what is wrong with it */
    public BadSampleException(String message) {
        super(message);
    }

    /**
     * @param message which sample, and what is wrong with it
     * @param cause what lies behind it
     */
    public BadSampleException(String message, Throwable cause) {
        super(message, cause);
    }
}
