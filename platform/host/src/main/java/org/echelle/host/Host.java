package org.echelle.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.felix.framework.util.FelixConstants;
import org.echelle.host.spi.Needs;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.util.tracker.ServiceTracker;

/**
 * A running framework with the distribution's bundles and the plugins of the watched folders.
 *
 * <p>A subfolder of {@code bundles} is one start level: the number that its name begins with.
 */
public final class Host implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Host.class.getName());
    private static final int LAST_LEVEL = 90;
    private static final long STOP_MILLIS = 15_000;
    /** A framework with a plugin that hangs in its start waits for it without end; nobody else should. */
    private static final long HUNG_MILLIS = 2_000;

    private final Framework framework;
    private final Storage storage;
    private final PluginFolder plugins;
    private boolean closed;

    private Host(Framework framework, Storage storage, PluginFolder plugins) {
        this.framework = framework;
        this.storage = storage;
        this.plugins = plugins;
    }

    /**
     * Starts the framework, the bundles, and the plugins that lie in the folders now.
     *
     * @return a running host; the caller closes it
     * @throws HostException when a bundle of the distribution does not start (a plugin that fails is no reason)
     */
    public static Host start(Folders folders) {
        findEngines();
        Storage storage = Storage.open(folders.storage());
        Framework framework = null;
        try {
            framework = new org.apache.felix.framework.FrameworkFactory().newFramework(configuration(folders, storage));
            framework.init();
            List<Bundle> bundles =
                    install(framework.getBundleContext(), folders.home().resolve("bundles"));
            framework.start();
            for (Bundle bundle : bundles) {
                requireStarted(bundle, framework.getBundleContext());
            }
            PluginFolder plugins = new PluginFolder(
                    framework.getBundleContext(),
                    folders.plugins(),
                    storage.folder().resolve("plugins"));
            framework
                    .getBundleContext()
                    .registerService(
                            Supplier.class,
                            (Supplier<?>) plugins::list,
                            FrameworkUtil.asDictionary(Map.of("echelle.plugins", true)));
            plugins.open();
            return new Host(framework, storage, plugins);
        } catch (BundleException | IOException e) {
            stop(framework, STOP_MILLIS);
            storage.close();
            throw new HostException("The host does not start: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            stop(framework, STOP_MILLIS);
            storage.close();
            throw e;
        }
    }

    /** The framework's own context, for tests and tools that look from outside. */
    public BundleContext context() {
        return framework.getBundleContext();
    }

    /** The watched plugins. */
    public PluginFolder plugins() {
        return plugins;
    }

    /**
     * Hands a command line to the shell, on this thread.
     *
     * @return the exit code
     */
    @SuppressWarnings("unchecked") // the property promises the argument type
    public int run(String... arguments) {
        ServiceTracker<ToIntFunction<String[]>, ToIntFunction<String[]>> tracker = new ServiceTracker<>(
                context(), filter("(&(objectClass=" + ToIntFunction.class.getName() + ")(echelle.main=true))"), null);
        tracker.open();
        try {
            ToIntFunction<String[]> shell = tracker.waitForService(5_000);
            if (shell == null) {
                throw new HostException("No bundle in " + System.getProperty("echelle.home")
                        + "/bundles offers the command line; the distribution is incomplete.");
            }
            return shell.applyAsInt(arguments);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } finally {
            tracker.close();
        }
    }

    /**
     * Asks all running jobs to stop at their next safe point; returns at once.
     *
     * @return whether any job was running
     */
    public boolean cancelJobs() {
        boolean any = false;
        try {
            Collection<ServiceReference<BooleanSupplier>> askers =
                    context().getServiceReferences(BooleanSupplier.class, "(echelle.cancel=true)");
            for (ServiceReference<BooleanSupplier> asker : askers) {
                BooleanSupplier cancel = context().getService(asker);
                any |= cancel != null && cancel.getAsBoolean();
            }
            return any;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops plugins, bundles and framework, and deletes the framework's storage. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        plugins.close();
        stop(framework, plugins.hung() ? HUNG_MILLIS : STOP_MILLIS);
        storage.close();
    }

    /**
     * Lets DJL look for its engines now, on the launcher's thread. It looks once a JVM, through the context class loader of whoever
     * comes first; a plugin's would find none, for good. Natives are not touched.
     */
    private static void findEngines() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Host.class.getClassLoader());
        try {
            Class.forName("ai.djl.engine.Engine", true, Host.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new HostException("DJL is not on the launcher's class path; the folder lib is incomplete.", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Map<String, Object> configuration(Folders folders, Storage storage) {
        Properties facts = BuildFacts.read();
        Map<String, Object> c = new HashMap<>();
        c.put(Constants.FRAMEWORK_STORAGE, storage.folder().resolve("framework").toString());
        c.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        c.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(LAST_LEVEL));
        c.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, facts.getProperty("system.packages"));
        c.put(Constants.FRAMEWORK_BOOTDELEGATION, "sun.misc");
        // A bundle's parent is the platform loader: what lies on the launcher's class path is seen through imports
        // only.
        c.put(Constants.FRAMEWORK_BUNDLE_PARENT, Constants.FRAMEWORK_BUNDLE_PARENT_BOOT);
        c.put(FelixConstants.LOG_LOGGER_PROP, new FrameworkLog());
        c.put(FelixConstants.LOG_LEVEL_PROP, "2");
        c.put("ds.loglevel", "1");
        c.put("ds.global.extender", "false");
        c.put("gosh.args", "--nointeractive");
        c.put("echelle.state", folders.state().toString());
        Path conf = folders.home().resolve("conf");
        c.put("felix.fileinstall.dir", conf.toString());
        c.put("felix.fileinstall.filter", ".*\\.cfg");
        c.put("felix.fileinstall.noInitialDelay", "true");
        c.put("felix.fileinstall.enableConfigSave", "false");
        c.put("felix.fileinstall.poll", "2000");
        c.put(
                "felix.fileinstall.tmpdir",
                storage.folder().resolve("fileinstall").toString());
        return c;
    }

    private static List<Bundle> install(BundleContext context, Path folder) throws IOException, BundleException {
        List<Bundle> bundles = new ArrayList<>();
        for (Path level : sorted(folder)) {
            if (!Files.isDirectory(level)) {
                continue;
            }
            for (Path jar : sorted(level)) {
                if (!jar.toString().endsWith(".jar")) {
                    continue;
                }
                Bundle bundle = context.installBundle("reference:" + jar.toUri());
                bundle.adapt(BundleStartLevel.class).setStartLevel(level(level));
                if (!isFragment(bundle)) {
                    bundle.start();
                }
                bundles.add(bundle);
            }
        }
        return bundles;
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private static int level(Path folder) {
        String digits = folder.getFileName().toString().replaceFirst("\\D.*", "");
        if (digits.isEmpty()) {
            throw new HostException("The folder " + folder + " has no start level: its name must begin with a number.");
        }
        return Integer.parseInt(digits);
    }

    private static boolean isFragment(Bundle bundle) {
        return (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    }

    private static void requireStarted(Bundle bundle, BundleContext context) {
        if (isFragment(bundle) || (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0) {
            return;
        }
        List<String> needs = Needs.missing(bundle, context);
        String why = needs.isEmpty() ? "its activator failed, see the log" : String.join("; ", needs);
        throw new HostException("The host's own bundle " + bundle.getSymbolicName() + " does not start: " + why + ".");
    }

    private static org.osgi.framework.Filter filter(String text) {
        try {
            return FrameworkUtil.createFilter(text);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static void stop(Framework framework, long millis) {
        if (framework == null) {
            return;
        }
        try {
            framework.stop();
            framework.waitForStop(millis);
        } catch (BundleException e) {
            LOG.log(Level.WARNING, "the framework did not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
