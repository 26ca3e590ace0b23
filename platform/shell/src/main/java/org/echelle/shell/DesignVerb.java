package org.echelle.shell;

import java.nio.file.Path;
import java.util.List;
import org.echelle.analysis.prediction.FewLabels;
import org.echelle.report.DesignPage;
import org.echelle.report.FindingPage;
import org.echelle.runs.DesignJob;
import org.echelle.runs.DesignRequest;
import org.echelle.runs.Designs;
import org.echelle.runs.TargetTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "design",
        mixinStandardHelpOptions = true,
        description = {
            "Proposes changes of the original of a mutational scan, by steering the features that predict a measured "
                    + "number.",
            "The features' weights are learnt from some labels; each is steered on the original in the direction of "
                    + "its weight, and what the edited model would write there is proposed. Designs are ranked by prediction, "
                    + "with their distance and how likely the model finds them; random features matched in use propose beside "
                    + "them, and proposals that were measured but not learnt from tell whether any of this helps."
        },
        footer = {
            "",
            "Examples:",
            "  echelle design runs/scan --labels 96",
            "  echelle design runs/scan:encoder.layer.3 --target fitness --mutations 3 --count 50",
            "  echelle design runs/scan --target scan.csv:DMS_score --labels 0 --elastic-net"
        })
final class DesignVerb implements Verb {
    private final HostServices host;

    @Parameters(
            paramLabel = "RUN[:HOOK]",
            description = "a finished run on variants, with a hook point if it has several")
    private String source;

    @Option(
            names = "--target",
            paramLabel = "NAME|FILE.csv[:COLUMN]",
            description = "a number that the variants carry, or a table (default: their first number)")
    private String target = "";

    @Option(
            names = "--labels",
            paramLabel = "N",
            defaultValue = "96",
            description = "labels to learn from, drawn at random; 0: all (default: ${DEFAULT-VALUE})")
    private int labels;

    @Option(
            names = "--features",
            paramLabel = "N",
            defaultValue = "10",
            description = "features to steer, those with the largest weights (default: ${DEFAULT-VALUE})")
    private int features;

    @Option(
            names = "--changes",
            paramLabel = "N",
            defaultValue = "5",
            description = "changes that each edit proposes (default: ${DEFAULT-VALUE})")
    private int changes;

    @Option(
            names = "--mutations",
            paramLabel = "N",
            defaultValue = "1",
            description = "changes of a design at most (default: ${DEFAULT-VALUE})")
    private int mutations;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "20",
            description = "designs to tell (default: ${DEFAULT-VALUE})")
    private int count;

    @Option(
            names = "--controls",
            paramLabel = "N",
            defaultValue = "20",
            description = "draws of matched random features (default: ${DEFAULT-VALUE})")
    private int draws;

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "20",
            description = "lines to fit, each to another four fifths of the labels (default: ${DEFAULT-VALUE})")
    private int lines;

    @Mixin
    private FitFlags fit;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "design",
            description = "folder of the page, an earlier page there is replaced (default: ${DEFAULT-VALUE})")
    private Path out;

    @Option(names = "--quiet", description = "results only, no progress")
    private boolean quiet;

    DesignVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        fit.check();
        if (lines < 2) {
            throw new ShellException("--lines is 2 or more.");
        }
        try (Job job = host.begin(quiet);
                RunReading reading = RunReading.open(source, job)) {
            TargetTable table = TargetTable.of(target, reading.run().samples());
            long seed = reading.run().opened().config().seed();
            Designs found = DesignJob.of(
                    reading.run(),
                    reading.hook(),
                    table,
                    new DesignRequest(
                            labels,
                            features,
                            changes,
                            mutations,
                            count,
                            draws,
                            new FewLabels.Request(
                                    new int[] {labels}, lines, fit.alphas(), 0.2, seed, fit.elasticNet())),
                    job.progress());
            FindingPage page = DesignPage.of(found);
            Path written = page.write(out, List.of(), found.fasta(), job.progress());
            job.progress().close();
            host.console().line(page.lead());
            DesignPage.lines(found).forEach(host.console()::line);
            page.notes().forEach(host.console()::line);
            host.console()
                    .line("design: " + written.toAbsolutePath().normalize().toUri());
            return 0;
        }
    }
}
