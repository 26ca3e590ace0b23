package org.echelle.diffusion;

import org.echelle.api.EchelleException;

/** Weights, schedules, conditions or settings of the diffusion plugin that cannot be used as they are. */
public class DiffusionException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, where, and what to do */
    public DiffusionException(String message) {
        super(message);
    }

    /**
     * @param message what is wrong, where, and what to do
     * @param cause what lies behind it
     */
    public DiffusionException(String message, Throwable cause) {
        super(message, cause);
    }
}
