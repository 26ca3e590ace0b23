package org.echelle.shell;

import org.echelle.runs.FinishedRun;
import org.echelle.runs.HookResults;

/**
 * A finished run that a person named, opened to be read.
 *
 * @param run opened to be read
 * @param hook what it left at the hook point
 */
record RunReading(FinishedRun run, HookResults hook) implements AutoCloseable {
    static RunReading open(String name, Job job) {
        RunName said = RunName.of(name);
        FinishedRun run = FinishedRun.open(said.folder(), job::domain, job.progress());
        try {
            return new RunReading(run, run.results(said.hook()));
        } catch (RuntimeException | Error e) {
            run.close();
            throw e;
        }
    }

    @Override
    public void close() {
        run.close();
    }
}
