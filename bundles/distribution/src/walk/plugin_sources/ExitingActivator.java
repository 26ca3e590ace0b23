package walk;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Ends the program. */
@SuppressWarnings("DoNotCallSystemExit") // that is its point
public final class ExitingActivator implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        System.exit(3);
    }

    @Override
    public void stop(BundleContext context) {
        Runtime.getRuntime().halt(4);
    }
}
