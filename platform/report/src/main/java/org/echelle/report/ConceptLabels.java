package org.echelle.report;

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
}
