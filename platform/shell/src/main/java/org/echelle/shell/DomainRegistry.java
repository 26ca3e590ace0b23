package org.echelle.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.echelle.api.Domain;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The domains that are installed now, and who is using them.
 *
 * <p>A job holds a {@link Lease} on its domain. When the plugin leaves, the job's token is cancelled with a sentence that names the
 * plugin, and the plugin's stopping waits (bounded) until the job has given the lease back: no class of it runs on while it is
 * being unloaded.
 */
public final class DomainRegistry implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DomainRegistry.class.getName());

    private final ServiceTracker<Domain, Installed> tracker;
    private final Duration patience;
    private final BundleContext context;
    private final Map<String, Installed> byName = new TreeMap<>();
    private final Set<Lease> leases = new HashSet<>();

    /**
     * A domain and the plugin that it comes from.
     *
     * @param domain the service
     * @param plugin symbolic name of its bundle
     * @param version version of its bundle
     * @param bundle number of its bundle on this host
     */
    public record Installed(Domain domain, String plugin, String version, long bundle) {}

    /** @param context the shell's own bundle context */
    public DomainRegistry(BundleContext context) {
        this(context, Duration.ofSeconds(15));
    }

    DomainRegistry(BundleContext context, Duration patience) {
        this.patience = patience;
        this.context = context;
        this.tracker = new ServiceTracker<>(context, Domain.class, null) {
            @Override
            public Installed addingService(ServiceReference<Domain> reference) {
                Domain domain = context.getService(reference);
                if (domain == null) {
                    LOG.warning(() -> "the domain of plugin "
                            + reference.getBundle().getSymbolicName() + " could not be created");
                    return null;
                }
                Installed installed = new Installed(
                        domain,
                        reference.getBundle().getSymbolicName(),
                        reference.getBundle().getVersion().toString(),
                        reference.getBundle().getBundleId());
                arrived(installed);
                return installed;
            }

            @Override
            public void removedService(ServiceReference<Domain> reference, Installed installed) {
                left(installed);
                context.ungetService(reference);
            }
        };
        tracker.open();
    }

    /** All domains, by name. */
    public synchronized List<Installed> list() {
        return List.copyOf(byName.values());
    }

    /**
     * Takes a domain for a job.
     *
     * @param name of the domain
     * @param token is cancelled when the plugin leaves
     * @return the caller closes it when nothing of the domain is used any more
     * @throws ShellException when there is no such domain, with a sentence that lists those installed
     */
    public synchronized Lease lease(String name, CancelToken token) {
        Installed installed = byName.get(name);
        if (installed == null) {
            String known =
                    byName.isEmpty() ? "no plugin is installed" : "installed are " + String.join(", ", byName.keySet());
            throw new ShellException("There is no domain \"" + name + "\": " + known
                    + "; `echelle plugins` says why a plugin is missing.");
        }
        Lease lease = new Lease(installed, token);
        leases.add(lease);
        return lease;
    }

    @Override
    public void close() {
        tracker.close();
    }

    private synchronized void arrived(Installed installed) {
        Installed other = byName.putIfAbsent(installed.domain().name(), installed);
        if (other != null) {
            LOG.warning(() -> "plugins " + other.plugin() + " and " + installed.plugin() + " both offer the domain "
                    + installed.domain().name() + "; the first one is used");
        }
    }

    private synchronized void left(Installed installed) {
        byName.values().remove(installed);
        List<Lease> mine =
                leases.stream().filter(l -> l.installed.equals(installed)).toList();
        for (Lease lease : mine) {
            lease.token.cancel("The plugin " + installed.plugin() + " " + installed.version()
                    + " was removed or replaced while its domain \""
                    + installed.domain().name()
                    + "\" was in use; once it is there again, run the same command with --resume.");
        }
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (leases.stream().anyMatch(l -> l.installed.equals(installed))) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    LOG.log(Level.WARNING, "a job still uses plugin {0} that is being removed", installed.plugin());
                    return;
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void giveBack(Lease lease) {
        leases.remove(lease);
        notifyAll();
    }

    /**
     * The packages of the plugins that offer domains, and of those that jobs still use, with the plugin's name and version; none that a
     * bundle of the host has classes in too, since a thread's stack does not tell the two apart.
     */
    Map<String, String> packages() {
        Map<ClassLoader, String> loaders = new LinkedHashMap<>();
        for (Installed each : used()) {
            loaders.put(each.domain().getClass().getClassLoader(), each.plugin() + " " + each.version());
        }
        Map<String, String> owners = new HashMap<>();
        loaders.forEach((loader, plugin) -> {
            for (Package each : loader == null ? new Package[0] : loader.getDefinedPackages()) {
                owners.putIfAbsent(each.getName(), plugin);
            }
        });
        for (Bundle bundle : context.getBundles()) {
            BundleWiring wiring = bundle.adapt(BundleWiring.class);
            ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
            // The framework's own loader is the launcher's class path, where nothing calls what a plugin copied.
            if (bundle.getBundleId() != 0 && loader != null && !loaders.containsKey(loader)) {
                for (Package each : loader.getDefinedPackages()) {
                    owners.remove(each.getName());
                }
            }
        }
        return owners;
    }

    private synchronized Set<Installed> used() {
        Set<Installed> all = new LinkedHashSet<>();
        leases.forEach(l -> all.add(l.installed));
        all.addAll(byName.values());
        return all;
    }

    /** Whether a job uses a domain of that bundle now. */
    synchronized boolean busy(long bundle) {
        return leases.stream().anyMatch(l -> l.installed.bundle() == bundle);
    }

    /** Names of the domains that one bundle offers. */
    public synchronized List<String> of(long bundle) {
        List<String> names = new ArrayList<>();
        byName.forEach((name, installed) -> {
            if (installed.bundle() == bundle) {
                names.add(name);
            }
        });
        names.sort(Comparator.naturalOrder());
        return names;
    }

    /** A job's hold on a domain. */
    public final class Lease implements AutoCloseable {
        private final Installed installed;
        private final CancelToken token;

        private Lease(Installed installed, CancelToken token) {
            this.installed = installed;
            this.token = token;
        }

        /** The domain; not to be used after {@link #close}. */
        public Domain domain() {
            return installed.domain();
        }

        /** The plugin that it comes from, for provenance. */
        public Installed installed() {
            return installed;
        }

        /** Nothing of the domain is used any more. */
        @Override
        public void close() {
            giveBack(this);
        }
    }
}
