package org.echelle.shell;

import java.nio.file.Path;
import org.echelle.runs.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description =
                "Carries a run as far as its concept scores: each feature against each concept, beside baselines.",
        footer = {
            "",
            "Examples:",
            "  echelle score runs/vision-shapes",
            "  echelle score runs/vision-shapes --set score.bootstrap=1000"
        })
final class ScoreVerb implements Verb {
    private final HostServices host;

    @Parameters(paramLabel = "CONFIG|RUN", description = "a run config, or the folder of an earlier run")
    private Path source;

    @Mixin
    private RunFlags flags;

    ScoreVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        Path folder = new RunSteps(host).go(source, flags, Run.Step.SCORE, false);
        for (String line : RunSummary.lines(folder)) {
            host.console().line(line);
        }
        host.console().line("run: " + folder);
        return 0;
    }
}
