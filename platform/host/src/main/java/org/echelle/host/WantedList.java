package org.echelle.host;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.echelle.host.spi.WantedPlugins;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** What installers want to be there, and who is busy: questions to services, which may come and go. */
final class WantedList {
    private static final Logger LOG = Logger.getLogger(WantedList.class.getName());

    private final BundleContext context;

    WantedList(BundleContext context) {
        this.context = context;
    }

    /** The plugins that installers want, each with the installer that wants it. */
    List<Entry> entries() {
        List<Entry> all = new ArrayList<>();
        for (WantedPlugins source : services(WantedPlugins.class, null)) {
            try {
                source.wanted().forEach(w -> all.add(new Entry(w, source)));
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "the list of installed plugins cannot be read", e);
            }
        }
        return all;
    }

    /** Whether plugins that go stay until the jobs that use them have ended. */
    boolean waitsForJobs() {
        return services(WantedPlugins.class, null).stream().anyMatch(WantedPlugins::waitsForJobs);
    }

    /** Whether a job uses a bundle now. */
    boolean busy(long bundle) {
        return services(LongPredicate.class, "(echelle.busy=true)").stream().anyMatch(b -> b.test(bundle));
    }

    private <T> List<T> services(Class<T> type, String filter) {
        List<T> found = new ArrayList<>();
        try {
            for (ServiceReference<T> reference : context.getServiceReferences(type, filter)) {
                T service = context.getService(reference);
                if (service != null) {
                    found.add(service);
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return found;
    }

    /** A plugin and who wants it. */
    record Entry(WantedPlugins.Wanted plugin, WantedPlugins source) {
        void failed(String reason) {
            source.failed(plugin, reason);
        }
    }
}
