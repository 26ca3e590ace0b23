package org.echelle.medical.concepts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.medical.MedicalException;
import org.echelle.medical.samples.TaggedSource;
import org.echelle.tables.WholeLabels;

/**
 * How films were taken, as their own files tell (DICOM): modality, manufacturer, model, view, laterality, and station and site as keys. Ids
 * begin with {@code acquisition/}, by which reports of reliance know confounders. A tag that all films share tells nothing and is left out.
 */
public final class TagsKind implements ConceptKind<NoOptions> {
    private static final int MOST = 50;

    @Override
    public String name() {
        return "tags";
    }

    @Override
    public String description() {
        return "How films were taken, as DICOM files tell (scanner, view, side, site as key): confounders beside findings.";
    }

    @Override
    public Class<NoOptions> options() {
        return NoOptions.class;
    }

    @Override
    public ConceptSource open(NoOptions options, Subject subject, SampleSource samples, OpenContext context) {
        if (!(samples instanceof TaggedSource tagged)) {
            throw new MedicalException(
                    "These samples carry no tags; concepts of kind tags go with the sample kind dicom."
                            + " Use acquisition (a table) here.");
        }
        Map<String, Map<String, float[]>> all = new TreeMap<>();
        for (int i = 0; i < samples.size(); i++) {
            int sample = i;
            tagged.tags(i)
                    .forEach((tag, value) -> all.computeIfAbsent(tag, t -> new TreeMap<>())
                            .computeIfAbsent(value, v -> new float[samples.size()])[sample] = 1);
        }
        List<Concept> concepts = new ArrayList<>();
        List<float[]> values = new ArrayList<>();
        all.forEach((tag, byValue) -> {
            if (byValue.size() > MOST) {
                context.progress().note("The tag " + tag + " has more than " + MOST + " values and is left out.");
                return;
            }
            boolean[] told = new boolean[samples.size()];
            byValue.values().forEach(v -> {
                for (int i = 0; i < told.length; i++) {
                    told[i] |= v[i] > 0;
                }
            });
            byValue.forEach((value, column) -> {
                float[] known = Arrays.copyOf(column, column.length);
                for (int i = 0; i < told.length; i++) {
                    known[i] = told[i] ? known[i] : Float.NaN;
                }
                String group = "acquisition/" + tag;
                if (byValue.size() > 1) {
                    concepts.add(new Concept(
                            group + "/" + value,
                            tag + " " + value,
                            group,
                            Concept.Level.SAMPLE,
                            Concept.Scale.BOOLEAN,
                            "tags of the files"));
                    values.add(known);
                }
            });
        });
        if (concepts.isEmpty()) {
            throw new MedicalException(
                    "No tag differs between these films, so none can confound; leave concepts of kind" + " tags out.");
        }
        return new WholeLabels(concepts, values.toArray(float[][]::new));
    }
}
