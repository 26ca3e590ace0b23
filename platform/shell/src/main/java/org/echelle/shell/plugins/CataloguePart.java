package org.echelle.shell.plugins;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.echelle.api.EchelleException;
import org.echelle.install.catalogue.Catalogue;
import org.echelle.install.catalogue.CatalogueList;
import org.echelle.install.catalogue.CatalogueWriter;
import org.echelle.install.catalogue.Entry;
import org.echelle.install.catalogue.ListKey;
import org.echelle.install.catalogue.Place;
import org.echelle.shell.Console;
import org.echelle.shell.HostServices;
import org.echelle.shell.ShellException;
import org.echelle.shell.Sizes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "catalogue",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the catalogues in which `install` and `update` look, with what each offers.",
            "A catalogue is a folder of jars with a signed list, on this machine or on a server of static files."
        },
        footer = {
            "",
            "Examples:",
            "  echelle plugins catalogue",
            "  echelle plugins catalogue add https://example.org/plugins",
            "  echelle plugins catalogue make plugins/ --keystore lab.p12 --alias lab"
        })
final class CataloguePart implements Callable<Integer> {
    private final HostServices host;

    CataloguePart(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        Console console = host.console();
        List<String> places = list().places();
        if (places.isEmpty()) {
            console.say("No catalogue is known; `echelle plugins catalogue add FOLDER|URL` names one.");
        }
        int read = 0;
        for (String where : places) {
            Catalogue catalogue;
            try {
                catalogue = Catalogue.read(Place.of(where));
            } catch (EchelleException e) {
                console.say(e.getMessage());
                continue;
            }
            read++;
            console.line(where + ", signed "
                    + catalogue
                            .signer()
                            .map(s -> "by " + s.name() + " (" + s.shortFingerprint() + ")")
                            .orElse("by nobody"));
            for (Entry entry : catalogue.entries()) {
                console.line("  " + entry.plugin() + ", " + Sizes.text(entry.bytes())
                        + (entry.plugin().description().isEmpty()
                                ? ""
                                : ": " + entry.plugin().description()));
            }
        }
        return places.isEmpty() || read > 0 ? 0 : 1;
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Adds a catalogue.",
            footer = {"", "Example:", "  echelle plugins catalogue add /media/lab/plugins"})
    int add(@Parameters(paramLabel = "FOLDER|URL", description = "where it lies") String where) {
        Place place = Place.of(where);
        int offered = Catalogue.read(place).entries().size();
        list().add(place.toString());
        host.console().say("Added: " + place + ", which offers " + offered + (offered == 1 ? " plugin." : " plugins."));
        return 0;
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Forgets a catalogue; plugins that came from it stay.",
            footer = {"", "Example:", "  echelle plugins catalogue remove /media/lab/plugins"})
    int remove(@Parameters(paramLabel = "FOLDER|URL", description = "as it is listed") String where) {
        list().remove(where);
        return 0;
    }

    @Command(
            name = "make",
            mixinStandardHelpOptions = true,
            description = "Writes the list of a folder of jars, and signs it.",
            footer = {
                "",
                "The keystore's password is read from the variable ECHELLE_KEYSTORE_PASSWORD.",
                "",
                "Example:",
                "  echelle plugins catalogue make plugins/ --keystore lab.p12 --alias lab"
            })
    int make(
            @Parameters(paramLabel = "FOLDER", description = "holds the jars") Path folder,
            @Option(names = "--keystore", paramLabel = "FILE", description = "PKCS#12 or JKS, as for jarsigner")
                    Path keystore,
            @Option(names = "--alias", description = "of the key in it") String alias) {
        if (!Files.isDirectory(folder)) {
            throw new ShellException("There is no folder " + folder + ".");
        }
        if ((keystore == null) != (alias == null)) {
            throw new ShellException("--keystore and --alias go together.");
        }
        List<Entry> entries = CatalogueWriter.write(
                folder, Optional.ofNullable(keystore).map(k -> ListKey.open(k, alias, password())));
        entries.forEach(e -> host.console().line(e.plugin() + ", " + Sizes.text(e.bytes())));
        host.console()
                .say("Written: " + folder.resolve("catalogue.json")
                        + (keystore == null ? ", not signed; users need --allow-unsigned." : ", signed."));
        return 0;
    }

    private static char[] password() {
        String password = System.getenv("ECHELLE_KEYSTORE_PASSWORD");
        if (password == null) {
            throw new ShellException(
                    "The keystore's password is read from the variable ECHELLE_KEYSTORE_PASSWORD, which is not set.");
        }
        return password.toCharArray();
    }

    private CatalogueList list() {
        return new CatalogueList(new PluginHost(host).store().root());
    }
}
