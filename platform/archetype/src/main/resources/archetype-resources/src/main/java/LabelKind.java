package ${package};

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.tables.WholeLabels;

/** The labels that came with the samples, each a concept of whole samples. */
final class LabelKind implements ConceptKind<LabelKind.Options> {
    /** There is nothing to choose. */
    public record Options() {}

    @Override
    public String name() {
        return "labels";
    }

    @Override
    public String description() {
        return "What is known of each sample.";
    }

    @Override
    public Class<Options> options() {
        return Options.class;
    }

    @Override
    public ConceptSource open(Options options, Subject subject, SampleSource samples, OpenContext context) {
        Rows rows = (Rows) samples;
        List<String> labels = List.copyOf(rows.labels());
        if (labels.isEmpty()) {
            throw new PluginException("No sample has a label; name their columns under samples.labels.");
        }
        List<Concept> concepts = new ArrayList<>();
        float[][] values = new float[labels.size()][rows.size()];
        for (int c = 0; c < values.length; c++) {
            String column = column(labels.get(c));
            String value = labels.get(c).substring(column.length() + 1);
            concepts.add(WholeLabels.concept(column, value, Concept.Scale.BOOLEAN, "column " + column));
            for (int s = 0; s < rows.size(); s++) {
                Set<String> known = rows.load(s).labels();
                boolean told = known.stream().anyMatch(label -> column(label).equals(column));
                // a sample without any label of the column counts neither for nor against
                values[c][s] = known.contains(labels.get(c)) ? 1 : told ? 0 : Float.NaN;
            }
        }
        return new WholeLabels(concepts, values);
    }

    private static String column(String label) {
        return label.substring(0, label.indexOf('/'));
    }
}
