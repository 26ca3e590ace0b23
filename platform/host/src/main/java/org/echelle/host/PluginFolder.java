package org.echelle.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Folders whose jars are plugins: what lies there is installed, what is taken away is uninstalled and forgotten.
 *
 * <p>Our own watcher, since Felix FileInstall starts its first scan on a thread of its own (a one-shot command would run before its
 * plugin is there), refreshes more than the one plugin, and explains failures in the resolver's language. It polls four times a
 * second: a folder holds a handful of files, and polling works on network drives where notifications do not. A file counts when its
 * size, time and checksum held still between two looks; it is installed from a private copy, so that the user may overwrite or
 * delete it at any moment.
 */
public final class PluginFolder implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PluginFolder.class.getName());
    private static final long POLL_MILLIS = 250;
    /** Files that were last written longer ago than this are taken at the first look. */
    private static final long OLD_MILLIS = 2_000;

    private final BundleContext context;
    private final List<Path> folders;
    private final Path copies;
    private final Set<Long> hostBundles;
    private final Map<Path, Plugin> plugins = new TreeMap<>();
    private final Map<Path, Plugin> candidates = new HashMap<>();
    private final Thread watcher;
    private volatile boolean closed;
    private int copied;

    PluginFolder(BundleContext context, List<Path> folders, Path copies) {
        this.context = context;
        this.folders = List.copyOf(folders);
        this.copies = copies;
        this.hostBundles =
                Stream.of(context.getBundles()).map(Bundle::getBundleId).collect(Collectors.toUnmodifiableSet());
        this.watcher = new Thread(this::watch, "echelle-plugins");
        this.watcher.setDaemon(true);
    }

    /** Installs what is there now, then keeps watching. */
    void open() throws IOException {
        Files.createDirectories(copies);
        settle();
        watcher.start();
    }

    /**
     * The plugins, one map a file with these keys: {@code file} (String), {@code name}, {@code version}, {@code description},
     * {@code state} ({@code active}, {@code unresolved}, {@code failed}, {@code refused}, {@code stopped}), {@code reason} (a
     * sentence, empty when active), {@code bundle} (Long, -1 when not installed), {@code sha256}.
     */
    public synchronized List<Map<String, Object>> list() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Plugin plugin : plugins.values()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("file", plugin.file.toString());
            row.put("name", plugin.name);
            row.put("version", plugin.version);
            row.put("description", plugin.description);
            String state = plugin.state();
            row.put("state", state);
            row.put("reason", state.equals("active") || plugin.problem == null ? "" : plugin.problem);
            row.put("bundle", plugin.bundle == null ? -1L : plugin.bundle.getBundleId());
            row.put("sha256", plugin.sha256);
            rows.add(row);
        }
        return rows;
    }

    /** Looks now, without waiting for the watcher, until every file held still (a second at most). */
    public void settle() throws IOException {
        for (int look = 0; look < 40 && scan() > 0; look++) {
            pause(25);
        }
    }

    /** Stops watching; the plugins stay until the framework stops. */
    @Override
    public void close() {
        closed = true;
        watcher.interrupt();
        try {
            watcher.join(TimeUnit.SECONDS.toMillis(15));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        while (!closed && pause(POLL_MILLIS)) {
            try {
                scan();
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.WARNING, "a look at the plugin folders failed", e);
            }
        }
    }

    private static boolean pause(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Brings the framework in line with the folders; returns how many files have to hold still first. */
    synchronized int scan() throws IOException {
        Map<Path, Plugin.Stamp> present = jars();
        candidates.keySet().retainAll(present.keySet());
        boolean changed = false;
        for (Path gone :
                plugins.keySet().stream().filter(f -> !present.containsKey(f)).toList()) {
            remove(plugins.remove(gone));
            changed = true;
        }
        for (Map.Entry<Path, Plugin.Stamp> entry : present.entrySet()) {
            Path file = entry.getKey();
            Plugin known = plugins.get(file);
            if (known == null || !known.stamp.equals(entry.getValue())) {
                Plugin steady = steady(file, entry.getValue());
                if (steady != null) {
                    candidates.remove(file);
                    if (known != null) {
                        remove(known);
                    }
                    plugins.put(file, steady);
                    add(steady);
                    changed = true;
                }
            }
        }
        if (changed) {
            retryUnresolved();
        }
        return candidates.size();
    }

    private Map<Path, Plugin.Stamp> jars() throws IOException {
        Map<Path, Plugin.Stamp> found = new TreeMap<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            List<Path> files;
            try (Stream<Path> entries = Files.list(folder)) {
                files = entries.filter(f -> f.toString().endsWith(".jar")
                                && !f.getFileName().toString().startsWith("."))
                        .toList();
            }
            for (Path file : files) {
                try {
                    BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
                    if (facts.isRegularFile()) {
                        found.put(
                                file,
                                new Plugin.Stamp(
                                        facts.size(), facts.lastModifiedTime().toMillis()));
                    }
                } catch (NoSuchFileException e) {
                    LOG.fine(() -> file + " was taken away between two lines");
                }
            }
        }
        return found;
    }

    /** The file as it is, when it looked the same a moment ago; null while it may still be written. */
    private Plugin steady(Path file, Plugin.Stamp stamp) {
        Plugin now;
        try {
            now = new Plugin(file, stamp, sha256(file));
        } catch (IOException e) {
            now = new Plugin(file, stamp, "");
            now.refused = true;
            now.problem = "It cannot be read: " + e.getMessage() + ".";
        }
        Plugin before = candidates.put(file, now);
        boolean old = !watcher.isAlive() && System.currentTimeMillis() - stamp.modified() > OLD_MILLIS;
        boolean same = before != null && before.stamp.equals(stamp) && before.sha256.equals(now.sha256);
        return old || same ? now : null;
    }

    private void add(Plugin plugin) throws IOException {
        if (plugin.refused) {
            return;
        }
        Path copy = copies.resolve(copied++ + "-" + plugin.file.getFileName());
        try {
            Files.copy(plugin.file, copy);
            plugin.problem = plugin.readManifest(copy);
        } catch (IOException e) {
            plugin.problem = "It cannot be read: " + e.getMessage() + ".";
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

    private void start(Plugin plugin) {
        plugin.problem = null;
        try {
            plugin.bundle.start();
            LOG.info(() -> "plugin " + plugin.name + " " + plugin.version + " started");
        } catch (BundleException e) {
            plugin.problem = explain(plugin, e);
            LOG.log(Level.WARNING, "plugin " + plugin.name + ": " + plugin.problem, e);
        } catch (RuntimeException | LinkageError e) {
            plugin.problem = "It threw while starting: " + e + ".";
            LOG.log(Level.WARNING, "plugin " + plugin.name, e);
        }
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
        return "It threw while starting: " + firstLine(cause.toString()) + ".";
    }

    private static String firstLine(String text) {
        String line = String.valueOf(text).lines().findFirst().orElse("");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    private void retryUnresolved() {
        for (Plugin plugin : plugins.values()) {
            if (plugin.bundle != null && plugin.bundle.getState() == Bundle.INSTALLED) {
                start(plugin);
            }
        }
    }

    /** Stops and uninstalls a plugin, and lets go of its classes. Bundles of the host are never refreshed for it. */
    private void remove(Plugin plugin) {
        Bundle bundle = plugin.bundle;
        if (bundle == null || bundle.getState() == Bundle.UNINSTALLED) {
            return;
        }
        try {
            bundle.stop();
        } catch (BundleException e) {
            LOG.log(Level.WARNING, "plugin " + plugin.name + " threw while stopping; it is removed all the same", e);
        }
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        Collection<Bundle> closure = wiring.getDependencyClosure(List.of(bundle));
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

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
