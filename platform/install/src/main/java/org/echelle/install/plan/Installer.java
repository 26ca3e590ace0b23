package org.echelle.install.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.echelle.api.Progress;
import org.echelle.install.InstallException;
import org.echelle.install.catalogue.Place;
import org.echelle.install.jar.PluginJar;
import org.echelle.install.jar.Signer;
import org.echelle.install.store.Installed;
import org.echelle.install.store.PluginLock;
import org.echelle.install.store.PluginStore;
import org.echelle.install.store.Release;
import org.echelle.torch.Checksums;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;

/** Plans installations against this host, and carries them out: all steps of a plan or none. */
public final class Installer {
    private final PluginStore store;
    private final BundleContext host;
    private final Permissions permissions;
    private final Progress progress;

    /**
     * @param store where plugins are kept
     * @param host what they are to run on
     * @param permissions what the user allowed
     * @param progress of downloads
     */
    public Installer(PluginStore store, BundleContext host, Permissions permissions, Progress progress) {
        this.store = store;
        this.host = host;
        this.permissions = permissions;
        this.progress = progress;
    }

    /**
     * What installing some plugins would do.
     *
     * @param words files, archives, addresses, or names with an optional {@code @version}
     * @throws InstallException when one is not found, is no plugin, or would not run here
     */
    public Plan plan(List<String> words) {
        Offers offers = new Offers(store, permissions, progress);
        List<String> notes = new ArrayList<>();
        List<Offer> chosen = new ArrayList<>();
        for (String word : words) {
            Offers.Found found = offers.find(word);
            if (found.all()) {
                chosen.addAll(found.offers());
            } else {
                chosen.add(newest(found.offers(), chosen, offers, notes));
            }
        }
        List<Offer> helpers = helpers(offers, words);
        notes.addAll(offers.unused());
        return steps(chosen, helpers, notes);
    }

    /**
     * What bringing plugins to their newest version would do.
     *
     * @param names installed plugins; all of them when empty
     * @throws InstallException when one is not installed, no catalogue can be used, or nothing newer would run here
     */
    public Plan planUpdate(List<String> names) {
        PluginLock lock = store.read();
        Offers offers = new Offers(store, permissions, progress);
        List<String> notes = new ArrayList<>();
        List<Offer> chosen = new ArrayList<>();
        List<Installed> asked = names.isEmpty()
                ? lock.plugins()
                : names.stream().map(n -> installed(lock, n)).toList();
        if (!asked.isEmpty()) {
            offers.requireAny();
        }
        for (Installed plugin : asked) {
            Version now = Version.parseVersion(plugin.now().version());
            List<Offer> newer = offers.all().stream()
                    .filter(o -> o.facts().name().equals(plugin.name()))
                    .filter(o -> Version.parseVersion(o.facts().version()).compareTo(now) > 0)
                    .toList();
            if (newer.isEmpty()) {
                notes.add(plugin.name() + " " + plugin.now().version() + " is the newest that the catalogues offer.");
            } else {
                chosen.add(newest(
                        offers.named(plugin.name()).stream()
                                .filter(newer::contains)
                                .toList(),
                        chosen,
                        offers,
                        notes));
            }
        }
        List<Offer> all = offers.all();
        notes.addAll(offers.unused());
        return steps(chosen, all, notes);
    }

    /** The plugin of that name, or of that last part of its name. */
    public static Installed installed(PluginLock lock, String name) {
        List<Installed> found = lock.plugins().stream()
                .filter(p -> p.name().equals(name) || p.name().endsWith("." + name))
                .toList();
        if (found.size() != 1) {
            String known = lock.plugins().isEmpty()
                    ? "none is"
                    : lock.plugins().stream().map(Installed::name).collect(Collectors.joining(", "));
            throw new InstallException(
                    (found.isEmpty() ? "No plugin \"" : "More than one plugin \"") + name
                            + "\" is installed; installed are: " + known
                            + ". (Plugins that came with Echelle, or lie in a plugin folder, are not installed by this command.)");
        }
        return found.get(0);
    }

    /** Offers that may help with what a plugin needs; catalogues are asked only where one was named or is known. */
    private List<Offer> helpers(Offers offers, List<String> words) {
        boolean byName = words.stream().anyMatch(w -> !w.contains("/") && !w.endsWith(".jar") && !w.endsWith(".zip"));
        return byName ? offers.all() : List.of();
    }

    /** The newest offer that runs here together with what was chosen; older ones are tried in turn. */
    private Offer newest(List<Offer> versions, List<Offer> chosen, Offers offers, List<String> notes) {
        InstallException first = null;
        for (Offer version : versions) {
            List<Offer> roots = new ArrayList<>(chosen);
            roots.add(version);
            try {
                resolution(roots).needed(roots, version.toFetch() ? offers.all() : List.of());
                if (first != null) {
                    notes.add(version.facts() + " is chosen, for "
                            + first.getMessage().replace(" Nothing was changed.", ""));
                }
                return version;
            } catch (InstallException e) {
                first = first == null ? e : first;
            }
        }
        throw first;
    }

    private Resolution resolution(List<Offer> roots) {
        return new Resolution(host, roots.stream().map(r -> r.facts().name()).collect(Collectors.toSet()));
    }

    private Plan steps(List<Offer> chosen, List<Offer> others, List<String> notes) {
        if (chosen.isEmpty()) {
            return new Plan(List.of(), notes);
        }
        Set<String> names = new HashSet<>();
        for (Offer offer : chosen) {
            if (!names.add(offer.facts().name())) {
                throw new InstallException("The plugin " + offer.facts().name() + " was asked for twice.");
            }
        }
        Set<Offer> all = new LinkedHashSet<>(resolution(chosen).needed(chosen, others));
        all.addAll(chosen);
        PluginLock lock = store.read();
        List<Plan.Step> steps = new ArrayList<>();
        for (Offer offer : all) {
            Optional<Installed> there = lock.find(offer.facts().name());
            if (there.isPresent() && there.get().now().sha256().equals(offer.sha256())) {
                notes.add(offer.facts() + " is installed already.");
                continue;
            }
            Plan.Trust trust = offer instanceof Offer.AtHand here
                    ? permissions.trust(here.jar().signer(), store.keys())
                    : permissions.trust(offer.signer(), store.keys());
            steps.add(new Plan.Step(offer, there, chosen.contains(offer), trust));
        }
        return new Plan(steps, notes);
    }

    /**
     * Refuses a plan with a plugin at hand that nobody signed, or somebody unknown; what is still to be fetched is looked at when it
     * is there.
     */
    public void requireTrusted(Plan plan) {
        for (Plan.Step step : plan.steps()) {
            if (step.offer() instanceof Offer.AtHand here) {
                permissions.requireTrusted(here, here.jar().signer(), store.keys());
            }
        }
    }

    /**
     * Carries a plan out.
     *
     * @param waitForJobs whether replaced versions stay in running hosts until the jobs that use them have ended
     * @throws InstallException when a plugin cannot be fetched, is not what its catalogue says, or is not trusted; nothing was
     *     changed then
     */
    public void apply(Plan plan, boolean waitForJobs) {
        Map<String, Release> releases = new LinkedHashMap<>();
        List<Path> used = new ArrayList<>();
        for (Plan.Step step : plan.steps()) {
            PluginJar jar = jar(step.offer());
            used.add(jar.file());
            permissions.requireTrusted(step.offer(), jar.signer(), store.keys());
            releases.put(jar.facts().name(), store.keep(jar, step.offer().source()));
            jar.signer().filter(this::newlyTrusted).ifPresent(store.keys()::add);
        }
        store.change(lock -> {
            PluginLock changed = lock.waiting(waitForJobs);
            for (Map.Entry<String, Release> release : releases.entrySet()) {
                changed = changed.with(changed.find(release.getKey())
                        .map(p -> p.replacedBy(release.getValue()))
                        .orElse(new Installed(release.getKey(), release.getValue(), List.of())));
            }
            return changed;
        });
        releases.values().forEach(r -> store.quarantine(r.sha256(), null));
        used.forEach(store::forget);
        store.sweep();
    }

    private boolean newlyTrusted(Signer signer) {
        return permissions.trust().contains(signer.fingerprint())
                && !store.keys().trusts(signer);
    }

    /** The jar of an offer, fetched and held against what was told of it. */
    private PluginJar jar(Offer offer) {
        if (offer instanceof Offer.AtHand here) {
            return here.jar();
        }
        Offer.Listed listed = (Offer.Listed) offer;
        Place place = listed.catalogue().place();
        Path part = store.downloads().resolve(offer.sha256() + ".jar");
        place.fetch(listed.entry().file(), part, offer.bytes(), progress);
        try {
            if (!Checksums.sha256(part).equals(offer.sha256())) {
                throw new InstallException("The file " + listed.entry().file() + " in " + place
                        + " is not the one that its catalogue lists (another SHA-256); " + place.mend()
                        + ". Nothing was changed.");
            }
            PluginJar jar = PluginJar.read(part);
            if (!jar.facts().equals(offer.facts())) {
                throw new InstallException("The file " + listed.entry().file() + " in " + place + " is " + jar.facts()
                        + ", and its catalogue describes it otherwise; nothing was changed.");
            }
            return jar;
        } catch (InstallException e) {
            store.forget(part);
            throw e;
        }
    }
}
