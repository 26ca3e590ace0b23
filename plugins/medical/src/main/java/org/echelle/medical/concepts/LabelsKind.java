package org.echelle.medical.concepts;

import java.util.ArrayList;
import java.util.List;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.medical.MedicalException;
import org.echelle.medical.samples.LabelledSource;
import org.echelle.tables.WholeLabels;

/** The labels that MedMNIST files carry, one concept a class ({@code finding/pneumonia}). */
public final class LabelsKind implements ConceptKind<NoOptions> {
    @Override
    public String name() {
        return "labels";
    }

    @Override
    public String description() {
        return "The labels that come with the samples (MedMNIST), one concept a class.";
    }

    @Override
    public Class<NoOptions> options() {
        return NoOptions.class;
    }

    @Override
    public ConceptSource open(NoOptions options, Subject subject, SampleSource samples, OpenContext context) {
        if (!(samples instanceof LabelledSource labelled)
                || labelled.labelNames().isEmpty()) {
            throw new MedicalException("These samples carry no labels of their own; concepts of kind labels go with the"
                    + " sample kind medmnist. Use findings (a table) here.");
        }
        List<Concept> concepts = new ArrayList<>();
        float[][] values = new float[labelled.labelNames().size()][samples.size()];
        for (int v = 0; v < values.length; v++) {
            String name = labelled.labelNames().get(v);
            // labels that go together are each a question of their own
            String group = labelled.severalLabels() ? "finding/" + name : "finding";
            concepts.add(new Concept(
                    "finding/" + name,
                    name,
                    group,
                    Concept.Level.SAMPLE,
                    Concept.Scale.BOOLEAN,
                    "labels of the samples"));
            for (int i = 0; i < samples.size(); i++) {
                values[v][i] = labelled.labelled(i, v) ? 1 : 0;
            }
        }
        if (!labelled.plantsMarker()) {
            return new WholeLabels(concepts, values);
        }
        concepts.add(new Concept(
                "acquisition/marker",
                "marker burnt in",
                "acquisition/marker",
                Concept.Level.SAMPLE,
                Concept.Scale.BOOLEAN,
                "planted by samples.marker-class"));
        float[][] more = java.util.Arrays.copyOf(values, values.length + 1);
        more[values.length] = new float[samples.size()];
        for (int i = 0; i < samples.size(); i++) {
            more[values.length][i] = labelled.marked(i) ? 1 : 0;
        }
        return new WholeLabels(concepts, more);
    }
}
