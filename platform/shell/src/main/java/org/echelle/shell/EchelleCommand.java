package org.echelle.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command without a verb. */
@Command(
        name = "echelle",
        mixinStandardHelpOptions = true,
        versionProvider = EchelleCommand.Version.class,
        description = {
            "Splits a non-language model's activations into features with sparse autoencoders, names them, and shows them.",
            ""
        },
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        footer = {
            "",
            "Examples:",
            "  echelle demo                                  a whole run on a generated world, then its report",
            "  echelle run sample-configs/vision-shapes.yaml the same from its config",
            "  echelle run --help                            what a verb can do",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage."
        })
final class EchelleCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return 2;
    }

    /** Reads the version at use: the host sets it. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"echelle " + HostServices.version()};
        }
    }
}
