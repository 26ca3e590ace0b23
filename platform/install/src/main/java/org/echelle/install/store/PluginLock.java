package org.echelle.install.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The wanted state: which plugins hosts carry, by name and checksum. Everything else (frameworks' storage, what runs now) follows
 * from it.
 *
 * @param format of the file, {@value #FORMAT}
 * @param waitsForJobs whether a plugin that is replaced or removed stays in a running host until the jobs that use it have ended
 * @param plugins sorted by name
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PluginLock(int format, boolean waitsForJobs, List<Installed> plugins) {
    /** The format that this version writes. */
    public static final int FORMAT = 1;

    /** Copies and sorts. */
    public PluginLock {
        List<Installed> sorted = new ArrayList<>(plugins == null ? List.of() : plugins);
        sorted.sort(Comparator.comparing(Installed::name));
        plugins = List.copyOf(sorted);
    }

    /** Nothing installed. */
    static PluginLock empty() {
        return new PluginLock(FORMAT, true, List.of());
    }

    /** The plugin of that symbolic name. */
    public Optional<Installed> find(String name) {
        return plugins.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    /** With this plugin in place of the one of its name, if there is one. */
    public PluginLock with(Installed plugin) {
        List<Installed> all = new ArrayList<>(without(plugin.name()).plugins());
        all.add(plugin);
        return new PluginLock(FORMAT, waitsForJobs, all);
    }

    /** Without the plugin of that name. */
    public PluginLock without(String name) {
        return new PluginLock(
                FORMAT,
                waitsForJobs,
                plugins.stream().filter(p -> !p.name().equals(name)).toList());
    }

    /** With another answer to what becomes of running jobs. */
    public PluginLock waiting(boolean waits) {
        return new PluginLock(FORMAT, waits, plugins);
    }
}
