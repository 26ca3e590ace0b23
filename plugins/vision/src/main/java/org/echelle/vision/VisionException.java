package org.echelle.vision;

import org.echelle.api.EchelleException;

/** Pictures, annotations or settings of the vision plugin that cannot be used as they are. */
public class VisionException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, where, and what to do */
    public VisionException(String message) {
        super(message);
    }

    /**
     * @param message what is wrong, where, and what to do
     * @param cause what lies behind it
     */
    public VisionException(String message, Throwable cause) {
        super(message, cause);
    }
}
