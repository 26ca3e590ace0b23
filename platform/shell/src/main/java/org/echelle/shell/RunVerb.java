package org.echelle.shell;

import java.nio.file.Path;
import org.echelle.runs.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Carries out a run config from samples to report: extract, train, index, score, report.",
        footer = {
            "",
            "Examples:",
            "  echelle run sample-configs/vision-shapes.yaml",
            "  echelle run sample-configs/vision-cifar.yaml --set subject.weights=resnet20.th --set samples.path=test.zip",
            "  echelle run my.yaml --out runs/k8 --set dictionary.k=8",
            "  echelle run my.yaml --resume"
        })
final class RunVerb implements Verb {
    private final HostServices host;

    @Parameters(paramLabel = "CONFIG", description = "a run config, or the folder of an earlier run")
    private Path config;

    @Mixin
    private RunFlags flags;

    @Mixin
    private LiveFlags live;

    @Spec
    private CommandSpec spec;

    RunVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (OwnProcess.wanted(RunSteps.config(config, flags.assignments()))) {
            return new OwnProcess(host)
                    .run(spec.root().commandLine().getParseResult().originalArgs(), flags.quiet);
        }
        Path page = new RunSteps(host, live).go(config, flags, Run.Step.SCORE, true);
        for (String line : RunSummary.lines(page.getParent().getParent())) {
            host.console().line(line);
        }
        host.console().line("report: " + page.toUri());
        return 0;
    }
}
