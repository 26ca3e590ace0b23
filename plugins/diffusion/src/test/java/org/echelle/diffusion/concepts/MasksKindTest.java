package org.echelle.diffusion.concepts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.echelle.api.Axis;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.EchelleException;
import org.echelle.api.HookPoint;
import org.echelle.api.LabelSink;
import org.echelle.api.OpenContext;
import org.echelle.api.Progress;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.api.TensorSpec;
import org.echelle.diffusion.samples.ClassesKind;
import org.echelle.diffusion.samples.ClassesOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Masks on pictures of 12 x 12 pixels, against shares counted by hand. */
class MasksKindTest {
    private static final int SIDE = 12;
    private static final OpenContext CONTEXT = answering(OpenContext.class, "progress", Progress.SILENT);
    private static final Subject SUBJECT = answering(
            Subject.class, "outputs", List.of(new TensorSpec("pictures", List.of(-1L, 3L, 12L, 12L), "pictures")));

    @TempDir
    Path dir;

    private final SampleSource samples =
            new ClassesKind().open(new ClassesOptions(List.of("cat", "Big Dog"), 2, 0), CONTEXT);

    private static <T> T answering(Class<T> type, String method, Object answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (p, m, a) -> {
            assertThat(m.getName()).isEqualTo(method);
            return answer;
        }));
    }

    private ConceptSource open(String... names) {
        return open(0.5, names);
    }

    private ConceptSource open(double overlap, String... names) {
        return new MasksKind().open(new MasksOptions(dir, List.of(names), overlap, "part"), SUBJECT, samples, CONTEXT);
    }

    private void draw(String file, int type, Object[]... rectangles) throws IOException {
        draw(file, SIDE, type, rectangles);
    }

    /** @param rectangles left, upper, width, height, colour */
    private void draw(String file, int side, int type, Object[]... rectangles) throws IOException {
        BufferedImage image = new BufferedImage(side, side, type);
        Graphics2D g = image.createGraphics();
        for (Object[] r : rectangles) {
            if (r[4] instanceof Integer value) {
                for (int i = 0; i < (int) r[2] * (int) r[3]; i++) {
                    image.getRaster().setSample((int) r[0] + i % (int) r[2], (int) r[1] + i / (int) r[2], 0, value);
                }
            } else {
                g.setColor((Color) r[4]);
                g.fillRect((int) r[0], (int) r[1], (int) r[2], (int) r[3]);
            }
        }
        g.dispose();
        Path path = dir.resolve(file);
        Files.createDirectories(path.getParent());
        ImageIO.write(image, "png", path.toFile());
    }

    private static Object[] rectangle(int x, int y, int width, int height, Object colour) {
        return new Object[] {x, y, width, height, colour};
    }

    /** Two timesteps of a grid, rows of a timestep together. */
    private static SampleSites sites(int rows, int columns) {
        int places = rows * columns;
        int[][] coordinates = new int[3][2 * places];
        for (int i = 0; i < 2 * places; i++) {
            coordinates[0][i] = i < places ? 900 : 100;
            coordinates[1][i] = i % places / columns;
            coordinates[2][i] = i % places % columns;
        }
        List<Axis> axes = List.of(new Axis("timestep", 1000), new Axis("y", rows), new Axis("x", columns));
        return new SampleSites(new HookPoint("h", 8, HookPoint.Layout.WIDTH_SECOND, axes, ""), coordinates);
    }

    /** One letter a row: 1 present, ? not known, . absent. */
    private static Map<Integer, String> told(ConceptSource source, int sample, SampleSites sites) {
        Map<Integer, StringBuilder> letters = new TreeMap<>();
        for (int c = 0; c < source.concepts().size(); c++) {
            letters.put(c, new StringBuilder(".".repeat(sites.rows())));
        }
        source.annotate(sample, sites, new LabelSink() {
            @Override
            public void sample(int concept, float value) {
                throw new AssertionError("of places only");
            }

            @Override
            public void site(int concept, int row, float value, int instance) {
                assertThat(value).isEqualTo(1);
                letters.get(concept).setCharAt(row, '1');
            }

            @Override
            public void unknownSample(int concept) {
                throw new AssertionError("of places only");
            }

            @Override
            public void unknownSite(int concept, int row) {
                letters.get(concept).setCharAt(row, '?');
            }
        });
        Map<Integer, String> result = new TreeMap<>();
        letters.forEach((concept, text) -> result.put(concept, text.toString()));
        return result;
    }

    @Test
    void placesAreLabelledAtEveryResolutionAndTimestep() throws IOException {
        // columns 0 to 6 of rows 0 to 5: of four columns of 3 pixels a whole, a whole, a third, nothing
        draw("hat/cat-00001.png", BufferedImage.TYPE_INT_RGB, rectangle(0, 0, 7, 6, Color.WHITE));
        draw("face/cat-00001.png", BufferedImage.TYPE_INT_RGB);
        try (ConceptSource source = open()) {
            assertThat(source.concepts()).extracting(Concept::id).containsExactly("part/face", "part/hat");
            assertThat(source.concepts()).extracting(Concept::level).containsOnly(Concept.Level.SITE);
            int cat1 = 2; // cat-00000, Big Dog-00000, cat-00001
            assertThat(samples.id(cat1)).isEqualTo("cat-00001");
            assertThat(told(source, cat1, sites(2, 4)))
                    .containsEntry(0, "........" + "........")
                    .containsEntry(1, "11......" + "11......");
            assertThat(told(source, cat1, sites(4, 2))).containsEntry(1, "1.1....." + "1.1.....");
            // 12 / 5 = 2.4 pixels a place: rows 0, 1, and half of the third; columns 0, 1, and 2.2 / 2.4 of the third
            assertThat(told(source, cat1, sites(5, 5)).get(1).substring(0, 25))
                    .isEqualTo("111.." + "111.." + "11..." + "....." + ".....");
            assertThat(told(source, 0, sites(2, 2))).containsEntry(1, "????????");
        }
        try (ConceptSource source = open(0)) {
            assertThat(told(source, 2, sites(2, 4))).containsEntry(1, "111....." + "111.....");
        }
        try (ConceptSource source = open(1)) {
            assertThat(told(source, 2, sites(3, 3)).get(1)).startsWith("1.." + "..." + "...");
        }
    }

    @Test
    void labelMapsNameTheirValuesAndLeaveUnjudgedBordersOut() throws IOException {
        draw(
                "cat-00000.png",
                BufferedImage.TYPE_BYTE_GRAY,
                rectangle(0, 0, 6, 12, 1),
                rectangle(6, 0, 6, 4, 7),
                rectangle(6, 6, 6, 6, 255));
        Files.writeString(dir.resolve("names.csv"), "value,name\n1,sky\n7,roof\n");
        try (ConceptSource source = open()) {
            assertThat(source.concepts()).extracting(Concept::name).containsExactly("sky", "roof");
            assertThat(told(source, 0, sites(2, 2)))
                    .containsEntry(0, "1.1?" + "1.1?")
                    .containsEntry(1, ".1.?" + ".1.?");
        }
        draw("cat-00000.png", BufferedImage.TYPE_BYTE_GRAY, rectangle(0, 0, 6, 12, 2));
        try (ConceptSource source = open("sky", "sea")) { // the option goes before the table
            assertThat(told(source, 0, sites(1, 2))).containsEntry(0, "....").containsEntry(1, "1.1.");
        }
    }

    @Test
    void filesMayHaveTheNamesOfPicturesThatTheCommandMade() throws IOException {
        draw("hat/002-big-dog/00001.png", BufferedImage.TYPE_INT_ARGB, rectangle(0, 0, 12, 12, Color.RED));
        try (ConceptSource source = open()) {
            assertThat(samples.id(3)).isEqualTo("Big Dog-00001");
            assertThat(told(source, 3, sites(1, 1))).containsEntry(0, "11");
        }
        Files.move(dir.resolve("hat/002-big-dog"), dir.resolve("big-dog"));
        Files.delete(dir.resolve("hat"));
        refused("00001.png", "named like no sample"); // without names a folder is a concept
        draw("big-dog/00001.png", BufferedImage.TYPE_BYTE_GRAY, rectangle(0, 0, 12, 12, 1));
        try (ConceptSource source = open("dog")) {
            assertThat(told(source, 3, sites(1, 1))).containsEntry(0, "11");
        }
    }

    @Test
    void rowsWithoutAPlaceAreNotKnown() throws IOException {
        draw("hat/cat-00000.png", BufferedImage.TYPE_INT_RGB, rectangle(0, 0, 12, 12, Color.WHITE));
        List<Axis> axes = List.of(new Axis("token", 2));
        SampleSites tokens =
                new SampleSites(new HookPoint("text", 8, HookPoint.Layout.WIDTH_LAST, axes, ""), new int[][] {{0, 1}});
        try (ConceptSource source = open()) {
            assertThat(told(source, 0, tokens)).containsEntry(0, "??");
        }
    }

    @Test
    void whatDoesNotFitIsOneSentence() throws IOException {
        refused("There is no mask in", "cat-00000.png", "names.csv");
        draw("cat-00000.png", BufferedImage.TYPE_BYTE_GRAY, rectangle(0, 0, 3, 3, 3));
        refused("label maps, whose values have no names");
        assertThatThrownBy(() -> open("sky")).hasMessageContainingAll("holds the value 3", "has no name");
        Files.writeString(dir.resolve("names.csv"), "number,name\n1,sky\n");
        refused("names.csv", "columns value and name");
        Files.writeString(dir.resolve("names.csv"), "value,name\nsky,1\n");
        refused("names.csv", "no whole number", "sky, 1");
        Files.delete(dir.resolve("names.csv"));
        Files.delete(dir.resolve("cat-00000.png"));

        draw("hat/cat-00000.png", 16, BufferedImage.TYPE_INT_RGB);
        refused("cat-00000.png", "16 x 16 pixels", "12 x 12", "echelle sample");
        draw("hat/cat-00000.png", BufferedImage.TYPE_INT_RGB);
        draw("hat/cow-00000.png", BufferedImage.TYPE_INT_RGB);
        refused("cow-00000.png", "named like no sample", "\"cat-00000\"");
        Files.delete(dir.resolve("hat/cow-00000.png"));
        Files.writeString(dir.resolve("hat/cat-00001.png"), "no picture");
        refused("cat-00001.png", "no picture");
        assertThatThrownBy(() -> open(1.5)).hasMessageContainingAll("'overlap' is 1.5", "0 to 1");
        assertThatThrownBy(() -> new MasksKind()
                        .open(
                                new MasksOptions(dir.resolve("nowhere"), List.of(), 0.5, "part"),
                                SUBJECT,
                                samples,
                                CONTEXT))
                .hasMessageContaining("There is no folder");
    }

    private void refused(String... words) {
        assertThatThrownBy(this::open).isInstanceOf(EchelleException.class).hasMessageContainingAll(words);
    }
}
