package org.echelle.medical.concepts;

import java.util.List;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;

/** Labels of whole films, held in memory. */
final class WholeLabels implements ConceptSource {
    private final List<Concept> concepts;
    private final float[][] values; // [concept][sample], NaN where nobody knows

    WholeLabels(List<Concept> concepts, float[][] values) {
        this.concepts = List.copyOf(concepts);
        this.values = values;
    }

    @Override
    public List<Concept> concepts() {
        return concepts;
    }

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
