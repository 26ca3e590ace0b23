package org.echelle.shell.plugins;

import java.util.Comparator;
import java.util.List;
import org.echelle.api.EchelleException;
import org.echelle.install.catalogue.Catalogue;
import org.echelle.install.catalogue.CatalogueList;
import org.echelle.install.catalogue.Entry;
import org.echelle.install.catalogue.Place;
import org.echelle.shell.Console;
import org.echelle.shell.Sizes;
import org.osgi.framework.Version;

/** What the user's catalogues tell of a plugin that this host does not have. */
final class CatalogueInfo {
    private final CatalogueList list;
    private final PluginHost host;
    private final Console console;

    CatalogueInfo(PluginHost host, Console console) {
        this.list = new CatalogueList(host.store().root());
        this.host = host;
        this.console = console;
    }

    /** Tells of every version that a catalogue has; false when none knows the name. A catalogue that cannot be read is told of. */
    boolean tell(String wanted) {
        boolean found = false;
        for (String where : list.places()) {
            List<Entry> entries;
            try {
                entries = Catalogue.read(Place.of(where)).entries();
            } catch (EchelleException e) {
                console.say(e.getMessage());
                continue;
            }
            List<Entry> named = entries.stream()
                    .filter(e -> isNamed(e.plugin().name(), wanted))
                    .sorted(Comparator.comparing(
                                    (Entry e) -> Version.parseVersion(e.plugin().version()))
                            .reversed())
                    .toList();
            for (Entry entry : named) {
                tell(entry, where);
            }
            found |= !named.isEmpty();
        }
        if (found) {
            console.line("");
            console.line("It is not installed; `echelle plugins install " + wanted + "` shows the plan and asks.");
        }
        return found;
    }

    private void tell(Entry entry, String where) {
        console.line(entry.plugin() + " (in a catalogue)");
        if (!entry.plugin().description().isEmpty()) {
            console.line(entry.plugin().description());
        }
        console.line("from    " + where);
        console.line("size    " + Sizes.text(entry.bytes()));
        console.line("sha256  " + entry.sha256());
        console.line("signed  " + signer(entry.signer()));
        if (!entry.plugin().permissions().isEmpty()) {
            console.line("asks    " + String.join(", ", entry.plugin().permissions()));
        }
    }

    private String signer(String fingerprint) {
        return fingerprint.isEmpty()
                ? "by nobody"
                : host.store().keys().list().stream()
                        .filter(s -> s.fingerprint().equals(fingerprint))
                        .map(s -> "by " + s.name() + " (" + s.shortFingerprint() + ")")
                        .findFirst()
                        .orElse("with the key " + fingerprint + ", which is not trusted here");
    }

    private static boolean isNamed(String name, String wanted) {
        return name.equals(wanted) || name.endsWith("." + wanted);
    }
}
