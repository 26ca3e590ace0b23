package org.echelle.sae;

import org.echelle.api.EchelleException;

/** A dictionary cannot be trained, read or used as asked. */
public class SaeException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message a whole sentence for the user */
    public SaeException(String message) {
        super(message);
    }

    /**
     * @param message a whole sentence for the user
     * @param cause what lies behind it
     */
    public SaeException(String message, Throwable cause) {
        super(message, cause);
    }
}
