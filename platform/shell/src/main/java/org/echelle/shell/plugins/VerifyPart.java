package org.echelle.shell.plugins;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.echelle.install.InstallException;
import org.echelle.install.jar.PluginJar;
import org.echelle.install.store.Installed;
import org.echelle.install.store.PluginStore;
import org.echelle.shell.HostServices;
import picocli.CommandLine.Command;

@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Holds every installed plugin against its checksum and signature.",
        footer = {"", "Example:", "  echelle plugins verify"})
final class VerifyPart implements Callable<Integer> {
    private final HostServices host;

    VerifyPart(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        PluginHost plugins = new PluginHost(host);
        PluginStore store = plugins.store();
        int bad = 0;
        int all = 0;
        for (Installed plugin : store.read().plugins()) {
            String problem = problem(store, plugin);
            all++;
            if (problem.isEmpty()) {
                host.console()
                        .line("ok  " + plugin.name() + " " + plugin.now().version() + ", signed "
                                + plugins.signer(plugin.now().signer()));
            } else {
                bad++;
                host.console().line("!!  " + plugin.name() + " " + plugin.now().version() + ": " + problem);
            }
        }
        host.console()
                .say(
                        all == 0
                                ? "No plugin was installed by this user; there is nothing to verify."
                                : bad == 0
                                        ? "Each of the " + all + " is what was installed."
                                        : bad + " of " + all + " are not what was installed.");
        return bad == 0 ? 0 : 1;
    }

    private static String problem(PluginStore store, Installed plugin) {
        Path jar = store.jar(plugin.now());
        Optional<String> damage = store.damage(plugin.now());
        if (damage.isPresent()) {
            return "its file " + damage.get()
                    + (Files.exists(jar) ? "; remove it and install it again." : "; install it again.");
        }
        try {
            String signer =
                    PluginJar.read(jar).signer().map(s -> s.fingerprint()).orElse("");
            return signer.equals(plugin.now().signer()) ? "" : "its signature is another one than the list says.";
        } catch (InstallException e) {
            return e.getMessage();
        }
    }
}
