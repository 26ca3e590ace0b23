package walk;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Never comes back from its start. */
public final class EndlessActivator implements BundleActivator {
    @Override
    @SuppressWarnings("InfiniteLoop") // that is its point
    public void start(BundleContext context) {
        while (true) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void stop(BundleContext context) {
        // It never gets here.
    }
}
