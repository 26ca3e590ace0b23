package org.echelle.pictures;

import org.echelle.api.EchelleException;

/** Pictures cannot be read, or a setting of them is not known. */
public class PicturesException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, where, and what to do */
    public PicturesException(String message) {
        super(message);
    }

    /**
     * @param message what is wrong, where, and what to do
     * @param cause what lies behind it
     */
    public PicturesException(String message, Throwable cause) {
        super(message, cause);
    }
}
