package org.echelle.steering;

import org.echelle.api.EchelleException;

/** An edit, an experiment or an attribution that cannot be done, told in a sentence. */
public class SteeringException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message a whole sentence for the user */
    public SteeringException(String message) {
        super(message);
    }

    /**
     * @param message a whole sentence for the user
     * @param cause what lies behind it
     */
    public SteeringException(String message, Throwable cause) {
        super(message, cause);
    }
}
