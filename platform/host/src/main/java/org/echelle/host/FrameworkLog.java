package org.echelle.host;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** Sends the framework's messages to the log file instead of the user's terminal. */
final class FrameworkLog extends org.apache.felix.framework.Logger {
    private static final Logger LOG = Logger.getLogger("org.apache.felix.framework");

    @Override
    @SuppressWarnings("rawtypes") // as the framework declares it
    protected void doLog(Bundle bundle, ServiceReference service, int level, String message, Throwable thrown) {
        doLog(level, bundle == null ? message : bundle.getSymbolicName() + ": " + message, thrown);
    }

    @Override
    protected void doLog(int level, String message, Throwable thrown) {
        LOG.log(
                switch (level) {
                    case LOG_ERROR, LOG_WARNING -> Level.WARNING;
                    case LOG_INFO -> Level.INFO;
                    default -> Level.FINE;
                },
                message,
                thrown);
    }
}
