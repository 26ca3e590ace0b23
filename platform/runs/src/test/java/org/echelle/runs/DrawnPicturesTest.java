package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.Domain;
import org.echelle.api.LabelSink;
import org.echelle.api.OpenContext;
import org.echelle.api.Progress;
import org.echelle.api.Sample;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;
import org.echelle.api.SampleView;
import org.echelle.api.SiteActivations;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.api.ViewAssets;
import org.echelle.runs.pictures.Caption;
import org.echelle.runs.pictures.DrawnPictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawnPicturesTest {
    @TempDir
    private Path dir;

    /** Toy strips whose picture is their name, and whose number decides what is known: even or odd, and below ten or not. */
    private record Numbers(ToyDomain toy, boolean drawn) implements Domain {
        @Override
        public String name() {
            return "toy";
        }

        @Override
        public String description() {
            return "Strips by number.";
        }

        @Override
        public List<SubjectKind<?>> subjects() {
            return toy.subjects();
        }

        @Override
        public List<SampleKind<?>> samples() {
            return toy.samples();
        }

        @Override
        public List<ConceptKind<?>> concepts() {
            List<ConceptKind<?>> all = new ArrayList<>(toy.concepts());
            all.add(new ConceptKind<ToyDomain.SymbolOptions>() {
                @Override
                public String name() {
                    return "numbers";
                }

                @Override
                public String description() {
                    return "What is known of numbers.";
                }

                @Override
                public Class<ToyDomain.SymbolOptions> options() {
                    return ToyDomain.SymbolOptions.class;
                }

                @Override
                public ConceptSource open(
                        ToyDomain.SymbolOptions o, Subject subject, SampleSource samples, OpenContext context) {
                    return new Known();
                }
            });
            return all;
        }

        @Override
        public SampleView view(Subject subject) {
            return new SampleView() {
                @Override
                public String draw(Sample sample, ViewAssets assets) {
                    return drawn
                            ? assets.put("png", ((ToyDomain.Strip) sample).id().getBytes(StandardCharsets.UTF_8))
                            : "no picture";
                }

                @Override
                public String draw(Sample sample, SiteActivations activations, ViewAssets assets) {
                    return draw(sample, assets);
                }
            };
        }
    }

    private static final class Known implements ConceptSource {
        @Override
        public List<Concept> concepts() {
            return List.of(whole("parity", "even"), whole("parity", "odd, not even"), whole("digits", "one"));
        }

        private static Concept whole(String group, String term) {
            return new Concept(
                    group + "/" + term, term, group, Concept.Level.SAMPLE, Concept.Scale.BOOLEAN, "arithmetic");
        }

        @Override
        public void annotate(int sample, SampleSites sites, LabelSink sink) {
            assertThat(sites.rows()).isZero();
            sink.sample(sample % 2, 1);
            sink.sample(2, sample < 10 ? 1 : 0);
        }
    }

    private int draw(boolean drawn, Map<String, List<String>> where, List<String> texts, int most, String... sets) {
        List<String> all = new ArrayList<>(
                List.of("domain=toy", "samples.count=20", "concepts=[{kind: numbers}, {kind: symbols}]"));
        all.addAll(List.of(sets));
        try (OpenedDomain opened =
                OpenedDomain.whole(RunConfig.of("toy", all), new Numbers(new ToyDomain(), drawn), Progress.SILENT)) {
            return new DrawnPictures(opened)
                    .write(where, texts.stream().map(Caption::new).toList(), most, dir.resolve("out"), Progress.SILENT);
        }
    }

    @Test
    void whatIsWantedIsWrittenWithWhatIsKnownOfIt() throws IOException {
        int written = draw(
                true,
                Map.of("parity", List.of("odd, not even")),
                List.of("an {parity} strip", "{digits} digit: {parity}"),
                3);
        assertThat(written).isEqualTo(3);
        assertThat(dir.resolve("out/metadata.csv")).hasContent("""
                        file_name,text,sample,parity,digits
                        000000.png,"an odd, not even strip",strip-1,"odd, not even",one
                        000001.png,"one digit: odd, not even",strip-3,"odd, not even",one
                        000002.png,"an odd, not even strip",strip-5,"odd, not even",one
                        """);
        assertThat(Files.readString(dir.resolve("out/000001.png"))).isEqualTo("strip-3");
    }

    @Test
    void withoutACaptionAllSamplesAreWrittenAndBrokenOnesLeftOut() throws IOException {
        assertThat(draw(true, Map.of(), List.of(), 100, "samples.broken-every=5"))
                .isEqualTo(16);
        assertThat(Files.readAllLines(dir.resolve("out/metadata.csv")))
                .hasSize(17)
                .contains("file_name,sample,parity,digits", "000015.png,strip-18,even,");
    }

    @Test
    void aCaptionLeavesOutWhatItCannotTell() {
        assertThat(draw(true, Map.of(), List.of("{digits}"), 100)).isEqualTo(10);
    }

    @Test
    void whatCannotBeDrawnIsToldInASentenceAndNothingIsWritten() {
        assertThatThrownBy(() -> draw(true, Map.of("colour", List.of("red")), List.of(), 1))
                .hasMessageContaining("know no 'colour' of a whole sample; they know parity, digits.");
        assertThatThrownBy(() -> draw(true, Map.of(), List.of("a {symbol}"), 1)) // known of sites only
                .hasMessageContaining("know no 'symbol'");
        assertThatThrownBy(() -> draw(true, Map.of("parity", List.of("odd")), List.of(), 1))
                .hasMessageContaining("There is no parity 'odd'; there are even, odd, not even.");
        assertThatThrownBy(() -> draw(false, Map.of(), List.of(), 1))
                .hasMessageContaining("does not show its samples as pictures");
        assertThatThrownBy(() -> draw(
                        true,
                        Map.of("parity", List.of("even"), "digits", List.of("one")),
                        List.of(),
                        1,
                        "samples.count=1",
                        "samples.broken-every=1"))
                .hasMessageContaining("None of the 1 samples fits");
        assertThatThrownBy(() -> draw(true, Map.of(), List.of(" "), 1)).hasMessageContaining("says nothing");
        assertThat(dir).isEmptyDirectory();
    }
}
