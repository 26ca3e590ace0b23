package org.echelle.shell;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a script that teaches bash and zsh to complete verbs and options.",
        footer = {
            "",
            "Examples:",
            "  source <(echelle completion)",
            "  echelle completion > ~/.local/share/bash-completion/completions/echelle"
        })
final class CompletionVerb implements Verb {
    private final HostServices host;

    CompletionVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        host.console().line(AutoComplete.bash("echelle", Front.commandLine(host)));
        return 0;
    }
}
