package org.echelle.install.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.echelle.host.spi.WantedPlugins;
import org.echelle.install.InstallException;

/** Tells a host what the lock file wants; reads it again only when it changed. */
public final class StoredPlugins implements WantedPlugins {
    private final PluginStore store;
    private String stamp = "";
    private List<Wanted> wanted = List.of();
    private boolean waits = true;

    /** @param store of the user */
    public StoredPlugins(PluginStore store) {
        this.store = store;
    }

    @Override
    public synchronized List<Wanted> wanted() {
        String now = store.stamp();
        if (!now.equals(stamp)) {
            stamp = now;
            try {
                PluginLock lock = store.read();
                Map<String, String> failed = store.quarantined();
                waits = lock.waitsForJobs();
                wanted = lock.plugins().stream().map(p -> wanted(p, failed)).toList();
            } catch (InstallException e) {
                // What runs goes on; the verbs of plugins tell the user.
                System.getLogger(StoredPlugins.class.getName()).log(System.Logger.Level.WARNING, e.getMessage(), e);
            }
        }
        return wanted;
    }

    private Wanted wanted(Installed plugin, Map<String, String> failed) {
        Path file = store.jar(plugin.now());
        String reason = failed.get(plugin.now().sha256());
        String obstacle = reason == null
                ? ""
                : reason + " It is not started again; `echelle plugins retry " + plugin.name() + "` tries once more.";
        return new Wanted(
                file, plugin.name(), plugin.now().version(), plugin.now().sha256(), obstacle);
    }

    @Override
    public synchronized boolean waitsForJobs() {
        return waits;
    }

    @Override
    public void failed(Wanted plugin, String reason) {
        store.quarantine(plugin.sha256(), reason);
    }
}
