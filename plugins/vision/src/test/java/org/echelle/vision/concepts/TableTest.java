package org.echelle.vision.concepts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.SampleSource;
import org.echelle.testkit.OpenedContext;
import org.echelle.testkit.Shared;
import org.echelle.vision.FakeSubject;
import org.echelle.vision.NamedSamples;
import org.echelle.vision.ToldLabels;
import org.echelle.vision.VisionException;
import org.echelle.vision.VisionLimits;
import org.echelle.vision.pictures.ImagesKind;
import org.echelle.vision.pictures.ImagesOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
    private static final FakeSubject SUBJECT = new FakeSubject(4, 2, 2);
    private static final NamedSamples SAMPLES = new NamedSamples(List.of("x/1.png", "x/2.png", "y/3.png", "y/4.png"));

    @TempDir
    Path folder;

    private final OpenedContext context = OpenedContext.withoutEngine();

    private ConceptSource open(Path file, SampleSource samples, Optional<Double> unknown, List<String> shares) {
        return new TableKind()
                .open(
                        new TableOptions(file, Optional.empty(), List.of(), List.of(), shares, List.of(), unknown, 100),
                        SUBJECT,
                        samples,
                        context);
    }

    private ConceptSource open(String text) throws IOException {
        return open(Files.writeString(folder.resolve("t.csv"), text), SAMPLES, Optional.of(-1.0), List.of());
    }

    @Test
    void columnsBecomeCategoriesYesOrNoAndDegrees() throws IOException {
        ConceptSource source = open("""
                file,kind,wet,depth,serial
                1.png,"big, red",1,0.25,1001
                x/2.png,small,0,0.75,1002
                3,small,-1,,1003
                """);
        assertThat(source.concepts().stream()
                        .filter(c -> !c.group().equals("serial"))
                        .map(Concept::id))
                .containsExactly("kind/big, red", "kind/small", "wet", "depth");
        assertThat(source.concepts().get(3).scale()).isEqualTo(Concept.Scale.GRADED);
        ToldLabels first = ToldLabels.of(source, 0, SUBJECT.sites());
        assertThat(first.told)
                .containsEntry("kind/big, red", 1f)
                .containsEntry("wet", 1f)
                .containsEntry("depth", 0.25f);
        assertThat(first.unknown).isEmpty();
        assertThat(ToldLabels.of(source, 2, SUBJECT.sites()).unknown).containsExactly("depth", "wet");
        assertThat(ToldLabels.of(source, 3, SUBJECT.sites()).told).isEmpty();
        assertThat(ToldLabels.of(source, 3, SUBJECT.sites()).unknown).hasSize(7);
    }

    @Test
    void aTableOfOtherSamplesOrWithARowTwiceIsRefused() {
        assertThatThrownBy(() -> open("file,kind\n9.png,a\n"))
                .isInstanceOf(VisionException.class)
                .hasMessageContaining("x/1.png");
        assertThatThrownBy(() -> open("file,kind\n1.png,a\n1.png,b\n")).hasMessageContaining("more than once");
        assertThatThrownBy(() -> open("file,kind\n1.png,\"a\n")).hasMessageContaining("quotes");
    }

    @Test
    void humanVotesOfCifar10hBecomeShares() {
        Path csv = Shared.file("assets/vision/cifar10/cifar10h_aligned_512.csv");
        Path zip = Shared.file("assets/vision/cifar10/test_jpeg_2000.zip");
        try (SampleSource samples = new ImagesKind(() -> VisionLimits.DEFAULT)
                        .open(new ImagesOptions(zip, Optional.empty(), Optional.empty()), context);
                ConceptSource source = open(csv, samples, Optional.empty(), List.of("votes_*"))) {
            // naming the votes leaves the other columns out: the folders may tell the classes as well
            assertThat(source.concepts())
                    .hasSize(10)
                    .allMatch(c -> c.group().equals("votes") && c.scale() == Concept.Scale.GRADED);
            // second line of the file: ship/0000.jpg, one vote for bird, fifty for ship
            int ship = IntStream.range(0, samples.size())
                    .filter(i -> samples.id(i).equals("ship/0000.jpg"))
                    .findFirst()
                    .orElseThrow();
            ToldLabels told = ToldLabels.of(source, ship, SUBJECT.sites());
            assertThat(told.told.get("votes/ship")).isCloseTo(50 / 51f, within(1e-6f));
            assertThat(told.told.get("votes/bird")).isCloseTo(1 / 51f, within(1e-6f));
            assertThat(told.told).doesNotContainKeys("votes/cat", "class/ship");
        }
    }

    @Test
    void aTableWithoutHeaderIsUnderstood() {
        Path csv = Shared.file("assets/vision/cifar10/trainLabels.csv");
        Path zip = Shared.file("assets/vision/cifar10/train_png_200.zip");
        try (SampleSource samples = new ImagesKind(() -> VisionLimits.DEFAULT)
                        .open(new ImagesOptions(zip, Optional.empty(), Optional.empty()), context);
                ConceptSource source = open(csv, samples, Optional.empty(), List.of())) {
            assertThat(source.concepts()).hasSize(10).extracting(Concept::name).contains("frog", "truck");
            assertThat(samples.id(0)).isEqualTo("1.png");
            assertThat(ToldLabels.of(source, 0, SUBJECT.sites()).told.keySet()).containsExactly("column-2/frog");
        }
    }

    @Test
    void foldersNameClasses() {
        ConceptSource source = new FoldersKind()
                .open(
                        new FoldersOptions(FoldersOptions.Which.FIRST, "class"),
                        SUBJECT,
                        new NamedSamples(List.of("b/in/1.png", "a/2.png", "3.png")),
                        context);
        assertThat(source.concepts()).extracting(Concept::id).containsExactly("class/a", "class/b");
        assertThat(ToldLabels.of(source, 0, SUBJECT.sites()).told.keySet()).containsExactly("class/b");
        assertThat(ToldLabels.of(source, 2, SUBJECT.sites()).unknown).hasSize(2);
    }
}
