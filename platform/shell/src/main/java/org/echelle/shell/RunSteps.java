package org.echelle.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Domain;
import org.echelle.report.RunReport;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.Run;
import org.echelle.runs.RunConfig;
import org.echelle.runs.RunFolder;
import org.echelle.runs.TrainingWatch;

/** Carries a run as far as a verb asks: opens the domain, holds the folder, goes through the steps, writes the report. */
final class RunSteps {
    private final HostServices host;
    private final LiveFlags live;

    RunSteps(HostServices host) {
        this(host, new LiveFlags());
    }

    /** @param live how trainings are shown */
    RunSteps(HostServices host, LiveFlags live) {
        this.host = host;
        this.live = live;
    }

    /** Reads a config file, or the config of the run in a folder. */
    static RunConfig config(Path configOrFolder, List<String> assignments) {
        return Files.isDirectory(configOrFolder)
                ? RunConfig.reopen(configOrFolder, assignments)
                : RunConfig.read(configOrFolder, assignments);
    }

    /**
     * Goes.
     *
     * @param source the config file, or the folder of an earlier run, whose steps are then used again
     * @param until the last step
     * @param withReport whether pages are written after it
     * @return the report's first page, or the run's folder
     */
    Path go(Path source, RunFlags flags, Run.Step until, boolean withReport) {
        RunConfig config = config(source, flags.assignments());
        boolean resume = flags.resume || Files.isDirectory(source);
        try (Job job = host.begin(flags.quiet)) {
            TrainingWatch watch = live.watch(host, job);
            DomainRegistry.Lease lease = job.lease(config.domain());
            try (RunFolder folder = RunFolder.open(config.out())) {
                if (!resume && folder.holdsRun()) {
                    if (!flags.overwrite) {
                        throw new ShellException(folder.path() + " already holds a run; go on with it with --resume, "
                                + "replace it with --overwrite, or choose another folder with --out.");
                    }
                    folder.clear();
                }
                Domain domain = lease.domain();
                try (OpenedDomain opened = until == Run.Step.SCORE
                        ? OpenedDomain.whole(config, domain, job.progress())
                        : OpenedDomain.subjectAndSamples(config, domain, job.progress())) {
                    new Run(opened, folder, versions(lease), job.progress(), watch).go(until, resume);
                    return withReport ? RunReport.write(folder, opened, job.progress()) : folder.path();
                }
            }
        }
    }

    private static Map<String, String> versions(DomainRegistry.Lease lease) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("echelle", HostServices.version());
        versions.put(lease.installed().plugin(), lease.installed().version());
        return versions;
    }
}
