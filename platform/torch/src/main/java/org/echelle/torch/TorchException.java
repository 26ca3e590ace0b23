package org.echelle.torch;

import org.echelle.api.EchelleException;

/** A failure of the engine, a kernel or a weight file, told in a sentence. */
public class TorchException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message a whole sentence for the user */
    public TorchException(String message) {
        super(message);
    }

    /**
     * @param message a whole sentence for the user
     * @param cause what lies behind it
     */
    public TorchException(String message, Throwable cause) {
        super(message, cause);
    }
}
