package org.echelle.install;

import java.nio.file.Path;
import org.echelle.host.spi.WantedPlugins;
import org.echelle.install.store.PluginStore;
import org.echelle.install.store.StoredPlugins;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Tells the host which plugins this user installed. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        Path state = Path.of(context.getProperty("echelle.state"));
        context.registerService(
                WantedPlugins.class, new StoredPlugins(new PluginStore(state.resolve("plugins"))), null);
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes the service back.
    }
}
