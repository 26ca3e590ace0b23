package org.echelle.diffusion.concepts;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.LabelSink;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.samples.PromptSource;

/**
 * What the table of prompts says beside the prompts. A column of yes and no (1 and 0, true and false) is one concept, any other a concept
 * for each of its values; an empty cell is not known.
 */
public final class PromptColumnsKind implements ConceptKind<PromptColumnsOptions> {
    private static final Set<String> YES = Set.of("1", "true", "yes");
    private static final Set<String> NO = Set.of("0", "false", "no");
    private static final int MOST = 200;

    @Override
    public String name() {
        return "prompt-columns";
    }

    @Override
    public String description() {
        return "The other columns of the table of prompts: a concept for each value, or one for a column of yes and no.";
    }

    @Override
    public Class<PromptColumnsOptions> options() {
        return PromptColumnsOptions.class;
    }

    /** A concept, and the value at which a column has it; empty for a column of yes and no. */
    private record Told(Concept concept, List<String> values, String value) {}

    @Override
    public ConceptSource open(
            PromptColumnsOptions options, Subject subject, SampleSource samples, OpenContext context) {
        if (!(samples instanceof PromptSource prompts)) {
            throw new DiffusionException(
                    "concepts: 'prompt-columns' reads the table of samples of kind 'prompts', and these are none.");
        }
        var columns = prompts.table().columns();
        List<String> wanted = options.columns().isEmpty() ? List.copyOf(columns.keySet()) : options.columns();
        List<Told> told = new ArrayList<>();
        for (String name : wanted) {
            List<String> values = columns.get(name);
            if (values == null) {
                throw new DiffusionException(
                        "concepts: the table of prompts has no column '" + name + "'; beside the" + " prompts it has "
                                + (columns.isEmpty() ? "none" : String.join(", ", columns.keySet())) + ".");
            }
            told.addAll(of(name, values));
        }
        if (told.isEmpty()) {
            throw new DiffusionException("concepts: the table of prompts has no column beside the prompts, so"
                    + " 'prompt-columns' tells nothing; add a column, or leave the entry out.");
        }
        return new Source(prompts, told);
    }

    private static List<Told> of(String column, List<String> values) {
        Set<String> different = new LinkedHashSet<>(values);
        different.remove("");
        if (different.stream().map(v -> v.toLowerCase(Locale.ROOT)).allMatch(v -> YES.contains(v) || NO.contains(v))) {
            return List.of(new Told(concept(column, column, column), values, ""));
        }
        if (different.size() > MOST) {
            throw new DiffusionException("concepts: the column '" + column + "' has " + different.size()
                    + " different values, more than the " + MOST
                    + " that make sense as concepts; name the columns to take under 'columns'.");
        }
        return different.stream()
                .map(v -> new Told(concept(column + "/" + v, column + " " + v, column), values, v))
                .toList();
    }

    private static Concept concept(String id, String title, String group) {
        return new Concept(
                id, title, group, Concept.Level.SAMPLE, Concept.Scale.BOOLEAN, "what the table of prompts says");
    }

    private record Source(PromptSource prompts, List<Told> told) implements ConceptSource {
        @Override
        public List<Concept> concepts() {
            return told.stream().map(Told::concept).toList();
        }

        @Override
        public void annotate(int sample, SampleSites sites, LabelSink sink) {
            int prompt = prompts.prompt(sample);
            for (int c = 0; c < told.size(); c++) {
                String found = told.get(c).values().get(prompt);
                if (found.isEmpty()) {
                    sink.unknownSample(c);
                } else if (told.get(c).value().isEmpty()
                        ? YES.contains(found.toLowerCase(Locale.ROOT))
                        : found.equals(told.get(c).value())) {
                    sink.sample(c, 1);
                }
            }
        }
    }
}
