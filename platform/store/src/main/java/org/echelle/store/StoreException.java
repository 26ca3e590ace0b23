package org.echelle.store;

import org.echelle.api.EchelleException;

/** Rows or an index that cannot be written or read; the message says which file and what to do. */
public class StoreException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message a whole sentence for the user */
    public StoreException(String message) {
        super(message);
    }

    /**
     * @param message a whole sentence for the user
     * @param cause what lies behind it, kept for the log
     */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
