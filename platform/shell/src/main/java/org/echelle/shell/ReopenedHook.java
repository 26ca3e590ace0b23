package org.echelle.shell;

import picocli.CommandLine.Option;

/** A finished run, named on the command line and opened for a job at one of its hook points. */
final class ReopenedHook extends ReopenedRun {
    @Option(names = "--hook", paramLabel = "HOOK", description = "hook point (default: the run's last)")
    private String hook = "";

    /** Its name; empty for the run's last. */
    String hook() {
        return hook;
    }
}
