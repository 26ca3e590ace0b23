package org.echelle.shell;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a script that teaches bash or zsh to complete verbs and options.",
        footer = {
            "",
            "Examples:",
            "  echelle completion bash > ~/.local/share/bash-completion/completions/echelle",
            "  source <(echelle completion)"
        })
final class CompletionVerb implements Verb {
    private final HostServices host;

    /** Both shells read the same script; the word is there because people write it. */
    enum Shell {
        BASH,
        ZSH
    }

    @SuppressWarnings("unused") // picocli checks the word; there is nothing to choose
    @Parameters(
            arity = "0..1",
            paramLabel = "bash|zsh",
            description = "which shell (default: bash; both read the same)")
    private Shell shell = Shell.BASH;

    CompletionVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        host.console().line(AutoComplete.bash("echelle", Front.commandLine(host)));
        return 0;
    }
}
