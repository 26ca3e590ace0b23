package org.echelle.runs;

import org.echelle.api.Option;

/** The {@code report} section of a run config. */
public record ReportOptions(
        @Option(value = "most feature pages a hook point gets", fallback = "256")
        int featurePages,

        @Option(value = "top samples on a feature page", fallback = "12")
        int topSamples,

        @Option(value = "most pages of groups of samples, such as patients; 0 for none", fallback = "12")
        int groupPages) {

    public ReportOptions {
        Bounds.atLeast("feature-pages", featurePages, 1);
        Bounds.atLeast("top-samples", topSamples, 1);
        Bounds.atLeast("group-pages", groupPages, 0);
    }
}
