package org.echelle.shell;

import java.util.List;
import org.echelle.analysis.naming.Describer;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/** Describers that bundles offer now: every service of type {@link Describer}. */
final class DescriberServices implements AutoCloseable {
    private final ServiceTracker<Describer, Describer> tracker;

    DescriberServices(BundleContext context) {
        tracker = new ServiceTracker<>(context, Describer.class, null);
        tracker.open();
    }

    List<Describer> list() {
        return List.of(tracker.getServices(new Describer[0]));
    }

    @Override
    public void close() {
        tracker.close();
    }
}
