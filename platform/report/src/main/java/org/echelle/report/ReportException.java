package org.echelle.report;

import org.echelle.api.EchelleException;

/** A report cannot be written; the message says why and what to do. */
public class ReportException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message a whole sentence for the user */
    public ReportException(String message) {
        super(message);
    }

    /**
     * @param message a whole sentence for the user
     * @param cause what lies behind it
     */
    public ReportException(String message, Throwable cause) {
        super(message, cause);
    }
}
