package org.echelle.shell;

import java.nio.file.Path;
import java.util.Map;
import org.echelle.report.AttributionReport;
import org.echelle.runs.AttributeJob;
import org.echelle.runs.AttributeOptions;
import org.echelle.runs.AttributeOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "attribute",
        mixinStandardHelpOptions = true,
        description = {
            "Explains one output for one sample by the features of a finished run, with gradients through the subject.",
            "Each contribution is held against the exact effect of ablating that feature. A run with several hook "
                    + "points also gets a graph of which earlier features feed which later ones."
        },
        footer = {
            "",
            "Examples:",
            "  echelle attribute runs/demo --sample 12 --output shape/circle",
            "  echelle attribute runs/demo --sample 12 --output colour/red --steps 64"
        })
final class AttributeVerb implements Verb {
    private final HostServices host;

    @Mixin
    private ReopenedHook run;

    @Option(names = "--sample", paramLabel = "SAMPLE", required = true, description = "id or number of the sample")
    private String sample;

    @Option(names = "--output", paramLabel = "CLASS", description = "output to explain (default: the decided one)")
    private String output = "";

    @Option(
            names = "--from",
            paramLabel = "HOOK",
            description = "earlier hook point of a graph (default: the run's first)")
    private String from = "";

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "steps of integrated gradients; 0 for gradient times activation (default: 32)")
    private int steps = 32;

    @Option(names = "--top", paramLabel = "N", description = "features to list (default: 20)")
    private int top = 20;

    @Option(names = "--name", paramLabel = "NAME", description = "folder within RUN/attribution")
    private String name = "";

    AttributeVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        AttributeOptions options = new AttributeOptions(run.hook(), from, sample, output, steps, top, name);
        run.with(host, again -> {
            Map.Entry<Path, AttributeOutcome> done = AttributeJob.go(again, options);
            Path page = AttributionReport.write(done.getKey(), done.getValue());
            host.console().line(AttributionReport.headline(done.getValue()));
            host.console().line("page: " + page.toUri());
        });
        return 0;
    }
}
