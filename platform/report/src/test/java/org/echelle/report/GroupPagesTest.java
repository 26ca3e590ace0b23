package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.echelle.api.Progress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupPagesTest {
    private static final int SAMPLES = 100;

    @TempDir
    static Path folder;

    private static FakeWorld.Pictures pictures;
    private static FeatureActivations activations;

    @BeforeAll
    static void writeOne() {
        pictures = new FakeWorld.Pictures(SAMPLES, -1, "");
        ReportInput input = FakeRun.input(
                pictures, FakeWorld.concepts(), 40, ReportOptions.standard().withGroupPages(13), "blocks.3");
        activations = input.hookPoints().get(0).activations().orElseThrow();
        Report.write(folder.resolve("report"), input, Progress.SILENT);
    }

    private static String page(int group) throws IOException {
        return Files.readString(folder.resolve("report/groups/case-" + group + ".html"));
    }

    /** The peak of each feature with a page on a sample, as a share of the feature's own largest activation; by brute force. */
    private static List<Integer> strongest(int sample) throws IOException {
        List<float[]> all = new ArrayList<>();
        for (int f = 0; f < activations.features(); f++) {
            if (!Files.exists(folder.resolve("report/features/" + f + ".html"))) {
                continue;
            }
            FeatureActivations.ActiveRows rows = activations.active(f);
            float peak = 0;
            for (int i = 0; i < rows.sample().length; i++) {
                peak = rows.sample()[i] == sample ? Math.max(peak, rows.value()[i]) : peak;
            }
            if (peak > 0) {
                all.add(new float[] {f, peak / activations.max(f)});
            }
        }
        all.sort(Comparator.comparingDouble(a -> -a[1]));
        return all.stream().limit(5).map(a -> (int) a[0]).toList();
    }

    @Test
    void heldOutGroupsComeFirstAndTheirNumberIsLimited() throws IOException {
        // 20 groups of five samples; the ten with samples from 50 on are held out
        TreeSet<String> names =
                new TreeSet<>(List.of(folder.resolve("report/groups").toFile().list()));
        assertThat(names).hasSize(13).contains("case-10.html", "case-19.html", "case-0.html", "case-2.html");
        assertThat(names).doesNotContain("case-3.html", "case-9.html");
        assertThat(page(10)).contains("5 samples on the held-out side");
        assertThat(page(0)).contains("5 samples on the selection side").contains("Patient case &lt;0&gt;");
        assertThat(Files.readString(folder.resolve("report/index.html"))).contains("13 of 20 have a page of their own");
    }

    @Test
    void eachSampleIsToldWithItsStrongestFeaturesByTheirOwnMaximum() throws IOException {
        String table = page(12).substring(page(12).indexOf("<tbody"), page(12).indexOf("</tbody"));
        List<List<Integer>> told = new ArrayList<>();
        for (String row : table.split("<tr")) {
            List<Integer> features = new ArrayList<>();
            Matcher link = Pattern.compile("features/(\\d+)\\.html").matcher(row);
            while (link.find()) {
                features.add(Integer.parseInt(link.group(1)));
            }
            told.add(features);
        }
        List<List<Integer>> expected = new ArrayList<>();
        expected.add(List.of()); // before the first row
        for (int sample = 60; sample < 65; sample++) {
            expected.add(strongest(sample));
        }
        assertThat(told).isEqualTo(expected);
        assertThat(expected.get(1)).isNotEmpty();
    }

    @Test
    void aGroupOfManySamplesCanBeLeafedThroughInTheirOrder() throws IOException {
        // five samples a group, four of them drawn with several features
        String page = page(11);
        List<String> stacks = List.of(page.split("class=\"cards stack\"")).subList(1, 3);
        for (String stack : stacks) {
            Matcher id = Pattern.compile("<figcaption>(\\S+) ").matcher(stack.split("<h3>")[0]);
            List<String> seen = new ArrayList<>();
            while (id.find()) {
                seen.add(id.group(1));
            }
            List<String> expected = new ArrayList<>();
            for (int sample = 55; sample < 60; sample++) {
                expected.add(pictures.id(sample));
            }
            assertThat(seen).isEqualTo(expected);
        }
    }

    @Test
    void annotationsOfPlacesAreOutlinedWhereTheFeaturesConceptHasSome() throws IOException {
        int outlined = 0;
        for (int f = 0; f < activations.features(); f++) {
            Path page = folder.resolve("report/features/" + f + ".html");
            if (Files.exists(page)) {
                String written = Files.readString(page);
                boolean shape = FakeWorld.SHAPES.stream().anyMatch(s -> written.contains("Best concept <strong>" + s));
                int count = written.split("class=\"outline\"", -1).length - 1;
                assertThat(count > 0).as("feature " + f).isEqualTo(shape);
                outlined += count;
            }
        }
        assertThat(outlined).isGreaterThan(10);
    }
}
