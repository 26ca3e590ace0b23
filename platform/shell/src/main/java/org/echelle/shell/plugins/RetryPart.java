package org.echelle.shell.plugins;

import java.util.Map;
import java.util.concurrent.Callable;
import org.echelle.install.plan.Installer;
import org.echelle.install.store.Installed;
import org.echelle.install.store.PluginStore;
import org.echelle.shell.HostServices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description = "Starts a plugin once more that failed and was put into quarantine.",
        footer = {"", "Example:", "  echelle plugins retry singlecell"})
final class RetryPart implements Callable<Integer> {
    private final HostServices host;

    @Parameters(paramLabel = "NAME", description = "an installed plugin")
    private String name;

    RetryPart(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        PluginHost plugins = new PluginHost(host);
        PluginStore store = plugins.store();
        Installed found = Installer.installed(store.read(), name);
        if (!store.quarantined().containsKey(found.now().sha256())) {
            host.console().say(found.name() + " is not in quarantine.");
            return 0;
        }
        store.quarantine(found.now().sha256(), null);
        Map<String, Object> row = plugins.retried(found);
        boolean active = "active".equals(row.get("state"));
        host.console().say(found.name() + (active ? " is active." : " failed again. " + row.get("reason")));
        return active ? 0 : 1;
    }
}
