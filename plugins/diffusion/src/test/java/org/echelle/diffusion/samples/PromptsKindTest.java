package org.echelle.diffusion.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSource;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.concepts.PromptColumnsKind;
import org.echelle.diffusion.concepts.PromptColumnsOptions;
import org.echelle.testkit.OpenedContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptsKindTest {
    @TempDir
    Path dir;

    private final OpenedContext context = OpenedContext.withoutEngine();

    private SampleSource open(String name, String text, int each) throws IOException {
        Path file = Files.writeString(dir.resolve(name), text);
        return new PromptsKind().open(new PromptsOptions(file, "prompt", each, 5, "blurry"), context);
    }

    /** Labels of a sample, by concept; unknown ones as -1. */
    private Map<String, Double> told(ConceptSource source, int sample) {
        List<Concept> concepts = source.concepts();
        Map<String, Double> told = new TreeMap<>();
        source.annotate(sample, null, new LabelSink() {
            @Override
            public void sample(int concept, float value) {
                told.put(concepts.get(concept).id(), (double) value);
            }

            @Override
            public void site(int concept, int row, float value, int instance) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void unknownSample(int concept) {
                told.put(concepts.get(concept).id(), -1.0);
            }

            @Override
            public void unknownSite(int concept, int row) {
                throw new UnsupportedOperationException();
            }
        });
        return told;
    }

    @Test
    void aLineIsAPromptTimesSeedsAndAGroup() throws IOException {
        SampleSource source = open("p.txt", "# animals\na red cat, sitting\n\n  a cow \na red cat, sitting\n", 2);
        assertThat(source.size()).isEqualTo(4);
        assertThat(source.load(0)).isEqualTo(new MadeSample("00001-00005", "a red cat, sitting", "blurry", 5));
        assertThat(source.load(3)).isEqualTo(new MadeSample("00002-00006", "a cow", "blurry", 6));
        assertThat(source.group(2)).isEqualTo("a red cat, sitting");
        assertThat(source.groupedBy()).isEqualTo("prompt");
        assertThat(context.notes()).containsExactly("1 line of p.txt repeats an earlier prompt and is left out.");
    }

    @Test
    void columnsBesideThePromptsAreConcepts() throws IOException {
        SampleSource source =
                open("p.tsv", "animal\tprompt\tred\ncat\t\"a red, fat cat\"\tyes\ncow\ta cow\tno\n\ta thing\t\n", 2);
        ConceptSource concepts =
                new PromptColumnsKind().open(new PromptColumnsOptions(List.of()), null, source, context);
        assertThat(concepts.concepts()).extracting(Concept::id).containsExactly("animal/cat", "animal/cow", "red");
        assertThat(told(concepts, 0)).isEqualTo(Map.of("animal/cat", 1.0, "red", 1.0));
        assertThat(told(concepts, 4)).isEqualTo(Map.of("animal/cow", 1.0));
        assertThat(told(concepts, 5)).isEqualTo(Map.of("animal/cat", -1.0, "animal/cow", -1.0, "red", -1.0));
        assertThatThrownBy(() ->
                        new PromptColumnsKind().open(new PromptColumnsOptions(List.of("breed")), null, source, context))
                .hasMessageContaining("no column 'breed'")
                .hasMessageContaining("animal, red");
    }

    @Test
    void aTableThatCannotBeReadIsRefusedWithItsPath() throws IOException {
        assertThatThrownBy(() -> open("a.csv", "text,red\na cat,1\n", 1))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("a.csv has no column 'prompt'; it has text, red");
        assertThatThrownBy(() -> open("b.csv", "prompt\na cat, red\n", 1))
                .hasMessageContaining("2 cells under 1 columns");
        assertThatThrownBy(() -> open("c.txt", "# nothing\n", 1)).hasMessageContaining("There is no prompt in");
        assertThatThrownBy(() -> open("d.txt", "a\n", 0)).hasMessageContaining("'each' is 0");
        SampleSource plain = open("e.txt", "a cat\n", 1);
        assertThatThrownBy(
                        () -> new PromptColumnsKind().open(new PromptColumnsOptions(List.of()), null, plain, context))
                .hasMessageContaining("no column beside the prompts");
    }
}
