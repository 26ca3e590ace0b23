package org.echelle.vision.concepts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.echelle.api.ConceptSource;
import org.echelle.testkit.OpenedContext;
import org.echelle.vision.FakeSubject;
import org.echelle.vision.NamedSamples;
import org.echelle.vision.ToldLabels;
import org.echelle.vision.VisionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoVocTest {
    /** 4 x 4 pictures seen whole by a 2 x 2 grid: row 0 is the class token, rows 1 to 4 the quarters. */
    private static final FakeSubject SUBJECT = new FakeSubject(4, 2, 2);

    private static final NamedSamples SAMPLES = new NamedSamples(List.of("x/a.jpg", "x/b.jpg", "c.jpg"));

    @TempDir
    Path folder;

    private final OpenedContext context = OpenedContext.withoutEngine();

    private ConceptSource coco(String annotations, CocoOptions.Use use, CocoOptions.Level level) throws IOException {
        Path file = folder.resolve("coco.json");
        Files.writeString(
                file,
                "{\"info\":{},\"annotations\":[" + annotations + "],\"images\":["
                        + "{\"id\":17,\"file_name\":\"a.jpg\",\"width\":4,\"height\":4},"
                        + "{\"id\":3,\"file_name\":\"b.jpg\",\"width\":8,\"height\":4},"
                        + "{\"id\":4,\"file_name\":\"elsewhere.jpg\",\"width\":8,\"height\":4}],"
                        + "\"categories\":[{\"id\":90,\"name\":\"dog\"},{\"id\":7,\"name\":\"cat\"}]}");
        return new CocoKind()
                .open(
                        new CocoOptions(file, use, level, 0.5, 0.25, CocoOptions.Crowd.UNKNOWN),
                        SUBJECT,
                        SAMPLES,
                        context);
    }

    @Test
    void boxesLabelThePatchesThatTheyCoverByHalf() throws IOException {
        ConceptSource source = coco(
                "{\"id\":1,\"image_id\":17,\"category_id\":90,\"bbox\":[0,0,1,2]},"
                        + "{\"id\":2,\"image_id\":17,\"category_id\":90,\"bbox\":[2,0,0.9,2]}",
                CocoOptions.Use.AUTO,
                CocoOptions.Level.SITE);
        assertThat(source.concepts()).extracting(c -> c.id()).containsExactly("object/cat", "object/dog");
        ToldLabels a = ToldLabels.of(source, 0, SUBJECT.sites());
        assertThat(a.told.keySet()).containsExactly("object/dog@1");
        assertThat(a.instances.get("object/dog@1")).isEqualTo(1);
        assertThat(a.unknown).containsExactly("object/cat@0", "object/dog@0"); // the class token
        ToldLabels nobody = ToldLabels.of(source, 2, SUBJECT.sites());
        assertThat(nobody.told).isEmpty();
        assertThat(nobody.unknown).hasSize(10);
    }

    @Test
    void boxesInOtherUnitsThanPixelsOrOfOtherPicturesAreToldOf() throws IOException {
        assertThatThrownBy(() -> coco(
                        "{\"id\":1,\"image_id\":17,\"category_id\":90,\"bbox\":[0.1,0.2,0.5,0.7]},"
                                + "{\"id\":2,\"image_id\":3,\"category_id\":7,\"bbox\":[0,0,1,1]}",
                        CocoOptions.Use.AUTO,
                        CocoOptions.Level.SITE))
                .isInstanceOf(VisionException.class)
                .hasMessageContaining("All 2 boxes of coco.json")
                .hasMessageContaining("shares of the picture");
        assertThatThrownBy(() -> coco(
                        "{\"id\":1,\"image_id\":17,\"category_id\":90,\"bbox\":[300,20,50,70]}",
                        CocoOptions.Use.AUTO,
                        CocoOptions.Level.SITE))
                .hasMessageContaining("outside their pictures")
                .hasMessageContaining("a.jpg of 4 x 4");
        coco(
                "{\"id\":1,\"image_id\":17,\"category_id\":90,\"bbox\":[300,20,50,70]},"
                        + "{\"id\":2,\"image_id\":17,\"category_id\":90,\"bbox\":[2,0,2,2]}",
                CocoOptions.Use.AUTO,
                CocoOptions.Level.SITE);
        assertThat(context.notes()).anyMatch(n -> n.startsWith("1 of 2 boxes of coco.json lie outside their pictures"));
    }

    @Test
    void picturesOfAnotherSizeThanTheFileSaysAreToldOf() throws IOException {
        coco(
                "{\"id\":1,\"image_id\":17,\"category_id\":90,\"bbox\":[0,0,1,2]}",
                CocoOptions.Use.AUTO,
                CocoOptions.Level.SITE);
        assertThat(context.notes())
                .anyMatch(n -> n.startsWith("1 of 2 pictures that were looked at has another size than coco.json says"
                        + " (b.jpg: 8 x 4 in the file, 4 x 4 in truth)"));
    }

    @Test
    void masksOfAllKindsAndCrowds() throws IOException {
        // an L of three quarters as a polygon; the right half run by run; a crowd in the lower right quarter,
        // compressed
        ConceptSource source = coco(
                "{\"id\":1,\"image_id\":17,\"category_id\":7,\"bbox\":[0,0,4,4],"
                        + "\"segmentation\":[[0,0,2,0,2,2,4,2,4,4,0,4]]},"
                        + "{\"id\":2,\"image_id\":17,\"category_id\":90,\"bbox\":[2,0,2,4],"
                        + "\"segmentation\":{\"size\":[4,4],\"counts\":[8,2,2,2,2]}},"
                        + "{\"id\":3,\"image_id\":17,\"category_id\":90,\"bbox\":[2,2,2,2],\"iscrowd\":1,"
                        + "\"segmentation\":{\"size\":[4,4],\"counts\":\":220\"}}",
                CocoOptions.Use.AUTO,
                CocoOptions.Level.SITE);
        ToldLabels a = ToldLabels.of(source, 0, SUBJECT.sites());
        assertThat(a.told.keySet()).containsExactly("object/cat@1", "object/cat@3", "object/cat@4", "object/dog@2");
        assertThat(a.unknown).contains("object/dog@4");
    }

    @Test
    void objectsThatTheCropCutsAwayAreCountedAndLeftOut() throws IOException {
        // b.jpg is 8 x 4: the network sees columns 2 to 6
        ConceptSource source = coco(
                "{\"id\":1,\"image_id\":3,\"category_id\":7,\"bbox\":[0,0,2.4,4]},"
                        + "{\"id\":2,\"image_id\":3,\"category_id\":90,\"bbox\":[2,2,2,2]}",
                CocoOptions.Use.BOXES,
                CocoOptions.Level.SAMPLE);
        assertThat(context.notes()).anyMatch(n -> n.startsWith("1 of 2 objects of coco.json"));
        assertThat(ToldLabels.of(source, 1, SUBJECT.sites()).told.keySet()).containsExactly("object/dog");
        assertThat(ToldLabels.of(source, 2, SUBJECT.sites()).unknown).containsExactly("object/cat", "object/dog");
    }

    @Test
    void boxesThatReachFarBeyondTheirPictureAreToldApartFromThoseThatTheCropCutsAway() throws IOException {
        coco(
                "{\"id\":1,\"image_id\":17,\"category_id\":7,\"bbox\":[2,2,30,30]},"
                        + "{\"id\":2,\"image_id\":3,\"category_id\":7,\"bbox\":[0,0,2.4,4]},"
                        + "{\"id\":3,\"image_id\":3,\"category_id\":90,\"bbox\":[2,2,2,2]}",
                CocoOptions.Use.BOXES,
                CocoOptions.Level.SAMPLE);
        assertThat(context.notes())
                .anyMatch(n ->
                        n.startsWith("1 of 3 objects of coco.json were left out: less than 25 % of their boxes lies"
                                + " within the picture at all (such as 2, 2 to 32, 32 in a picture of 4 x 4)"))
                .anyMatch(n -> n.startsWith("1 of 3 objects of coco.json were left out: resizing and cropping"));
    }

    @Test
    void aFileThatIsNoCocoIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("no.json"), "{\"images\":[");
        CocoOptions options = new CocoOptions(
                file, CocoOptions.Use.AUTO, CocoOptions.Level.SITE, 0.5, 0.25, CocoOptions.Crowd.UNKNOWN);
        assertThatThrownBy(() -> new CocoKind().open(options, SUBJECT, SAMPLES, context))
                .isInstanceOf(VisionException.class)
                .hasMessageContaining("no.json");
    }

    @Test
    void aCocoFileWithSomethingBehindItIsRefusedWithThePlace() throws IOException {
        Path file = folder.resolve("two.json");
        CocoOptions options = new CocoOptions(
                file, CocoOptions.Use.AUTO, CocoOptions.Level.SITE, 0.5, 0.25, CocoOptions.Crowd.UNKNOWN);
        String coco = "{\"images\":[{\"id\":17,\"file_name\":\"a.jpg\",\"width\":4,\"height\":4}],"
                + "\"annotations\":[{\"id\":1,\"image_id\":17,\"category_id\":90,\"bbox\":[0,0,2,2]}],"
                + "\"categories\":[{\"id\":90,\"name\":\"dog\"}]}\n";
        Files.writeString(file, coco + "\n");
        assertThat(new CocoKind().open(options, SUBJECT, SAMPLES, context).concepts())
                .hasSize(1);
        Files.writeString(file, coco + "  " + coco);
        assertThatThrownBy(() -> new CocoKind().open(options, SUBJECT, SAMPLES, context))
                .isInstanceOf(VisionException.class)
                .hasMessage("The COCO file " + file + " cannot be read: something follows the end of its JSON (line 2,"
                        + " column 3); repair it or export it again.");
    }

    @Test
    void aCocoFileThatWentAwayIsToldInWords() {
        Path file = folder.resolve("gone.json");
        assertThatThrownBy(() -> CocoFile.read(file))
                .isInstanceOf(VisionException.class)
                .hasMessage("The COCO file " + file + " cannot be read: it does not exist.");
    }

    private ConceptSource voc(VocOptions.Use use) {
        return new VocKind()
                .open(
                        new VocOptions(
                                folder, use, CocoOptions.Level.SITE, 0.5, 0.25, CocoOptions.Crowd.UNKNOWN, List.of()),
                        SUBJECT,
                        SAMPLES,
                        context);
    }

    private void xml(String name, String prolog, String objects) throws IOException {
        Files.createDirectories(folder.resolve("Annotations"));
        Files.writeString(
                folder.resolve("Annotations/" + name),
                prolog + "<annotation><size><width>4</width><height>4</height></size>" + objects + "</annotation>");
    }

    private static String object(String name, int x0, int y0, int x1, int y1, int difficult) {
        return "<object><name>" + name + "</name><difficult>" + difficult + "</difficult><part><name>head</name></part>"
                + "<bndbox><xmin>" + x0 + "</xmin><ymin>" + y0 + "</ymin><xmax>" + x1 + "</xmax><ymax>" + y1
                + "</ymax></bndbox></object>";
    }

    @Test
    void boxesOfVocCountFromOneAndIncludeBothEnds() throws IOException {
        xml("a.xml", "", object("cat", 1, 1, 2, 2, 0) + object("dog", 3, 3, 4, 4, 1));
        ConceptSource source = voc(VocOptions.Use.BOXES);
        ToldLabels a = ToldLabels.of(source, 0, SUBJECT.sites());
        assertThat(a.told.keySet()).containsExactly("object/cat@1");
        assertThat(a.unknown).containsExactly("object/cat@0", "object/dog@0", "object/dog@4");
    }

    @Test
    void boxesOfVocInOtherUnitsOutsideOrTurnedRoundAreToldOf() throws IOException {
        String share =
                "<object><name>cat</name><bndbox><xmin>0.1</xmin><ymin>0.2</ymin><xmax>0.5</xmax><ymax>0.9</ymax></bndbox></object>";
        xml("a.xml", "", share + share);
        assertThatThrownBy(() -> voc(VocOptions.Use.BOXES))
                .isInstanceOf(VisionException.class)
                .hasMessageContaining("All 2 boxes")
                .hasMessageContaining("shares of the picture");
        xml("a.xml", "", object("cat", 30, 2, 50, 4, 0));
        assertThatThrownBy(() -> voc(VocOptions.Use.BOXES))
                .hasMessageContaining("outside their pictures")
                .hasMessageContaining("of 4 x 4");
        xml("a.xml", "", object("cat", 3, 3, 2, 1, 0));
        assertThatThrownBy(() -> voc(VocOptions.Use.BOXES)).hasMessageContaining("no area");
        xml("a.xml", "", object("cat", 3, 3, 2, 1, 0) + object("cat", 30, 2, 50, 4, 0) + object("cat", 1, 1, 2, 2, 0));
        ToldLabels.of(voc(VocOptions.Use.BOXES), 0, SUBJECT.sites());
        assertThat(context.notes())
                .anyMatch(n -> n.startsWith("1 of 3 boxes") && n.contains("outside"))
                .anyMatch(n -> n.startsWith("1 of 3 boxes") && n.contains("no area"));
    }

    @Test
    void anXmlFileCannotReachForOthers() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "cat");
        xml(
                "a.xml",
                "<!DOCTYPE annotation [<!ENTITY s SYSTEM \"" + secret.toUri() + "\">]>",
                object("&s;", 1, 1, 2, 2, 0));
        assertThatThrownBy(() -> voc(VocOptions.Use.BOXES))
                .isInstanceOf(VisionException.class)
                .hasMessageContaining("a.xml")
                .hasMessageContaining("DOCTYPE");
    }

    @Test
    void paletteMasksNameClassesAndBordersAreUnknown() throws IOException {
        byte[] grey = new byte[256];
        IndexColorModel palette = new IndexColorModel(8, 256, grey, grey, grey);
        BufferedImage mask = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_INDEXED, palette);
        for (int i = 0; i < 16; i++) {
            int x = i % 4;
            int y = i / 4;
            mask.getRaster().setSample(x, y, 0, y < 2 ? (x < 2 ? 8 : 0) : x < 2 ? 255 : 0);
        }
        Files.createDirectories(folder.resolve("SegmentationClass"));
        assertThat(ImageIO.write(
                        mask, "png", folder.resolve("SegmentationClass/a.png").toFile()))
                .isTrue();
        ToldLabels a = ToldLabels.of(voc(VocOptions.Use.MASKS), 0, SUBJECT.sites());
        assertThat(a.told.keySet()).containsExactly("object/cat@1"); // VOC's eighth class
        assertThat(a.unknown).contains("object/cat@3", "object/aeroplane@3").doesNotContain("object/cat@2");
    }
}
