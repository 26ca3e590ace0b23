package org.echelle.shell.plugins;

import java.util.Map;
import java.util.concurrent.Callable;
import org.echelle.install.plan.Installer;
import org.echelle.install.store.Installed;
import org.echelle.install.store.PluginStore;
import org.echelle.shell.HostServices;
import org.echelle.shell.ShellException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description = "Brings back the version of a plugin that was there before the last update.",
        footer = {"", "Example:", "  echelle plugins rollback singlecell"})
final class RollbackPart implements Callable<Integer> {
    private final HostServices host;

    @Parameters(paramLabel = "NAME", description = "an installed plugin")
    private String name;

    @Mixin
    private RunningFlag running;

    RollbackPart(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        PluginHost plugins = new PluginHost(host);
        PluginStore store = plugins.store();
        Installed found = Installer.installed(store.read(), name);
        if (found.before().isEmpty()) {
            throw new ShellException("There is no earlier version of " + found.name() + " "
                    + found.now().version() + " to go back to.");
        }
        Installed back = found.rolledBack();
        store.damage(back.now()).ifPresent(damage -> {
            throw new ShellException(
                    back.name() + " cannot go back to " + back.now().version() + ", for its file " + damage + "; "
                            + found.now().version() + " stays. `echelle plugins install` brings another version.");
        });
        store.change(lock -> lock.with(back).waiting(running.finish()));
        Map<String, Object> row = plugins.settled(back.name(), back.now());
        boolean active = "active".equals(row.get("state"));
        host.console()
                .say(back.name() + " is back at " + back.now().version()
                        + (active ? "." : ", but not active. " + row.get("reason")));
        return active ? 0 : 1;
    }
}
