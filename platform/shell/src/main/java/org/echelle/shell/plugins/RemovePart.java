package org.echelle.shell.plugins;

import java.util.List;
import java.util.concurrent.Callable;
import org.echelle.install.plan.Installer;
import org.echelle.install.store.Installed;
import org.echelle.install.store.PluginStore;
import org.echelle.shell.HostServices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        description = "Removes installed plugins. Runs that were made with them stay.",
        footer = {"", "Example:", "  echelle plugins remove singlecell"})
final class RemovePart implements Callable<Integer> {
    private final HostServices host;

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "installed plugins")
    private List<String> names;

    @Mixin
    private RunningFlag running;

    RemovePart(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        PluginHost plugins = new PluginHost(host);
        PluginStore store = plugins.store();
        List<Installed> found =
                names.stream().map(n -> Installer.installed(store.read(), n)).toList();
        for (Installed plugin : found) {
            store.change(lock -> lock.without(plugin.name()).waiting(running.finish()));
            boolean gone = plugins.gone(plugin.name(), plugin.now().sha256());
            host.console()
                    .say("Removed: " + plugin.name() + " " + plugin.now().version()
                            + (gone ? "." : "; this host keeps it until the jobs that use it have ended."));
        }
        store.sweep();
        return 0;
    }
}
