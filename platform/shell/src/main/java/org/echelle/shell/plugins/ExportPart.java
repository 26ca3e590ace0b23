package org.echelle.shell.plugins;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.echelle.install.catalogue.Exported;
import org.echelle.install.plan.Installer;
import org.echelle.install.store.Installed;
import org.echelle.install.store.PluginLock;
import org.echelle.install.store.PluginStore;
import org.echelle.shell.HostServices;
import org.echelle.shell.ShellException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Puts installed plugins into one archive, for `install --offline` on another machine.",
        footer = {"", "Example:", "  echelle plugins export plugins.zip"})
final class ExportPart implements Callable<Integer> {
    private final HostServices host;

    @Parameters(index = "0", paramLabel = "FILE.zip", description = "the archive to write")
    private Path archive;

    @Parameters(index = "1..*", paramLabel = "NAME", description = "installed plugins (default: all)")
    private List<String> names = List.of();

    ExportPart(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (!archive.toString().endsWith(".zip")) {
            throw new ShellException(
                    "The archive's name must end in .zip, for `install` to know it: " + archive + ".zip.");
        }
        PluginStore store = new PluginHost(host).store();
        PluginLock lock = store.read();
        List<Installed> chosen = names == null || names.isEmpty()
                ? lock.plugins()
                : names.stream().map(n -> Installer.installed(lock, n)).toList();
        if (chosen.isEmpty()) {
            throw new ShellException("No plugin was installed by this user, so there is nothing to export.");
        }
        Exported.write(store, chosen, archive);
        host.console()
                .say(chosen.size() + (chosen.size() == 1 ? " plugin" : " plugins") + " written to " + archive
                        + "; on the other machine: echelle plugins install --offline " + archive.getFileName());
        return 0;
    }
}
