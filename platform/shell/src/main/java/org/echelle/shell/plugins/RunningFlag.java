package org.echelle.shell.plugins;

import picocli.CommandLine.Option;

/** What becomes of jobs that use a plugin which is replaced or removed; of this program and of others. */
final class RunningFlag {
    @Option(
            names = "--running",
            paramLabel = "finish|stop",
            defaultValue = "finish",
            description =
                    "running jobs that use the version there is: finish on it, or stop resumable (default: ${DEFAULT-VALUE})")
    private Choice choice = Choice.FINISH;

    /** The answers. */
    private enum Choice {
        FINISH,
        STOP
    }

    /** Whether jobs finish first. */
    boolean finish() {
        return choice == Choice.FINISH;
    }
}
