package walk;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Throws while starting. */
public final class BrokenActivator implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        throw new IllegalStateException("the toy is broken");
    }

    @Override
    public void stop(BundleContext context) {}
}
