package org.echelle.medical.concepts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.HookPoint;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;
import org.echelle.api.Sites;
import org.echelle.medical.MedicalException;
import org.echelle.medical.TestContext;
import org.echelle.medical.samples.PicturesKind;
import org.echelle.medical.samples.PicturesOptions;
import org.echelle.medical.subject.ChestUnetKind;
import org.echelle.medical.subject.MedicalSubject;
import org.echelle.medical.subject.SizedOptions;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConceptsTest {
    @TempDir
    Path folder;

    static final class Told implements LabelSink {
        final Map<Integer, TreeSet<Integer>> sites = new TreeMap<>();
        final Map<Integer, Float> samples = new TreeMap<>();
        final TreeSet<Integer> unknown = new TreeSet<>();
        int unknownSites;

        @Override
        public void sample(int concept, float value) {
            samples.put(concept, value);
        }

        @Override
        public void site(int concept, int row, float value, int instance) {
            sites.computeIfAbsent(concept, c -> new TreeSet<>()).add(row);
        }

        @Override
        public void unknownSample(int concept) {
            unknown.add(concept);
        }

        @Override
        public void unknownSite(int concept, int row) {
            unknownSites++;
        }
    }

    private SampleSource films(TestContext context, String... names) throws IOException {
        for (String name : names) {
            ImageIO.write(
                    new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY),
                    "png",
                    folder.resolve(name + ".png").toFile());
        }
        return new PicturesKind()
                .open(
                        new PicturesOptions(
                                folder,
                                Optional.empty(),
                                "patient_id",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("f[0-9].png"),
                                Optional.empty(),
                                "a secret"),
                        context);
    }

    /** All pictures of a folder. */
    static SampleSource pictures(Path folder, TestContext context) {
        return new PicturesKind()
                .open(
                        new PicturesOptions(
                                folder,
                                Optional.empty(),
                                "",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                "a secret"),
                        context);
    }

    /** The U-Net at 64 x 64: its bottleneck has 4 x 4 places, each of 16 x 16 pixels. */
    private static MedicalSubject unet(TestContext context) {
        Path weights = Shared.file("assets/medical/hybridgnet_unet.safetensors");
        return new ChestUnetKind().open(new SizedOptions(weights, Optional.of(64), List.of()), context);
    }

    private static Told annotate(ConceptSource source, MedicalSubject subject, int sample) {
        HookPoint hook = subject.hookPoints().stream()
                .filter(h -> h.name().equals("bottleneck"))
                .findFirst()
                .orElseThrow();
        Told told = new Told();
        source.annotate(sample, new SampleSites(hook, Sites.grid(0, 4, 4)), told);
        return told;
    }

    @Test
    void boxesOfAnotherFrameLieOnTheRightCells() throws IOException {
        Path table = folder.resolve("boxes.csv");
        // in a frame of 128: the cells' edges are at 32, 64, 96; the second box covers half of cell (0, 3), the third a
        // tenth of (3, 3)
        Files.writeString(
                table,
                "image_id,finding,x0,y0,x1,y1\nf1,mass,32,32,96,64\nf1,mass,112,0,128,32\nf1,calcification,118,118,128,128\nf2,,,,,\n");
        try (TestContext context = new TestContext();
                SampleSource samples = films(context, "f1", "f2", "f3");
                MedicalSubject subject = unet(context);
                ConceptSource source = new BoxesKind()
                        .open(
                                new BoxesOptions(
                                        table,
                                        Optional.empty(),
                                        Optional.of("finding"),
                                        List.of("x0", "y0", "x1", "y1"),
                                        false,
                                        List.of(128, 128),
                                        0.5,
                                        0.25),
                                subject,
                                samples,
                                context)) {
            assertThat(source.concepts().stream().map(Concept::id)).containsExactly("area/calcification", "area/mass");
            Told first = annotate(source, subject, 0);
            assertThat(first.sites.get(1)).containsExactly(3, 5, 6);
            assertThat(first.sites).doesNotContainKey(0);
            Told looked = annotate(source, subject, 1);
            assertThat(looked.sites).isEmpty();
            assertThat(looked.unknownSites).isZero();
            assertThat(annotate(source, subject, 2).unknownSites).isEqualTo(2 * 16); // nobody looked
        }
    }

    @Test
    void masksLieOnCellsByTheirOwnSizeAndAnotherShapeIsRefused() throws IOException {
        BufferedImage mask = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 8; y < 24; y++) {
            for (int x = 0; x < 8; x++) {
                mask.getRaster().setSample(x, y, 0, 255);
            }
        }
        ImageIO.write(mask, "png", folder.resolve("f1-mask.png").toFile());
        try (TestContext context = new TestContext();
                SampleSource samples = films(context, "f1", "f2");
                MedicalSubject subject = unet(context);
                ConceptSource source = new MasksKind()
                        .open(
                                new MasksOptions(folder, "*-mask.png", Map.of("lung", 255), 0.5),
                                subject,
                                samples,
                                context)) {
            assertThat(annotate(source, subject, 0).sites.get(0)).containsExactly(4, 8);
            assertThat(annotate(source, subject, 1).unknownSites).isEqualTo(16);
            assertThat(context.notes().toString()).contains("1 of 2 films have a mask");
            ImageIO.write(
                    new BufferedImage(32, 30, BufferedImage.TYPE_BYTE_GRAY),
                    "png",
                    folder.resolve("f1-mask.png").toFile());
            assertThatThrownBy(() -> annotate(source, subject, 0))
                    .isInstanceOf(MedicalException.class)
                    .hasMessageContaining("is 32 x 30 and its film 64 x 64");
        }
    }

    @Test
    void cocoBoxesOfTheTuberculosisFilmsCoverTheirArea() {
        Path films = Shared.folder("assets/medical/tbx11k");
        try (TestContext context = new TestContext();
                SampleSource samples = pictures(films, context);
                MedicalSubject subject = unet(context);
                ConceptSource source = new CocoKind()
                        .open(
                                new CocoOptions(films.resolve("TBX11K_train.json"), 0, 0.25, true),
                                subject,
                                samples,
                                context)) {
            assertThat(source.concepts().stream().map(Concept::id))
                    .containsExactly("area/ActiveTuberculosis", "area/ObsoletePulmonaryTuberculosis", "area/any");
            // h0001, tb0005, tb0007 in the order of their names; cells of 128 film pixels
            assertThat(annotate(source, subject, 0).sites).isEmpty();
            // x from 381.8 to 422.1, y from 126.9 to 171.4: columns 2 and 3, rows 0 and 1
            assertThat(annotate(source, subject, 1).sites.get(0)).containsExactly(2, 3, 6, 7);
            // x from 307 to 443 and from 144 to 270, y from 62 to 209 and from 53 to 169: columns 2, 3 and 1, 2, rows 0
            // and 1
            assertThat(annotate(source, subject, 2).sites.get(1)).containsExactly(1, 2, 3, 5, 6, 7);
        }
    }

    @Test
    void aCocoFileWithSomethingBehindItIsRefusedWithThePlaceAndOneThatIsNotThereInWords() throws IOException {
        String coco = "{\"images\":[{\"id\":7,\"file_name\":\"f1.png\",\"width\":64,\"height\":64}],"
                + "\"annotations\":[{\"id\":1,\"image_id\":7,\"category_id\":2,\"bbox\":[0,0,16,16]}],"
                + "\"categories\":[{\"id\":2,\"name\":\"mass\"}]}\n";
        Path file = Files.writeString(folder.resolve("boxes.json"), coco + "  " + coco);
        Path gone = folder.resolve("gone.json");
        try (TestContext context = new TestContext();
                SampleSource samples = films(context, "f1");
                MedicalSubject subject = unet(context)) {
            CocoKind kind = new CocoKind();
            CocoOptions options = new CocoOptions(file, 0, 0.25, false);
            assertThatThrownBy(() -> kind.open(options, subject, samples, context))
                    .isInstanceOf(MedicalException.class)
                    .hasMessage("The COCO file " + file + " cannot be read: something follows the end of its JSON"
                            + " (line 2, column 3); repair it or export it again.");
            assertThatThrownBy(() -> kind.open(new CocoOptions(gone, 0, 0.25, false), subject, samples, context))
                    .isInstanceOf(MedicalException.class)
                    .hasMessage("The COCO file " + gone + " cannot be read: it does not exist.");
            Files.writeString(file, coco + "\n");
            try (ConceptSource source = kind.open(options, subject, samples, context)) {
                assertThat(source.concepts().stream().map(Concept::id)).containsExactly("area/mass");
            }
        }
    }

    @Test
    void findingsOfSeveralRowsAreJoinedUncertainOnesUnknownAndTagsAreConfounders() throws IOException {
        Path table = folder.resolve("t.csv");
        Files.writeString(table, "image,mass,effusion,scanner\nf1,0,-1,A\nf1,1,,A\nf2,0,1,B\nf9,1,1,B\n");
        TableOptions findings = new TableOptions(table, Optional.empty(), List.of("mass", "effusion"), -1, 50);
        TableOptions tags = new TableOptions(table, Optional.of("image"), List.of("scanner"), -1, 50);
        try (TestContext context = new TestContext();
                SampleSource samples = films(context, "f1", "f2", "f3");
                MedicalSubject subject = unet(context);
                ConceptSource source = new FindingsKind().open(findings, subject, samples, context);
                ConceptSource taken = new AcquisitionKind().open(tags, subject, samples, context)) {
            assertThat(source.concepts().stream().map(Concept::id)).containsExactly("finding/mass", "finding/effusion");
            Told first = annotate(source, subject, 0);
            assertThat(first.samples).containsOnlyKeys(0);
            assertThat(first.samples.get(0)).isCloseTo(1f, within(0f));
            assertThat(first.unknown).containsExactly(1);
            Told second = annotate(source, subject, 1);
            assertThat(second.samples).containsOnlyKeys(1);
            assertThat(second.unknown).isEmpty();
            assertThat(annotate(source, subject, 2).unknown).containsExactly(0, 1);
            assertThat(context.notes().toString()).contains("2 of 3 films").contains("1 of its rows name no film");
            assertThat(taken.concepts().stream().map(Concept::id))
                    .containsExactly("acquisition/scanner/A", "acquisition/scanner/B");
            assertThat(annotate(taken, subject, 1).samples).containsOnlyKeys(1);
        }
    }
}
