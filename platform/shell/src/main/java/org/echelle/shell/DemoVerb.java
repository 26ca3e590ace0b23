package org.echelle.shell;

import java.nio.file.Path;
import org.echelle.runs.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "A whole run without any files, on an embedded network and generated pictures.",
            "A small vision transformer that Echelle trained itself sees pictures whose factors are known. Says how "
                    + "many of them the features found, and where the report lies."
        },
        footer = {"", "Example:", "  echelle demo"})
final class DemoVerb implements Verb {
    private final HostServices host;

    @Option(names = "--out", paramLabel = "DIR", description = "folder of the run (default: runs/demo)")
    private Path out = Path.of("runs", "demo");

    @Option(names = "--quiet", description = "notes and results only, no progress")
    private boolean quiet;

    @Mixin
    private LiveFlags live;

    DemoVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        RunFlags flags = new RunFlags();
        flags.out = out;
        flags.quiet = quiet;
        flags.overwrite = true;
        Path page = new RunSteps(host, live)
                .go(host.home().resolve("sample-configs").resolve("vision-shapes.yaml"), flags, Run.Step.SCORE, true);
        for (String line : RunSummary.lines(out)) {
            host.console().line(line);
        }
        host.console().line("report: " + page.toUri());
        return 0;
    }
}
