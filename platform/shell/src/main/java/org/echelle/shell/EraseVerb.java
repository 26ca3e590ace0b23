package org.echelle.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.echelle.report.ErasurePage;
import org.echelle.runs.EraseJob;
import org.echelle.runs.EraseOptions;
import org.echelle.runs.EraseOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        description = {
            "Erases classes from a model that makes pictures, one at a time, and measures by a judge what is gone and what stays.",
            "Features are chosen on the run's selection side, settings on samples of new seeds, results on yet others. Methods: "
                    + "saeuron (SAeUron, as its paper has it) and saeuron-reference (as its code has it), itd (Interpret-then-Deactivate), "
                    + "ablate, project; baselines without features: negative (guidance leads away from the class), ask-nothing; "
                    + "control: matched random features."
        },
        footer = {
            "",
            "Examples:",
            "  echelle erase runs/digits --target 3",
            "  echelle erase runs/digits --method saeuron,project --each 100",
            "  echelle erase runs/digits --target 3,8 --hook transformer.3 --each 200 --tuning 50"
        })
final class EraseVerb implements Verb {
    private final HostServices host;

    @Mixin
    private ReopenedRun run;

    @Option(names = "--hook", paramLabel = "HOOK", description = "hook point (default: the run's last)")
    private String hook = "";

    @Option(
            names = "--target",
            paramLabel = "CLASS",
            split = ",",
            description = "classes to erase, each by itself (default: all)")
    private List<String> targets = new ArrayList<>();

    @Option(names = "--method", paramLabel = "NAME", split = ",", description = "methods (default: all that fit)")
    private List<String> methods = new ArrayList<>();

    @Option(names = "--each", paramLabel = "N", description = "samples of each class to measure on (default: 50)")
    private int each = 50;

    @Option(names = "--tuning", paramLabel = "N", description = "samples of each class to tune on (default: 10)")
    private int tuning = 10;

    @Option(names = "--controls", paramLabel = "N", description = "draws of matched random features (default: 2)")
    private int controls = 2;

    @Option(names = "--bootstrap", paramLabel = "N", description = "bootstrap draws (default: 1000)")
    private int replicates = 1000;

    @Option(
            names = "--first-seed",
            paramLabel = "N",
            description =
                    "seed of the first sample to measure on; those to tune on begin 500000 before it (default: 1000000)")
    private long firstSeed = 1_000_000;

    @Option(names = "--name", paramLabel = "NAME", description = "folder within RUN/erasure")
    private String name = "";

    EraseVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        EraseOptions options =
                new EraseOptions(hook, targets, methods, each, tuning, controls, replicates, firstSeed, name);
        run.with(host, (opened, folder, versions, progress) -> {
            Map.Entry<Path, EraseOutcome> done = EraseJob.go(opened, folder, options, versions, progress);
            Path page = ErasurePage.of(done.getValue(), done.getValue().json())
                    .write(done.getKey(), List.of(), Map.of(), progress);
            host.console().line(ErasurePage.headline(done.getValue()));
            host.console().line("page: " + page.toUri());
        });
        return 0;
    }
}
