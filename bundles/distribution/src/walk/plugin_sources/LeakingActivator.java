package walk;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Starts a thread and forgets it; the test ends it by its name. */
public final class LeakingActivator implements BundleActivator {
    static final String THREAD = "forgotten-worker";

    @Override
    public void start(BundleContext context) {
        Thread thread = new Thread(LeakingActivator::work, THREAD);
        thread.setDaemon(true);
        thread.start();
    }

    private static void work() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop(BundleContext context) {
        // Forgets its thread.
    }
}
