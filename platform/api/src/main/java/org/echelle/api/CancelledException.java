package org.echelle.api;

/** The job was asked to stop; everything already written is whole and the job can be resumed. */
public class CancelledException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param reason who asked and why, as a sentence for the user */
    public CancelledException(String reason) {
        super(reason);
    }
}
