package org.echelle.tables;

import org.echelle.api.EchelleException;

/** A table that cannot be used as it is. */
public class TableException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, where, and what to do */
    public TableException(String message) {
        super(message);
    }

    /**
     * @param message what is wrong, where, and what to do
     * @param cause what lies behind it
     */
    public TableException(String message, Throwable cause) {
        super(message, cause);
    }
}
