package org.echelle.shell;

import picocli.CommandLine.Command;

@Command(
        name = ShellVerb.NAME,
        mixinStandardHelpOptions = true,
        description = {
            "Opens the Gogo shell on the running host: the same verbs, and those of the framework (lb, start, stop).",
            "Without a terminal it carries out the commands on its standard input, one a line."
        },
        footer = {"", "Examples:", "  echelle shell", "  echo 'plugins' | echelle shell"})
final class ShellVerb implements Verb {
    static final String NAME = "shell";

    private final HostServices host;

    ShellVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (!host.console().interactive()) {
            return host.gogo().script(Console.process(), host::stopping);
        }
        return new Prompt(host, Console.process()).run();
    }
}
