package org.echelle.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.echelle.host.spi.Needs;
import org.echelle.host.spi.PluginExitException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** Brings plugins into the framework and takes them out again. Bundles of the host are never refreshed for either. */
final class PluginBundles {
    private static final Logger LOG = Logger.getLogger(PluginBundles.class.getName());

    private final BundleContext context;
    private final Path copies;
    private final Set<Long> hostBundles;
    private final LeakWatch leaks;
    private final long startMillis;
    private int copied;
    private boolean hung;

    PluginBundles(BundleContext context, Path copies, Set<Long> hostBundles, LeakWatch leaks) {
        this.context = context;
        this.copies = copies;
        this.hostBundles = hostBundles;
        this.leaks = leaks;
        this.startMillis = TimeUnit.SECONDS.toMillis(Long.getLong("echelle.start.seconds", 20));
    }

    /** Whether a plugin's start did not end, so that the framework cannot be stopped in order. */
    boolean hung() {
        return hung;
    }

    /**
     * Installs and starts; what goes wrong stands in the plugin afterwards.
     *
     * @param installed versions that an installer wants, by symbolic name: they are used in place of files in the folders
     */
    void add(Plugin plugin, Map<String, String> installed) throws IOException {
        if (plugin.refused) {
            return;
        }
        // From a private copy, so that the user may overwrite or delete the file at any moment.
        Path copy = copies.resolve(copied++ + "-" + plugin.file.getFileName());
        try {
            Files.copy(plugin.file, copy);
            plugin.problem = plugin.isWhatWasInstalled(copy) ? plugin.readManifest(copy) : plugin.problem;
        } catch (IOException e) {
            plugin.problem = "It cannot be read: " + e.getMessage() + ".";
        }
        if (plugin.problem == null && plugin.wanted == null && installed.containsKey(plugin.name)) {
            plugin.replace(installed.get(plugin.name));
        }
        if (plugin.problem != null) {
            plugin.refused = true;
            Files.deleteIfExists(copy);
            return;
        }
        try (InputStream content = Files.newInputStream(copy)) {
            plugin.bundle = context.installBundle("plugin:" + copy.getFileName(), content);
        } catch (BundleException e) {
            plugin.refused = true;
            plugin.problem = e.getType() == BundleException.DUPLICATE_BUNDLE_ERROR
                    ? "A bundle named " + plugin.name + " " + plugin.version
                            + " is already installed; remove one of the two."
                    : "Its manifest is wrong: " + e.getMessage() + ".";
            return;
        } finally {
            Files.deleteIfExists(copy);
        }
        start(plugin);
    }

    /** Starts what is installed; a plugin that throws or does not come back is told to whoever wanted it. */
    void start(Plugin plugin) {
        plugin.problem = null;
        plugin.waits = false;
        try {
            if (new LimitedStart(plugin.bundle, loader(plugin.bundle)).within(startMillis)) {
                LOG.info(() -> "plugin " + plugin.name + " " + plugin.version + " started");
                return;
            }
            hung = true;
            plugin.hangs = true;
            plugin.problem = "Its start did not end within " + startMillis / 1000 + " s.";
        } catch (BundleException e) {
            plugin.problem = explain(plugin, e);
            LOG.log(Level.WARNING, "plugin " + plugin.name + ": " + plugin.problem, e);
        } catch (RuntimeException | LinkageError e) {
            plugin.problem = "It threw while starting: " + e + ".";
            LOG.log(Level.WARNING, "plugin " + plugin.name, e);
        }
        plugin.waits = plugin.bundle.getState() == Bundle.INSTALLED;
        if (!plugin.waits && plugin.wanted != null) {
            plugin.wanted.failed(plugin.problem);
        }
    }

    private ClassLoader loader(Bundle bundle) {
        context.getBundle(0).adapt(FrameworkWiring.class).resolveBundles(List.of(bundle));
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return wiring == null ? null : wiring.getClassLoader();
    }

    private String explain(Plugin plugin, BundleException e) {
        List<String> needs = Needs.missing(plugin.bundle, context);
        if (!needs.isEmpty()) {
            return "It " + String.join("; it ", needs) + ".";
        }
        if (plugin.bundle.getState() == Bundle.INSTALLED) {
            return "Its imports contradict each other on this host: " + firstLine(e.getMessage()) + ".";
        }
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof PluginExitException
                ? cause.getMessage() + "."
                : "It threw while starting: " + firstLine(cause.toString()) + ".";
    }

    private static String firstLine(String text) {
        String line = String.valueOf(text).lines().findFirst().orElse("");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    /** Stops and uninstalls a plugin, and lets go of its classes. */
    void remove(Plugin plugin) {
        Bundle bundle = plugin.bundle;
        if (bundle == null || bundle.getState() == Bundle.UNINSTALLED) {
            return;
        }
        if (plugin.hangs) {
            LOG.warning(() -> "plugin " + plugin.name + " hangs in its start; it stays until the host ends");
            return;
        }
        try {
            bundle.stop();
        } catch (BundleException e) {
            LOG.log(Level.WARNING, "plugin " + plugin.name + " threw while stopping; it is removed all the same", e);
        }
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        Collection<Bundle> closure = wiring.getDependencyClosure(List.of(bundle));
        leaks.expect(plugin);
        try {
            bundle.uninstall();
        } catch (BundleException e) {
            LOG.log(Level.WARNING, "plugin " + plugin.name + " could not be uninstalled", e);
            return;
        }
        if (closure.stream().anyMatch(b -> hostBundles.contains(b.getBundleId()))) {
            LOG.warning(() -> "a bundle of the host uses classes of plugin " + plugin.name + "; they stay in memory");
            return;
        }
        CountDownLatch refreshed = new CountDownLatch(1);
        FrameworkListener listener = event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED || event.getType() == FrameworkEvent.ERROR) {
                refreshed.countDown();
            }
        };
        wiring.refreshBundles(List.of(bundle), listener);
        try {
            if (!refreshed.await(10, TimeUnit.SECONDS)) {
                LOG.warning(() -> "plugin " + plugin.name + ": the framework did not finish its refresh");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RecordHandles.forgetPlugins();
        LOG.info(() -> "plugin " + plugin.name + " " + plugin.version + " removed");
    }
}
