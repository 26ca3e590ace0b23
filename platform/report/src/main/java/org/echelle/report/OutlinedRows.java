package org.echelle.report;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;

/** Which rows of a sample have which concepts of sites. */
final class OutlinedRows {
    private OutlinedRows() {}

    /** Rows by concept; concepts of none of the sample's sites are left out. */
    static Map<Integer, BitSet> of(ConceptLabels labels, int sample, SampleSites sites) {
        Map<Integer, BitSet> rows = new HashMap<>();
        labels.annotate(sample, sites, new LabelSink() {
            @Override
            public void sample(int concept, float value) {
                // says nothing of places
            }

            @Override
            public void site(int concept, int row, float value, int instance) {
                if (value >= labels.cut()) {
                    rows.computeIfAbsent(concept, c -> new BitSet()).set(row);
                }
            }

            @Override
            public void unknownSample(int concept) {
                // no place is known
            }

            @Override
            public void unknownSite(int concept, int row) {
                // nothing to outline
            }
        });
        return rows;
    }
}
