package org.echelle.install.download;

import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;

/** Why something could not be read, for a sentence; many exceptions of the network bear no message. */
public final class Reason {
    private Reason() {}

    /** The exception's message, or its kind in words where it has none. */
    public static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "the name of the server is not known";
            }
        }
        if (failure.getMessage() != null && !failure.getMessage().isBlank()) {
            return failure.getMessage();
        }
        return failure instanceof ConnectException
                ? "no connection could be made"
                : failure.getClass().getSimpleName();
    }
}
