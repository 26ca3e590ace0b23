package org.echelle.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.hooks.weaving.WeavingHook;

/**
 * Folders whose jars are plugins: what lies there is installed, what is taken away is uninstalled and forgotten.
 *
 * <p>Our own watcher, since Felix FileInstall starts its first scan on a thread of its own (a one-shot command would run before its
 * plugin is there), refreshes more than the one plugin, and explains failures in the resolver's language. It polls four times a
 * second: a folder holds a handful of files, and polling works on network drives where notifications do not. What an installer wants
 * ({@link org.echelle.host.spi.WantedPlugins}) is carried beside what lies in the folders.
 */
public final class PluginFolder implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PluginFolder.class.getName());
    private static final long POLL_MILLIS = 250;

    private final Path copies;
    private final PluginFiles files;
    private final WantedList wanted;
    private final PluginBundles bundles;
    private final LeakWatch leaks = new LeakWatch();
    private final Map<Path, Plugin> plugins = new TreeMap<>();
    private final Thread watcher;
    private volatile boolean closed;

    PluginFolder(BundleContext context, List<Path> folders, Path copies) {
        this.copies = copies;
        this.files = new PluginFiles(folders);
        this.wanted = new WantedList(context);
        Set<Long> hostBundles =
                Stream.of(context.getBundles()).map(Bundle::getBundleId).collect(Collectors.toUnmodifiableSet());
        this.bundles = new PluginBundles(context, copies, hostBundles, leaks);
        context.registerService(WeavingHook.class, new ExitGuard(hostBundles), null);
        context.registerService(WeavingHook.class, new ManagerBooks(hostBundles), null);
        context.registerService(WeavingHook.class, new DetachBooks(hostBundles), null);
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
     * {@code state} ({@code active}, {@code unresolved}, {@code failed}, {@code refused}, {@code quarantined}, {@code replaced}, {@code stopped}, and
     * {@code leaking} for one that was removed and stays in memory, {@code untidy} for one that was removed and left native memory
     * open), {@code reason} (a sentence, empty when active), {@code bundle}
     * (Long, -1 when not installed), {@code sha256}.
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
        rows.addAll(leaks.rows());
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
                leaks.look();
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

    /** Brings the framework in line with the folders and the wanted; returns how many files have to hold still first. */
    synchronized int scan() throws IOException {
        Map<Path, Plugin.Stamp> present = files.present();
        files.keepOnly(present.keySet());
        Map<Path, WantedList.Entry> asked = new TreeMap<>();
        wanted.entries().forEach(e -> asked.put(e.plugin().file(), e));
        Map<String, String> installed = new TreeMap<>();
        asked.values().forEach(e -> installed.put(e.plugin().name(), e.plugin().version()));
        boolean changed = leave(present, asked, installed);
        for (Map.Entry<Path, Plugin.Stamp> entry : present.entrySet()) {
            Path file = entry.getKey();
            Plugin known = plugins.get(file);
            if (known == null || !known.stamp.equals(entry.getValue())) {
                Plugin steady = files.steady(file, entry.getValue(), !watcher.isAlive());
                if (steady != null) {
                    if (known != null) {
                        bundles.remove(known);
                    }
                    plugins.put(file, steady);
                    bundles.add(steady, installed);
                    changed = true;
                }
            }
        }
        for (WantedList.Entry entry : asked.values()) {
            changed |= arrive(entry);
        }
        if (changed) {
            retryUnresolved();
        }
        return files.waiting();
    }

    /** Removes what neither lies there nor is wanted any more; one whose jobs may finish stays until they have. */
    private boolean leave(
            Map<Path, Plugin.Stamp> present, Map<Path, WantedList.Entry> asked, Map<String, String> installed) {
        boolean changed = false;
        for (Plugin plugin : List.copyOf(plugins.values())) {
            boolean stays = plugin.wanted == null
                    ? present.containsKey(plugin.file) && plugin.replaced == installed.containsKey(plugin.name)
                    : asked.containsKey(plugin.file);
            boolean finishing = !stays
                    && (plugin.wanted != null || installed.containsKey(plugin.name))
                    && plugin.bundle != null
                    && wanted.waitsForJobs()
                    && wanted.busy(plugin.bundle.getBundleId());
            if (!stays && !finishing) {
                plugins.remove(plugin.file);
                bundles.remove(plugin);
                changed = true;
            }
        }
        return changed;
    }

    /** Brings in what an installer wants, unless another version of it has to leave first. */
    private boolean arrive(WantedList.Entry entry) throws IOException {
        Path file = entry.plugin().file();
        Plugin known = plugins.get(file);
        boolean lifted = known != null
                && known.state().equals("quarantined")
                && entry.plugin().obstacle().isEmpty();
        boolean otherVersion = plugins.values().stream()
                .anyMatch(p -> p != known
                        && !p.replaced
                        && p.bundle != null
                        && p.name.equals(entry.plugin().name()));
        if ((known != null && !lifted) || otherVersion) {
            return false;
        }
        Plugin.Stamp stamp = PluginFiles.stamp(file);
        Plugin plugin = Plugin.of(entry, stamp == null ? new Plugin.Stamp(0, 0) : stamp);
        if (stamp == null && !plugin.refused) {
            plugin.refused = true;
            plugin.problem = "Its file " + file + " is gone; install it again.";
        }
        plugins.put(file, plugin);
        bundles.add(plugin, Map.of());
        return true;
    }

    private void retryUnresolved() {
        for (Plugin plugin : plugins.values()) {
            // One that came later may have resolved it already, when the two need each other.
            if (plugin.waits && (plugin.bundle.getState() & (Bundle.INSTALLED | Bundle.RESOLVED)) != 0) {
                bundles.start(plugin);
            }
        }
    }

    /** Whether a plugin's start did not end, so that the framework cannot be stopped in order. */
    boolean hung() {
        return bundles.hung();
    }
}
