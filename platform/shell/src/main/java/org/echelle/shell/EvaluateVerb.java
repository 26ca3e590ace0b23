package org.echelle.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.runs.EvaluationRequest;
import org.echelle.runs.evaluation.Evaluated;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "What a run's dictionary is worth, by every metric that its activations, codes and concept labels allow.",
            "Reconstruction and its dark matter, sparse probing beside neurons and PCA, absorption, classification, "
                    + "TPP, SCR, disentanglement, separability, monosemanticity, geometry, families, unlike rows. Measured on "
                    + "held-out samples; steps of the run that are not done yet are done first. Writes scores/evaluation.json at "
                    + "each hook point and a page of the report."
        },
        footer = {
            "",
            "Examples:",
            "  echelle evaluate runs/vision-shapes",
            "  echelle evaluate runs/vision-shapes --hook blocks.3 --probe colour --probe shape/circle",
            "  echelle evaluate runs/mammography --samples 10000",
            "  echelle evaluate runs/seed0 --with runs/seed1"
        })
final class EvaluateVerb implements Verb {
    private final HostServices host;

    @Parameters(paramLabel = "RUN", description = "the folder of a run, or a run config")
    private Path source;

    @Option(
            names = "--hook",
            paramLabel = "NAME",
            description = "a hook point of the run; may be given again (default: all)")
    private List<String> hooks = new ArrayList<>();

    @Option(
            names = "--probe",
            paramLabel = "CONCEPT",
            description =
                    "a concept to look at, by id, name or group; may be given again (default: the 40 most frequent with enough samples)")
    private List<String> probe = new ArrayList<>();

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "samples drawn from each side (default: ${DEFAULT-VALUE})",
            defaultValue = "" + EvaluationRequest.SAMPLES)
    private int samples;

    @Option(
            names = "--with",
            paramLabel = "RUN",
            description =
                    "folder of another run on the same samples (another seed, layer or model), to be set beside this one")
    private Path other;

    @Mixin
    private RunFlags flags;

    EvaluateVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        RunSteps.Pages pages = new RunSteps(host)
                .evaluate(source, flags, new EvaluationRequest(hooks, probe, samples, Optional.ofNullable(other)));
        for (Evaluated one : pages.evaluated()) {
            EvaluationLines.of(one).forEach(host.console()::line);
        }
        host.console().line("report: " + pages.evaluationPage().toUri());
        return 0;
    }
}
