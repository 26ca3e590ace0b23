package org.echelle.install.plan;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.echelle.api.Progress;
import org.echelle.install.InstallException;
import org.echelle.install.catalogue.Address;
import org.echelle.install.catalogue.Catalogue;
import org.echelle.install.catalogue.CatalogueList;
import org.echelle.install.catalogue.Place;
import org.echelle.install.jar.PluginJar;
import org.echelle.install.store.PluginStore;
import org.echelle.torch.Checksums;
import org.osgi.framework.Version;

/** Finds what the user's words mean: a file, an archive, an address, or a name in a catalogue. */
final class Offers {
    private final PluginStore store;
    private final Permissions permissions;
    private final Progress progress;
    private final List<String> unused = new ArrayList<>();
    private List<Offer> listed;

    Offers(PluginStore store, Permissions permissions, Progress progress) {
        this.store = store;
        this.permissions = permissions;
        this.progress = progress;
    }

    /** What a word offers, newest first; all of it where several plugins are meant. */
    Found find(String word) {
        if (Address.isMeant(word)) {
            return new Found(List.of(fetched(word)), false);
        }
        if (word.endsWith(".zip")) {
            return new Found(listed(Catalogue.read(Place.of(word))), true);
        }
        if (word.endsWith(".jar") || word.contains("/")) {
            return new Found(List.of(new Offer.AtHand(PluginJar.read(Path.of(word)), word)), false);
        }
        return new Found(named(word), false);
    }

    /**
     * What was found.
     *
     * @param offers of one plugin newest first, or several plugins
     * @param all whether all of them are meant
     */
    record Found(List<Offer> offers, boolean all) {}

    private Offer fetched(String address) {
        URI at = Address.ofJar(address);
        if (permissions.offline()) {
            throw new InstallException("The plugin " + address + " lies on a server, and --offline was said.");
        }
        // Named by the address: the same command goes on where a broken download ended.
        String part = Checksums.sha256(address.getBytes(StandardCharsets.UTF_8)).substring(0, 16) + ".jar";
        Path here = store.downloads().resolve(part);
        Place.fetch(at, here, progress);
        try {
            return new Offer.AtHand(PluginJar.read(here), address);
        } catch (InstallException e) {
            store.forget(here);
            throw e;
        }
    }

    /** Every version of one plugin, newest first. */
    List<Offer> named(String word) {
        String name = word.replaceFirst("@.*", "");
        String version = word.contains("@") ? word.substring(word.indexOf('@') + 1) : "";
        List<Offer> ofName = all().stream()
                .filter(o -> isNamed(o.facts().name(), name))
                .filter(o -> version.isEmpty() || o.facts().version().equals(version))
                .sorted(Comparator.comparing(
                                (Offer o) -> Version.parseVersion(o.facts().version()))
                        .reversed())
                .toList();
        List<String> names =
                ofName.stream().map(o -> o.facts().name()).distinct().toList();
        if (names.size() > 1) {
            throw new InstallException(
                    "\"" + name + "\" may mean " + String.join(" or ", names) + "; write the whole name.");
        }
        if (ofName.isEmpty()) {
            String there = Files.isDirectory(Path.of(word))
                    ? "The folder " + word + " is no plugin, and "
                    : "There is no file " + word + ", and ";
            String left = unused.isEmpty() ? "" : " Left out: " + String.join(" ", unused);
            throw new InstallException(there + unknown(name, version) + left);
        }
        return ofName;
    }

    private String unknown(String name, String version) {
        List<Offer> all = all();
        if (all.isEmpty() && !unused.isEmpty()) {
            return "no catalogue could be used.";
        }
        if (all.isEmpty()) {
            return "no catalogue offers a plugin; `echelle plugins catalogue add FOLDER|URL` names one.";
        }
        List<String> versions = all.stream()
                .filter(o -> isNamed(o.facts().name(), name))
                .map(o -> o.facts().version())
                .toList();
        if (!versions.isEmpty()) {
            return "the catalogues offer " + name + " in the versions " + String.join(", ", versions) + ", not in "
                    + version + ".";
        }
        return "no catalogue offers \"" + name + "\"; they offer "
                + String.join(
                        ", ",
                        all.stream()
                                .map(o -> o.facts().name())
                                .distinct()
                                .sorted()
                                .toList()) + ".";
    }

    /** A whole symbolic name, or its last part. */
    private static boolean isNamed(String symbolic, String wanted) {
        return symbolic.equals(wanted) || symbolic.endsWith("." + wanted);
    }

    /** Everything that the catalogues offer whose lists can be read and may be used; {@link #unused} tells of the others. */
    List<Offer> all() {
        if (listed == null) {
            listed = new ArrayList<>();
            Stream<String> places =
                    Stream.concat(permissions.catalogues().stream(), new CatalogueList(store.root()).places().stream());
            for (String where : places.distinct().toList()) {
                try {
                    add(Place.of(where));
                } catch (InstallException e) {
                    unused.add(e.getMessage());
                }
            }
        }
        return listed;
    }

    private void add(Place place) {
        if (place.remote() && permissions.offline()) {
            return;
        }
        Catalogue catalogue = Catalogue.read(place);
        permissions.requireTrusted(catalogue, store.keys());
        listed.addAll(listed(catalogue));
    }

    /** Why catalogues were left out so far, one sentence for each. */
    List<String> unused() {
        return List.copyOf(unused);
    }

    /** Fails where catalogues were left out and the others offer nothing at all. */
    void requireAny() {
        if (all().isEmpty() && !unused.isEmpty()) {
            throw new InstallException(String.join(" ", unused));
        }
    }

    private static List<Offer> listed(Catalogue catalogue) {
        return catalogue.entries().stream()
                .map(e -> (Offer) new Offer.Listed(e, catalogue))
                .toList();
    }
}
