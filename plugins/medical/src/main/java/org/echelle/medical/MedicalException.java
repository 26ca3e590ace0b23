package org.echelle.medical;

import org.echelle.api.EchelleException;

/** Files, annotations or settings of the medical plugin that cannot be used as they are. */
public class MedicalException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, where, and what to do */
    public MedicalException(String message) {
        super(message);
    }

    /**
     * @param message what is wrong, where, and what to do
     * @param cause what lies behind it
     */
    public MedicalException(String message, Throwable cause) {
        super(message, cause);
    }
}
