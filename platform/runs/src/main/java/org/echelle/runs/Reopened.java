package org.echelle.runs;

import java.util.Map;
import org.echelle.api.Progress;

/**
 * A finished run, opened again for a job that sends samples through its subject.
 *
 * @param opened subject, samples and concepts
 * @param folder of a run that was carried as far as the job needs: most need its index
 * @param versions of the program and its plugins, for what is written of the job
 * @param progress is told of the work and asked whether to go on
 */
public record Reopened(OpenedDomain opened, RunFolder folder, Map<String, String> versions, Progress progress) {
    RunView view() {
        return new RunView(opened, folder, progress);
    }
}
