package org.echelle.vision.concepts;

import java.util.ArrayList;
import java.util.List;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.tables.WholeLabels;
import org.echelle.vision.VisionException;
import org.echelle.vision.pictures.LabelledSource;

/** The labels that CIFAR and IDX files carry, one concept a class. */
public final class LabelsKind implements ConceptKind<NoOptions> {
    @Override
    public String name() {
        return "labels";
    }

    @Override
    public String description() {
        return "The labels that come with the samples (CIFAR, MNIST), one concept a class.";
    }

    @Override
    public Class<NoOptions> options() {
        return NoOptions.class;
    }

    @Override
    public ConceptSource open(NoOptions options, Subject subject, SampleSource samples, OpenContext context) {
        if (!(samples instanceof LabelledSource labelled)
                || labelled.labelSets().isEmpty()) {
            throw new VisionException(
                    "These samples carry no labels of their own; concepts of kind labels go with the sample"
                            + " kinds cifar and idx (with a labels file). Use folders or table here.");
        }
        List<Concept> concepts = new ArrayList<>();
        List<float[]> values = new ArrayList<>();
        for (LabelledSource.LabelSet set : labelled.labelSets()) {
            for (int v = 0; v < set.names().size(); v++) {
                concepts.add(WholeLabels.concept(
                        set.group(), set.names().get(v), Concept.Scale.BOOLEAN, "labels of the samples"));
                float[] column = new float[samples.size()];
                for (int i = 0; i < column.length; i++) {
                    int label = set.values()[i];
                    column[i] = label < 0 ? Float.NaN : label == v ? 1 : 0;
                }
                values.add(column);
            }
        }
        return new WholeLabels(concepts, values.toArray(float[][]::new));
    }
}
