package org.echelle.runs;

import org.echelle.api.EchelleException;

/** A run cannot be planned or carried out. */
public class RunException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message a whole sentence for the user */
    public RunException(String message) {
        super(message);
    }

    /**
     * @param message a whole sentence for the user
     * @param cause what lies behind it
     */
    public RunException(String message, Throwable cause) {
        super(message, cause);
    }
}
