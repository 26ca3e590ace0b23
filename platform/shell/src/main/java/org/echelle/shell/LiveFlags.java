package org.echelle.shell;

import java.util.OptionalInt;
import org.echelle.runs.TrainingWatch;
import picocli.CommandLine.Option;

/** Flags of every verb that trains: how the training is shown. */
final class LiveFlags {
    @Option(
            names = "--live",
            description = "serves a page with curves and advice while training, for this machine only")
    boolean live;

    @Option(names = "--live-port", paramLabel = "PORT", description = "where --live serves it (default: any free port)")
    Integer port;

    /** What watches a job's trainings: the terminal, and the page where it is asked for, whose address is then told. */
    TrainingWatch watch(HostServices host, Job job) {
        TrainingWatch terminal =
                new TerminalWatch(job.progress(), host.console().unicode());
        return terminal.and(page(host, job));
    }

    /** The page where it is asked for, and nothing in the terminal: for more trainings at once than a terminal can show. */
    TrainingWatch page(HostServices host, Job job) {
        if (!live && port == null) {
            return TrainingWatch.NONE;
        }
        if (port != null && (port < 0 || port > 65_535)) {
            throw new ShellException(
                    "--live-port is " + port + "; a port is a number from 1 to 65535, or 0 for any free one.");
        }
        return host.live().page(port == null ? OptionalInt.empty() : OptionalInt.of(port), job.progress()::note);
    }
}
