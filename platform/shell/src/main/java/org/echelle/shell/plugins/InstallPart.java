package org.echelle.shell.plugins;

import java.util.List;
import java.util.concurrent.Callable;
import org.echelle.shell.HostServices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "install",
        mixinStandardHelpOptions = true,
        description = {
            "Installs plugins, after showing what comes, from where, and who signed it.",
            "FILE.jar, an address of one, an archive of `echelle plugins export`, or a name in a catalogue, NAME@VERSION for one version."
        },
        footer = {
            "",
            "Examples:",
            "  echelle plugins install ./singlecell-1.0.0.jar --allow-unsigned",
            "  echelle plugins install singlecell --catalogue /media/lab/plugins",
            "  echelle plugins install https://example.org/singlecell-1.0.0.jar --dry-run",
            "  echelle plugins install --offline plugins.zip"
        })
final class InstallPart implements Callable<Integer> {
    private final HostServices host;

    @Parameters(paramLabel = "FILE|URL|NAME", arity = "1..*", description = "what to install")
    private List<String> wanted;

    @Mixin
    private PlanFlags flags;

    InstallPart(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        return new PlanRun(host, flags).of(installer -> installer.plan(wanted));
    }
}
