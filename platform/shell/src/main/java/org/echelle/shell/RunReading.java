package org.echelle.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import org.echelle.runs.FinishedRun;
import org.echelle.runs.HookResults;

/**
 * A finished run as a person names it: {@code FOLDER}, or {@code FOLDER:HOOK} where it has several hook points.
 *
 * @param run opened to be read
 * @param hook what it left at the hook point
 */
record RunReading(FinishedRun run, HookResults hook) implements AutoCloseable {
    static RunReading open(String name, Job job) {
        Path folder = Path.of(name);
        String hook = "";
        int colon = name.lastIndexOf(':');
        if (!Files.isDirectory(folder) && colon > 0) {
            folder = Path.of(name.substring(0, colon));
            hook = name.substring(colon + 1);
        }
        FinishedRun run = FinishedRun.open(folder, job::domain, job.progress());
        try {
            return new RunReading(run, run.results(hook));
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
