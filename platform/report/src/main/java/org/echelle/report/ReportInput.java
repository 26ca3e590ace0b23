package org.echelle.report;

import java.util.List;
import java.util.Optional;

/**
 * Everything that a report tells.
 *
 * @param title heads every page
 * @param summary one or two sentences: which subject, which samples, what for
 * @param facts run summary in groups: config, subject, samples, versions, seeds, fingerprints, timings
 * @param warnings sentences that a reader must not miss, such as skipped samples
 * @param hookPoints one section each, in order; at least one
 * @param drawing how samples are drawn; empty where rows came without samples (an imported matrix)
 * @param provenance how to make the run again
 * @param options sizes of the report
 * @param groups what samples come in; empty where each is one by itself
 */
public record ReportInput(
        String title,
        String summary,
        List<Facts> facts,
        List<String> warnings,
        List<HookPointReport> hookPoints,
        Optional<Drawing> drawing,
        Provenance provenance,
        ReportOptions options,
        Optional<Groups> groups) {
    /** Of samples that do not come in groups. */
    public ReportInput(
            String title,
            String summary,
            List<Facts> facts,
            List<String> warnings,
            List<HookPointReport> hookPoints,
            Optional<Drawing> drawing,
            Provenance provenance,
            ReportOptions options) {
        this(title, summary, facts, warnings, hookPoints, drawing, provenance, options, Optional.empty());
    }

    public ReportInput {
        facts = List.copyOf(facts);
        warnings = List.copyOf(warnings);
        hookPoints = List.copyOf(hookPoints);
        if (hookPoints.isEmpty()) {
            throw new ReportException("A report needs the results of at least one hook point, and there are none.");
        }
    }
}
