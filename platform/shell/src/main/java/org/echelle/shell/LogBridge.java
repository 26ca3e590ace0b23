package org.echelle.shell;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.osgi.util.tracker.ServiceTracker;

/** Writes warnings and errors of OSGi services (a component that cannot be created, say) to the log file. */
final class LogBridge implements LogListener, AutoCloseable {
    private final ServiceTracker<LogReaderService, LogReaderService> tracker;
    private final LogQuota quota = new LogQuota();

    LogBridge(BundleContext context) {
        tracker = new ServiceTracker<>(context, LogReaderService.class, null) {
            @Override
            public LogReaderService addingService(ServiceReference<LogReaderService> reference) {
                LogReaderService reader = super.addingService(reference);
                reader.addLogListener(LogBridge.this);
                return reader;
            }
        };
        tracker.open();
    }

    @Override
    public void logged(LogEntry entry) {
        if (entry.getLogLevel() != LogLevel.ERROR && entry.getLogLevel() != LogLevel.WARN) {
            return;
        }
        String source = entry.getBundle() == null ? "osgi" : entry.getBundle().getSymbolicName();
        int nth = quota.nth(source, entry.getTime());
        if (nth == LogQuota.MOST) {
            Logger.getLogger(source).warning(LogQuota.SENTENCE);
        }
        if (nth >= LogQuota.MOST) {
            return;
        }
        LogRecord line = new LogRecord(Level.WARNING, entry.getMessage());
        line.setLoggerName(source);
        line.setThrown(entry.getException());
        Logger.getLogger(source).log(line);
    }

    @Override
    public void close() {
        tracker.close();
    }
}
