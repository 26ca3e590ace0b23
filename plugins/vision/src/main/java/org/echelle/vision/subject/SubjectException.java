package org.echelle.vision.subject;

import org.echelle.api.EchelleException;

/** A vision subject cannot be opened as asked. */
public class SubjectException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, where, and what to do */
    public SubjectException(String message) {
        super(message);
    }

    /**
     * @param message what is wrong, where, and what to do
     * @param cause what lies behind it
     */
    public SubjectException(String message, Throwable cause) {
        super(message, cause);
    }
}
