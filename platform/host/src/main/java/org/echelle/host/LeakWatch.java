package org.echelle.host;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.echelle.host.spi.PluginArrays;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Holds removed plugins to their word: their class loaders must become garbage, and the native memory that they opened must be closed. One
 * that does not is reported by name, with the threads that hold it where there are some, and with what it left open.
 */
final class LeakWatch {
    private static final Logger LOG = Logger.getLogger(LeakWatch.class.getName());
    /** What a plugin's own threads may take to notice that it was stopped. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final List<Gone> gone = new ArrayList<>();

    /** One removed plugin. */
    private static final class Gone {
        private final String name;
        private final String version;
        private final String sha256;
        private final WeakReference<ClassLoader> loader;
        private final long since = System.nanoTime();
        private final String owner;
        private String reason = "";
        private boolean cleared;
        private String leftOpen = "";

        Gone(Plugin plugin, ClassLoader loader) {
            this.name = plugin.name;
            this.version = plugin.version;
            this.sha256 = plugin.sha256;
            this.loader = new WeakReference<>(loader);
            this.owner = ManagerBooks.owner(plugin.bundle.getBundleId());
        }

        /** Whether nothing more is to be told of it. */
        boolean past() {
            return loader.refersTo(null) && leftOpen.isEmpty();
        }
    }

    /** To be called before the bundle is uninstalled: afterwards its loader cannot be asked for. */
    synchronized void expect(Plugin plugin) {
        BundleWiring wiring = plugin.bundle.adapt(BundleWiring.class);
        ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
        if (loader != null) {
            gone.removeIf(g -> g.cleared && g.name.equals(plugin.name)); // told long enough
            gone.add(new Gone(plugin, loader));
        }
    }

    /** Looks after those whose grace is over; the garbage collector is asked once for each. */
    synchronized void look() {
        clearUp();
        long now = System.nanoTime();
        List<Gone> due = gone.stream()
                .filter(g -> g.reason.isEmpty() && !g.cleared && now - g.since > GRACE_NANOS)
                .toList();
        if (due.isEmpty()) {
            return;
        }
        System.gc();
        for (Gone one : due) {
            ClassLoader loader = one.loader.get();
            if (loader != null) {
                one.reason = "It was removed, but its classes stay in memory: " + holders(loader)
                        + held(one.owner)
                        + ". A new start of the host is rid of it.";
                LOG.warning(() -> "plugin " + one.name + " " + one.version + ": " + one.reason);
            }
        }
        clearUp();
    }

    /** Where no class of a plugin is left, nobody can use its memory: what it left open is told and closed. */
    private void clearUp() {
        for (Gone one : gone) {
            if (!one.cleared && one.loader.refersTo(null)) {
                one.cleared = true;
                one.reason = "";
                PluginArrays.Left left = PluginArrays.left(one.owner);
                PluginArrays.close(one.owner);
                if (!left.isNothing()) {
                    one.leftOpen = "It was removed and had left " + words(left) + " open; the host closed that.";
                    LOG.warning(() -> "plugin " + one.name + " " + one.version + ": " + one.leftOpen);
                }
            }
        }
        gone.removeIf(Gone::past);
    }

    private static String held(String owner) {
        PluginArrays.Left left = PluginArrays.left(owner);
        return left.isNothing() ? "" : "; and it left " + words(left) + " open";
    }

    /** What was left open, as the middle of a sentence. */
    static String words(PluginArrays.Left left) {
        List<String> parts = new ArrayList<>();
        if (left.managers() > 0) {
            String names =
                    left.names().stream().limit(3).map(n -> "\"" + n + "\"").collect(Collectors.joining(", "));
            parts.add(arrays(left.arrays()) + " (" + bytes(left.bytes()) + ") in "
                    + (left.managers() == 1
                            ? "its memory manager " + names
                            : left.managers() + " memory managers of its own (" + names
                                    + (left.managers() > 3 ? " and others)" : ")")));
        }
        PluginArrays.Detached detached = left.detached();
        if (detached.arrays() > 0) {
            String kinds = detached.kinds().entrySet().stream()
                    .limit(3)
                    .map(k -> k.getValue() == 1 ? k.getKey() : k.getValue() + " x " + k.getKey())
                    .collect(Collectors.joining(", "));
            parts.add(arrays(detached.arrays()) + " that it detached (" + kinds
                    + (detached.kinds().size() > 3 ? " and others; " : "; ") + bytes(detached.bytes()) + ")");
        }
        return String.join(", and ", parts);
    }

    private static String arrays(int count) {
        return count + (count == 1 ? " native array" : " native arrays");
    }

    private static String bytes(long bytes) {
        return String.format(Locale.ROOT, "%,d bytes", bytes);
    }

    /** One row for each plugin that leaked, with the keys of {@link PluginFolder#list}. */
    synchronized List<Map<String, Object>> rows() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Gone one : gone) {
            boolean leaks = !one.reason.isEmpty() && !one.loader.refersTo(null);
            if (leaks || !one.leftOpen.isEmpty()) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("file", "");
                row.put("name", one.name);
                row.put("version", one.version);
                row.put("description", "");
                row.put("state", leaks ? "leaking" : "untidy");
                row.put("reason", leaks ? one.reason : one.leftOpen);
                row.put("bundle", -1L);
                row.put("sha256", one.sha256);
                rows.add(row);
            }
        }
        return rows;
    }

    private static String holders(ClassLoader loader) {
        Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
        List<String> threads = names(all, (thread, stack) -> owns(loader, thread));
        if (threads.isEmpty()) {
            // Packages may stand in another loader too, so what a thread runs is the weaker sign.
            Set<String> packages =
                    Stream.of(loader.getDefinedPackages()).map(Package::getName).collect(Collectors.toSet());
            threads = names(all, (thread, stack) -> Stream.of(stack)
                    .anyMatch(frame -> packages.contains(packageOf(frame.getClassName()))));
        }
        return switch (threads.size()) {
            case 0 -> "something still refers to them (a listener, a ThreadLocal, a static field of somebody else)";
            case 1 -> "its thread " + threads.get(0) + " still runs";
            default -> "its threads " + String.join(", ", threads) + " still run";
        };
    }

    private static List<String> names(
            Map<Thread, StackTraceElement[]> all, BiPredicate<Thread, StackTraceElement[]> held) {
        return all.entrySet().stream()
                .filter(t -> held.test(t.getKey(), t.getValue()))
                .map(t -> "\"" + t.getKey().getName() + "\"")
                .sorted()
                .toList();
    }

    private static boolean owns(ClassLoader loader, Thread thread) {
        return thread.getContextClassLoader() == loader || thread.getClass().getClassLoader() == loader;
    }

    private static String packageOf(String className) {
        return className.substring(0, Math.max(0, className.lastIndexOf('.')));
    }
}
