package org.echelle.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.echelle.runs.OpenedDomain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "train-subject",
        mixinStandardHelpOptions = true,
        description = {
            "Trains one of a domain's own small subjects, such as the demo's vision transformer, and writes its "
                    + "folder.",
            "`echelle plugins info DOMAIN` lists the trainers and their options."
        },
        footer = {
            "",
            "Example:",
            "  echelle train-subject --domain vision --trainer shapes-vit --out shapes-vit",
            "  echelle train-subject --domain vision --trainer shapes-vit --set steps=500 --out quick"
        })
final class TrainSubjectVerb implements Verb {
    private final HostServices host;

    @Option(names = "--domain", required = true, paramLabel = "DOMAIN", description = "which domain")
    private String domain;

    @Option(names = "--trainer", paramLabel = "NAME", description = "which of its trainers (default: the first)")
    private String trainer;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            converter = Assignment.class,
            description = "an option of the trainer; may be given again")
    private List<String> set = new ArrayList<>();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "a new or empty folder")
    private Path out;

    @Option(names = "--quiet", description = "notes and results only, no progress")
    private boolean quiet;

    TrainSubjectVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try {
            Files.createDirectories(out);
            try (Stream<Path> inside = Files.list(out)) {
                if (inside.findAny().isPresent()) {
                    throw new ShellException(out + " is not empty; give a new or empty folder.");
                }
            }
        } catch (IOException e) {
            throw new ShellException("The folder " + out + " cannot be written: " + e.getMessage() + ".", e);
        }
        try (Job job = host.begin(quiet)) {
            OpenedDomain.train(job.domain(domain), trainer, set, out, job.progress());
        }
        host.console().line("subject: " + out);
        return 0;
    }
}
