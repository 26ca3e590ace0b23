package org.echelle.protein.subject;

import org.echelle.api.EchelleException;

/** A protein model cannot be opened as asked. */
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
