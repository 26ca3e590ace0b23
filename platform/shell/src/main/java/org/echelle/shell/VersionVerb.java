package org.echelle.shell;

import picocli.CommandLine.Command;

@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        description = "Prints the version of Echelle.",
        footer = {"", "Example:", "  echelle version"})
final class VersionVerb implements Verb {
    private final HostServices host;

    VersionVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        host.console().line("echelle " + HostServices.version());
        return 0;
    }
}
