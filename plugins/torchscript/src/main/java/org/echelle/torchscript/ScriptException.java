package org.echelle.torchscript;

import org.echelle.api.EchelleException;

/** Archives, samples, annotations or settings of the torchscript plugin that cannot be used as they are. */
public class ScriptException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, where, and what to do */
    public ScriptException(String message) {
        super(message);
    }

    /**
     * @param message what is wrong, where, and what to do
     * @param cause what lies behind it
     */
    public ScriptException(String message, Throwable cause) {
        super(message, cause);
    }
}
