package org.echelle.analysis;

import org.echelle.api.EchelleException;

/** A failure of a measurement, told in a sentence. */
public class AnalysisException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message a whole sentence for the user */
    public AnalysisException(String message) {
        super(message);
    }
}
