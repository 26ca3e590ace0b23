package org.echelle.shell;

import org.echelle.api.EchelleException;

/** A command cannot be carried out. */
public class ShellException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message a whole sentence for the user */
    public ShellException(String message) {
        super(message);
    }

    /**
     * @param message a whole sentence for the user
     * @param cause what lies behind it, kept for the log
     */
    public ShellException(String message, Throwable cause) {
        super(message, cause);
    }
}
