package org.echelle.protein;

import org.echelle.api.EchelleException;

/** Sequences, annotations, weights or settings of the protein plugin that cannot be used as they are. */
public class ProteinException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, where, and what to do */
    public ProteinException(String message) {
        super(message);
    }

    /**
     * @param message what is wrong, where, and what to do
     * @param cause what lies behind it
     */
    public ProteinException(String message, Throwable cause) {
        super(message, cause);
    }
}
