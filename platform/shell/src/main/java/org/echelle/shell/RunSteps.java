package org.echelle.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.echelle.report.RunReport;
import org.echelle.runs.EvaluationRequest;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.Run;
import org.echelle.runs.RunCards;
import org.echelle.runs.RunConfig;
import org.echelle.runs.RunEvaluation;
import org.echelle.runs.RunFolder;
import org.echelle.runs.TrainingWatch;
import org.echelle.runs.evaluation.Evaluated;

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
        try (Job job = host.begin(flags.quiet).resuming()) {
            TrainingWatch watch = live.watch(host, job);
            Map<String, String> versions = job.versions(config);
            try (RunFolder folder = RunFolder.open(config.out())) {
                makeWay(folder, flags, resume);
                try (OpenedDomain opened = until == Run.Step.SCORE
                        ? OpenedDomain.whole(config, job::domain, job.progress())
                        : OpenedDomain.subjectAndSamples(config, job::domain, job.progress())) {
                    new Run(opened, folder, versions, job.progress(), watch).go(until, resume);
                    if (until == Run.Step.SCORE) {
                        RunCards.write(opened, folder, host.describers(), job.progress());
                    }
                    return withReport ? RunReport.write(folder, opened, job.progress()) : folder.path();
                }
            }
        }
    }

    /**
     * An evaluation and where it is told.
     *
     * @param evaluated one a hook point
     * @param evaluationPage the first of its pages
     */
    record Pages(List<Evaluated> evaluated, Path evaluationPage) {}

    /** Does what of a run is not done yet, evaluates its dictionaries, and writes the report with the evaluation's pages. */
    Pages evaluate(Path source, RunFlags flags, EvaluationRequest request) {
        RunConfig config = config(source, flags.assignments());
        boolean resume = flags.resume || Files.isDirectory(source);
        try (Job job = host.begin(flags.quiet).resuming()) {
            Map<String, String> versions = job.versions(config);
            try (RunFolder folder = RunFolder.open(config.out())) {
                makeWay(folder, flags, resume);
                try (OpenedDomain opened = OpenedDomain.whole(config, job::domain, job.progress())) {
                    Run run = new Run(opened, folder, versions, job.progress(), live.watch(host, job));
                    run.go(Run.Step.SCORE, resume);
                    RunCards.write(opened, folder, host.describers(), job.progress());
                    List<Evaluated> found = RunEvaluation.of(opened, folder, run, request, job.progress());
                    Path index = RunReport.write(folder, opened, job.progress());
                    return new Pages(
                            found,
                            RunReport.evaluationPage(
                                    index, found.get(0).hook(), config.hooks().size() <= 1));
                }
            }
        }
    }

    private static void makeWay(RunFolder folder, RunFlags flags, boolean resume) {
        if (!resume && folder.holdsRun()) {
            if (!flags.overwrite) {
                throw new ShellException(folder.path() + " already holds a run; go on with it with --resume, "
                        + "replace it with --overwrite, or choose another folder with --out.");
            }
            folder.clear();
        }
    }
}
