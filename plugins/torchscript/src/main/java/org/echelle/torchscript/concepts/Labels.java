package org.echelle.torchscript.concepts;

import java.util.List;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;

/**
 * Labels of whole samples, held in memory.
 *
 * @param values {@code [concept][sample]}, NaN where nobody knows
 */
record Labels(List<Concept> concepts, float[][] values) implements ConceptSource {
    @Override
    public void annotate(int sample, SampleSites sites, LabelSink sink) {
        for (int c = 0; c < values.length; c++) {
            float value = values[c][sample];
            if (Float.isNaN(value)) {
                sink.unknownSample(c);
            } else if (value > 0) {
                sink.sample(c, value);
            }
        }
    }
}
