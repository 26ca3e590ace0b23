package org.echelle.runs;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.echelle.analysis.naming.ConceptTable;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;

/** Which samples of a run have which concepts, asked sample by sample; one of sites is there when any site of the sample has it. */
public final class SampleConcepts {
    private final OpenedDomain opened;
    private final BitSet[] present;
    private final BitSet[] unknown;

    public SampleConcepts(OpenedDomain opened) {
        this.opened = opened;
        present = none(opened.concepts().size());
        unknown = none(opened.concepts().size());
    }

    private static BitSet[] none(int concepts) {
        return IntStream.range(0, concepts).mapToObj(c -> new BitSet()).toArray(BitSet[]::new);
    }

    /** Asks about a sample. */
    public void ask(int sample, SampleSites sites) {
        double cut = opened.config().score().gradedCut();
        opened.annotate(sample, sites, new LabelSink() {
            @Override
            public void sample(int concept, float value) {
                if (value >= cut) {
                    present[concept].set(sample);
                }
            }

            @Override
            public void site(int concept, int row, float value, int instance) {
                sample(concept, value);
            }

            @Override
            public void unknownSample(int concept) {
                unknown[concept].set(sample);
            }

            @Override
            public void unknownSite(int concept, int row) {
                // another site of the sample may still be known
            }
        });
    }

    /** What was answered so far. */
    public ConceptTable table() {
        return new ConceptTable(opened.concepts(), present, unknown);
    }
}
