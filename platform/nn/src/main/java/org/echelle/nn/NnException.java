package org.echelle.nn;

import org.echelle.api.EchelleException;

/** Weights do not fit a network, or a block was asked for something that it cannot be. */
public class NnException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, where, and what to do */
    public NnException(String message) {
        super(message);
    }
}
