package org.echelle.medical.images;

import org.echelle.api.EchelleException;

/** A medical image file that cannot be read as it is. */
public class ImagingException extends EchelleException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, where, and what to do */
    public ImagingException(String message) {
        super(message);
    }

    /**
     * @param message what is wrong, where, and what to do
     * @param cause what lies behind it
     */
    public ImagingException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * The same refusal, with the file that it is about in front.
     *
     * @param file name of the file
     * @return a refusal whose message begins with the file's name
     */
    public ImagingException in(String file) {
        return new ImagingException(file + ": " + getMessage(), this);
    }
}
