package org.echelle.host;

import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Starts a bundle on a thread of its own, and waits for it no longer than a limit. A thread that never ends cannot be stopped from
 * outside in Java: it stays, as a daemon, until the program ends, and the host goes on without the plugin.
 */
final class LimitedStart {
    private final Bundle bundle;
    private final Thread thread;
    private volatile Throwable thrown;

    /** @param loader the bundle's own, null when it does not resolve */
    LimitedStart(Bundle bundle, ClassLoader loader) {
        this.bundle = bundle;
        this.thread = new Thread(this::start, "echelle-start-" + bundle.getSymbolicName());
        thread.setDaemon(true);
        // Libraries look for services through it; and threads that the activator makes inherit it, so that they can be
        // told from others.
        thread.setContextClassLoader(loader);
    }

    /**
     * Starts and waits.
     *
     * @return whether the start ended in time
     * @throws BundleException as the framework or the activator threw it
     */
    boolean within(long millis) throws BundleException {
        thread.start();
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            return false;
        }
        if (thread.isAlive()) {
            thread.interrupt();
            join(TimeUnit.SECONDS.toMillis(1));
            return false;
        }
        if (thrown instanceof BundleException e) {
            throw e;
        }
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
        return true;
    }

    private void join(long millis) {
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void start() {
        try {
            bundle.start();
        } catch (BundleException | RuntimeException | Error e) {
            thrown = e;
        }
    }
}
