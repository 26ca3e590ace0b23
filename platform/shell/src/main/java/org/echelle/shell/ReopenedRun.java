package org.echelle.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.Reopened;
import org.echelle.runs.RunConfig;
import org.echelle.runs.RunFolder;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A finished run, named on the command line and opened for a job that sends samples through its subject again. */
class ReopenedRun {
    @Parameters(paramLabel = "RUN", description = "the folder of a finished run")
    private Path source;

    @Option(names = "--device", paramLabel = "DEVICE", description = "auto, cpu or gpu:N")
    private String device;

    @Option(names = "--quiet", description = "notes and results only, no progress")
    private boolean quiet;

    /** The job. */
    interface Work {
        void go(Reopened again);
    }

    /** Does the job, and closes what it needed. */
    final void with(HostServices host, Work work) {
        if (!Files.isDirectory(source)) {
            throw new ShellException(source + " is no folder of a run; give the folder that echelle run wrote.");
        }
        RunConfig config = RunConfig.reopen(source, device == null ? List.of() : List.of("device=" + device));
        try (Job job = host.begin(quiet)) {
            Map<String, String> versions = job.versions(config);
            try (RunFolder folder = RunFolder.open(config.out());
                    OpenedDomain opened = OpenedDomain.whole(config, job::domain, job.progress())) {
                work.go(new Reopened(opened, folder, versions, job.progress()));
            }
        }
    }

    /** The same, and says what the job found after the last line of progress. */
    final void telling(HostServices host, Function<Reopened, List<String>> work) {
        List<String> found = new ArrayList<>();
        with(host, again -> found.addAll(work.apply(again)));
        found.forEach(host.console()::line);
    }
}
