package org.echelle.shell.plugins;

import java.util.List;
import java.util.concurrent.Callable;
import org.echelle.shell.HostServices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "update",
        mixinStandardHelpOptions = true,
        description = "Brings installed plugins to the newest version that runs here, after showing the plan.",
        footer = {
            "",
            "Examples:",
            "  echelle plugins update --dry-run",
            "  echelle plugins update singlecell --running stop"
        })
final class UpdatePart implements Callable<Integer> {
    private final HostServices host;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "installed plugins (default: all)")
    private List<String> names = List.of();

    @Mixin
    private PlanFlags flags;

    UpdatePart(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        return new PlanRun(host, flags).of(installer -> installer.planUpdate(names));
    }
}
