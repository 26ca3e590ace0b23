package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.echelle.api.BadSampleException;
import org.echelle.api.ConceptKind;
import org.echelle.api.Domain;
import org.echelle.api.OpenContext;
import org.echelle.api.PictureSample;
import org.echelle.api.Progress;
import org.echelle.api.Sample;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.api.SampleView;
import org.echelle.api.SiteActivations;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.api.Tap;
import org.echelle.api.ViewAssets;
import org.junit.jupiter.api.Test;

/** Strips of four pixels of one domain, and an eye of another that looks at them. */
class ForeignSubjectTest {
    private static final Map<String, Domain> INSTALLED =
            Map.of("films", new Films(), "toy-pictures", new ToyPictures(), "toy", new ToyDomain());

    private static OpenedDomain open(String... assignments) {
        return OpenedDomain.whole(RunConfig.of("test", List.of(assignments)), INSTALLED::get, Progress.SILENT);
    }

    @Test
    void aSubjectOfAnotherDomainIsShownTheSamplesAsPictures() {
        try (OpenedDomain opened = open("domain=films", "subject={domain: toy-pictures, kind: eye}");
                NDManager scope = opened.manager().newSubManager()) {
            assertThat(opened.domain().name()).as("samples, concepts, views").isEqualTo("films");
            List<Sample> batch =
                    List.of(opened.samples().load(1), opened.samples().load(2));
            NDList out = opened.subject().forward(opened.subject().prepare(batch, scope), Tap.NONE);
            // the eye answers with the pixels, and 110 behind them
            assertThat(out.get(0).toFloatArray()).containsExactly(11, 21, 31, 255, 110, 12, 22, 32, 255, 110);
            assertThat(opened.subject().outputNames()).isEqualTo(ToyPictures.SEEN);
            assertThat(opened.view().draw(batch.get(0), (ViewAssets) null)).isEqualTo("drawn for one that looks: true");
        }
    }

    @Test
    void fingerprintAndFactsNameBothDomains() {
        Subject bare = new ToyEye();
        Subject foreign = new ForeignSubject(new ToyEye(), "toy-pictures", "films");
        assertThat(foreign.fingerprint()).hasSize(64).isNotEqualTo(bare.fingerprint());
        assertThat(foreign.fingerprint())
                .isEqualTo(new ForeignSubject(new ToyEye(), "toy-pictures", "films").fingerprint())
                .isNotEqualTo(new ForeignSubject(new ToyEye(), "toy-pictures", "other").fingerprint())
                .isNotEqualTo(new ForeignSubject(new ToyEye(), "other", "films").fingerprint());
        assertThat(foreign.facts().get("domain")).contains("toy-pictures").contains("films");
        assertThat(foreign.facts()).containsAllEntriesOf(bare.facts());
    }

    @Test
    void itsRandomTwinIsShownPicturesToo() {
        try (OpenedDomain opened = open("domain=films", "subject={domain: toy-pictures, kind: eye}");
                Subject twin = opened.subject().randomTwin(1, opened.context())) {
            NDList inputs = twin.prepare(List.of(opened.samples().load(1)), opened.manager());
            assertThat(inputs.get(0).toFloatArray()).containsExactly(11, 21, 31, 255);
        }
    }

    @Test
    void whoLooksAtNoPicturesIsRefusedInASentence() {
        assertThatThrownBy(() -> open("domain=films", "subject={domain: toy-pictures, kind: world}"))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("subject of the domain toy-pictures does not look at pictures")
                .hasMessageContaining("samples of the domain films");
    }

    @Test
    void samplesThatAreNoPicturesAreRefusedInASentence() {
        assertThatThrownBy(() -> open("domain=toy", "subject={domain: toy-pictures, kind: eye}"))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("samples: those of the domain toy are no pictures")
                .hasMessageContaining("toy-pictures");
    }

    @Test
    void aConfigNamesItsDomainsAndOnlyTheSubjectMayComeFromAnother() {
        RunConfig config = RunConfig.of("test", List.of("domain=films", "subject.domain=toy-pictures", "judge.x=1"));
        assertThat(config.subjectDomain()).contains("toy-pictures");
        assertThat(config.domains()).containsExactly("films", "toy-pictures", "vision");
        RunConfig own = RunConfig.of("test", List.of("domain=films", "subject.domain=films"));
        assertThat(own.subjectDomain()).isEmpty();
        assertThat(own.domains()).containsExactly("films");
        assertThatThrownBy(
                        () -> open("domain=films", "samples.domain=toy", "subject={domain: toy-pictures, kind: eye}"))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("domain");
    }

    /** Four pixels; the first one's file is broken. */
    private record Strip(String id, byte[] bytes) implements PictureSample {
        @Override
        public int width() {
            return bytes.length;
        }

        @Override
        public int height() {
            return 1;
        }

        @Override
        public int channels() {
            return 1;
        }
    }

    /** No options. */
    public record NoOptions() {}

    private static final class Films implements Domain {
        @Override
        public String name() {
            return "films";
        }

        @Override
        public String description() {
            return "Strips of four pixels.";
        }

        @Override
        public List<SubjectKind<?>> subjects() {
            return List.of();
        }

        @Override
        public List<SampleKind<?>> samples() {
            return List.of(new SampleKind<NoOptions>() {
                @Override
                public String name() {
                    return "strips";
                }

                @Override
                public String description() {
                    return "Strips.";
                }

                @Override
                public Class<NoOptions> options() {
                    return NoOptions.class;
                }

                @Override
                public SampleSource open(NoOptions options, OpenContext context) {
                    return new Strips();
                }
            });
        }

        @Override
        public List<ConceptKind<?>> concepts() {
            return new ArrayList<>();
        }

        @Override
        public SampleView view(Subject subject) {
            Function<Subject, String> told =
                    s -> "drawn for one that looks: " + s.readsPictures().isPresent();
            return new SampleView() {
                @Override
                public String draw(Sample sample, ViewAssets assets) {
                    return told.apply(subject);
                }

                @Override
                public String draw(Sample sample, SiteActivations activations, ViewAssets assets) {
                    return told.apply(subject);
                }
            };
        }
    }

    private static final class Strips implements SampleSource {
        @Override
        public int size() {
            return 4;
        }

        @Override
        public String id(int index) {
            return "strip-" + index;
        }

        @Override
        public String fingerprint() {
            return Keys.of("strips");
        }

        @Override
        public Sample load(int index) {
            if (index == 0) {
                throw new BadSampleException("strip-0 is broken.");
            }
            return new Strip(
                    id(index), new byte[] {(byte) (10 + index), (byte) (20 + index), (byte) (30 + index), (byte) 255});
        }
    }
}
