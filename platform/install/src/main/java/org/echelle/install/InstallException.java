package org.echelle.install;

import org.echelle.api.EchelleException;

/** A plugin cannot be installed, or what is installed cannot be read. */
public class InstallException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message a whole sentence for the user */
    public InstallException(String message) {
        super(message);
    }

    /**
     * @param message a whole sentence for the user
     * @param cause what lies behind it, kept for the log
     */
    public InstallException(String message, Throwable cause) {
        super(message, cause);
    }
}
