package org.echelle.install.download;

import org.echelle.api.EchelleException;

/** A file cannot be fetched, or not to its end. */
public final class DownloadException extends EchelleException {
    private static final long serialVersionUID = 1L;

    DownloadException(String message, Throwable cause) {
        super(message, cause);
    }

    DownloadException(String message) {
        super(message);
    }
}
