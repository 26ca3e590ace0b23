package org.echelle.vision.concepts;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.tables.WholeLabels;
import org.echelle.vision.VisionException;

/** Class folders: {@code root/<class>/<file>}, one concept a folder. */
public final class FoldersKind implements ConceptKind<FoldersOptions> {
    @Override
    public String name() {
        return "folders";
    }

    @Override
    public String description() {
        return "The names of the folders that the pictures lie in (ImageFolder), one concept a class.";
    }

    @Override
    public Class<FoldersOptions> options() {
        return FoldersOptions.class;
    }

    @Override
    public ConceptSource open(FoldersOptions options, Subject subject, SampleSource samples, OpenContext context) {
        String[] classes = new String[samples.size()];
        TreeSet<String> names = new TreeSet<>();
        for (int i = 0; i < classes.length; i++) {
            String id = samples.id(i);
            int slash = options.folder() == FoldersOptions.Which.FIRST ? id.indexOf('/') : id.lastIndexOf('/');
            if (slash > 0) {
                String folders = id.substring(0, slash);
                classes[i] = folders.substring(folders.lastIndexOf('/') + 1);
                names.add(classes[i]);
            }
        }
        if (names.isEmpty()) {
            throw new VisionException("No sample lies in a folder (the first is \"" + samples.id(0)
                    + "\"), so folders name no classes; give samples.path the folder above the class folders.");
        }
        List<Concept> concepts = new ArrayList<>();
        List<float[]> values = new ArrayList<>();
        for (String name : names) {
            concepts.add(WholeLabels.concept(options.group(), name, Concept.Scale.BOOLEAN, "folder names"));
            float[] column = new float[classes.length];
            for (int i = 0; i < column.length; i++) {
                column[i] = classes[i] == null ? Float.NaN : classes[i].equals(name) ? 1 : 0;
            }
            values.add(column);
        }
        return new WholeLabels(concepts, values.toArray(float[][]::new));
    }
}
