package org.echelle.tables;

import java.util.List;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;

/** A table of labels of whole samples, held in memory: a column a concept, a line a sample. */
public final class WholeLabels implements ConceptSource {
    private final List<Concept> concepts;
    private final float[][] values;

    /**
     * @param values {@code [concept][sample]}, NaN where nobody knows, 0 where the concept is absent; kept, not copied
     */
    public WholeLabels(List<Concept> concepts, float[][] values) {
        this.concepts = List.copyOf(concepts);
        this.values = values;
    }

    /** A concept {@code group/value} of whole samples. */
    public static Concept concept(String group, String value, Concept.Scale scale, String source) {
        return new Concept(group + "/" + value, value, group, Concept.Level.SAMPLE, scale, source);
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
