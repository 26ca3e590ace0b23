package org.echelle.report;

import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;

/** Which samples carry which concept. Safe for use by several threads. */
public interface ConceptLabels {
    /**
     * Samples that have the concept, on themselves or on any of their sites.
     *
     * @param concept index in {@link ConceptFindings#scores}
     * @return indices in the sample source, rising
     */
    int[] present(int concept);

    /**
     * Samples of which nobody knows whether they have it.
     *
     * @param concept index in {@link ConceptFindings#scores}
     * @return indices in the sample source, rising
     */
    default int[] unknown(int concept) {
        return new int[0];
    }

    /** From which degree on a graded label counts as present. */
    default float cut() {
        return 0.5f;
    }

    /**
     * Tells a sample's labels, those of its sites among them. Called from one thread, for samples in rising order.
     *
     * @param sites the sample's rows
     * @param sink numbers concepts as {@link ConceptFindings#scores} does
     */
    default void annotate(int sample, SampleSites sites, LabelSink sink) {}
}
