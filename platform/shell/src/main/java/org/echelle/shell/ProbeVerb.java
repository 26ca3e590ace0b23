package org.echelle.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.echelle.report.ProbePage;
import org.echelle.runs.RunProbing;
import org.echelle.runs.probing.ProbeRequest;
import org.echelle.runs.probing.Probed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        description = {
            "Where in a subject, and when, concepts can be read: a light classifier at each hook point and timestep.",
            "Logistic regression on the mean of each sample's rows, fitted on the run's selection side, measured on its held-out side "
                    + "beside the majority baseline. Needs a run that was extracted; dictionaries are not used. Rows that the run "
                    + "did not store are read in one pass of the subject, whatever the number of hook points. Writes RUN/probes."
        },
        footer = {
            "",
            "Examples:",
            "  echelle probe runs/diffusion-digits",
            "  echelle probe runs/diffusion-digits --hook all --concept digit",
            "  echelle probe runs/vision-shapes --hook blocks.1,blocks.3"
        })
final class ProbeVerb implements Verb {
    private final HostServices host;

    @Mixin
    private ReopenedRun run;

    @Option(
            names = "--hook",
            paramLabel = "NAME",
            split = ",",
            description = "hook points, of the run or not; 'all' for every one of the subject (default: the run's)")
    private List<String> hooks = new ArrayList<>();

    @Option(
            names = "--concept",
            paramLabel = "CONCEPT",
            split = ",",
            description = "concepts, by id, name or group (default: the first 40 that have enough samples)")
    private List<String> concepts = new ArrayList<>();

    @Option(names = "--bootstrap", paramLabel = "N", description = "bootstrap draws (default: 200)")
    private int replicates = 200;

    ProbeVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        ProbeRequest request = new ProbeRequest(hooks, concepts, replicates);
        run.with(host, again -> {
            Probed probed = RunProbing.go(again.opened(), again.folder(), request, again.versions(), again.progress());
            Path page = ProbePage.of(String.valueOf(again.folder().path().getFileName()), probed)
                    .write(again.folder().path().resolve("probes"), List.of(), Map.of(), again.progress());
            host.console().line(ProbePage.headline(probed));
            host.console().line("page: " + page.toUri());
        });
        return 0;
    }
}
