package org.echelle.shell;

import java.nio.file.Path;
import org.echelle.runs.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Writes the pages of a run anew; steps that are not done yet are done first.",
        footer = {
            "",
            "Examples:",
            "  echelle report runs/vision-shapes",
            "  echelle report runs/vision-shapes --set report.feature-pages=500"
        })
final class ReportVerb implements Verb {
    private final HostServices host;

    @Parameters(paramLabel = "RUN", description = "the folder of a run, or a run config")
    private Path source;

    @Mixin
    private RunFlags flags;

    ReportVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        Path page = new RunSteps(host).go(source, flags, Run.Step.SCORE, true);
        host.console().line("report: " + page.toUri());
        return 0;
    }
}
