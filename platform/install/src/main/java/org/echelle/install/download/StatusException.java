package org.echelle.install.download;

import java.io.IOException;

/** A server answered with a status that brings nothing. */
public final class StatusException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    StatusException(int status) {
        super("status " + status);
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
