package org.echelle.shell.plugins;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.echelle.api.Progress;
import org.echelle.install.plan.Installer;
import org.echelle.install.plan.Permissions;
import org.echelle.install.store.Installed;
import org.echelle.install.store.PluginStore;
import org.echelle.install.store.Release;
import org.echelle.shell.HostServices;
import org.echelle.shell.ShellException;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** This host as the subcommands see it: the store of its user, and what became of a change. */
final class PluginHost {
    /** A host takes a change up within a quarter of a second; a start may take its time, up to the host's own limit. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    /** What is said of plugins that have gone. */
    private static final Set<String> LEFT = Set.of("leaking", "untidy");

    private static final Set<String> SETTLED = Set.of("active", "unresolved", "failed", "refused", "quarantined");

    private final HostServices host;

    PluginHost(HostServices host) {
        this.host = host;
    }

    PluginStore store() {
        return new PluginStore(host.state().resolve("plugins"));
    }

    Installer installer(Permissions permissions, Progress progress) {
        Bundle own = FrameworkUtil.getBundle(PluginHost.class);
        if (own == null) {
            throw new ShellException("Plugins are installed on a running host; start Echelle with its launcher.");
        }
        return new Installer(store(), own.getBundleContext(), permissions, progress);
    }

    /** The one who signed, for a person: the name that a trusted key bears, or the fingerprint alone. */
    String signer(String fingerprint) {
        if (fingerprint.isEmpty()) {
            return "by nobody";
        }
        return store().keys().list().stream()
                .filter(s -> s.fingerprint().equals(fingerprint))
                .map(s -> "by " + s.name() + " (" + s.shortFingerprint() + ")")
                .findFirst()
                .orElse("with the key " + fingerprint + ", which is not trusted any more");
    }

    /** Waits until this host carries a release, or says why it does not. */
    Map<String, Object> settled(String name, Release release) {
        long until = System.nanoTime() + PATIENCE;
        while (true) {
            Optional<Map<String, Object>> row = host.plugins().stream()
                    .filter(p -> release.sha256().equals(p.get("sha256"))
                            && name.equals(p.get("name"))
                            && SETTLED.contains(String.valueOf(p.get("state"))))
                    .findFirst();
            if (row.isPresent() || System.nanoTime() > until) {
                return row.orElse(Map.of("state", "waiting", "reason", "It waits for running jobs."));
            }
            pause();
        }
    }

    /** Waits until this host has tried a plugin again that was in quarantine; it lists it so until then. */
    Map<String, Object> retried(Installed plugin) {
        long until = System.nanoTime() + PATIENCE;
        while (System.nanoTime() < until) {
            Map<String, Object> row = settled(plugin.name(), plugin.now());
            boolean again = store().quarantined().containsKey(plugin.now().sha256());
            if (!"quarantined".equals(row.get("state")) || again) {
                return row;
            }
            pause();
        }
        return Map.of("state", "waiting", "reason", "The host did not try it within 30 s.");
    }

    /** Waits until this host carries no plugin of that name any more. */
    boolean gone(String name, String sha256) {
        long until = System.nanoTime() + PATIENCE;
        while (host.plugins().stream()
                .anyMatch(p -> name.equals(p.get("name"))
                        && sha256.equals(p.get("sha256"))
                        && !LEFT.contains(String.valueOf(p.get("state"))))) {
            if (System.nanoTime() > until) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ShellException("Interrupted while the host took the change up.", e);
        }
    }
}
