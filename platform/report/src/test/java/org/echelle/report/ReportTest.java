package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.echelle.api.CancelledException;
import org.echelle.api.Concept;
import org.echelle.api.Progress;
import org.echelle.testkit.NotedProgress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportTest {
    private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'&</title>";

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Path report;
    private static FakeWorld.Pictures pictures;

    @BeforeAll
    static void writeOne() {
        pictures = new FakeWorld.Pictures(240, 17, " " + HOSTILE);
        report = shared.resolve("made/report");
        ReportInput input = FakeRun.input(pictures, hostile(), 40, ReportOptions.standard(), "blocks.3", "../blocks/4");
        assertThat(Report.write(report, input, Progress.SILENT)).isEqualTo(report.resolve("index.html"));
    }

    /** The same concepts with one whose name is an attack, and one that no sample has. */
    private static List<Concept> hostile() {
        List<Concept> concepts = new ArrayList<>(FakeWorld.concepts());
        Concept first = concepts.get(0);
        concepts.set(0, new Concept(first.id(), HOSTILE, HOSTILE, first.level(), first.scale(), HOSTILE));
        concepts.add(new Concept("none", "never there", "none", Concept.Level.SAMPLE, Concept.Scale.BOOLEAN, "nobody"));
        return concepts;
    }

    private static Map<Path, String> pages() throws IOException {
        Map<Path, String> pages = new TreeMap<>();
        try (Stream<Path> all = Files.walk(report)) {
            for (Path page : all.filter(p -> p.toString().endsWith(".html")).toList()) {
                pages.put(page, Files.readString(page));
            }
        }
        return pages;
    }

    private static Document parse(String page) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(page)));
    }

    @Test
    void everyPageIsWellFormedAndNamesItsLanguage() throws Exception {
        assertThat(pages()).hasSizeGreaterThan(60);
        for (String page : pages().values()) {
            Document document = parse(page);
            assertThat(document.getDocumentElement().getAttribute("lang")).isEqualTo("en");
            assertThat(document.getElementsByTagName("h1").getLength()).isEqualTo(1);
        }
    }

    @Test
    void theViewSeesTheStrongestSamplesTogetherInTheirOrder() throws Exception {
        ReportInput input = FakeRun.input(pictures, hostile(), 40, ReportOptions.standard(), "blocks.3", "../blocks/4");
        FeatureActivations activations = input.hookPoints().get(0).activations().orElseThrow();
        int seen = 0;
        for (int feature = 0; feature < activations.features(); feature++) {
            Path page = report.resolve("features/blocks.3/" + feature + ".html");
            FeatureActivations.ActiveRows rows = activations.active(feature);
            Map<Integer, Float> largest = new TreeMap<>();
            for (int i = 0; i < rows.sample().length; i++) {
                largest.merge(rows.sample()[i], rows.value()[i], Math::max);
            }
            String expected = largest.entrySet().stream()
                    .sorted(Map.Entry.<Integer, Float>comparingByValue().reversed())
                    .limit(30)
                    .filter(e -> e.getKey() != 17 && pictures.at(e.getKey()).x() != 4) // unreadable, or nothing to add
                    .map(e -> Float.toString(e.getValue()))
                    .collect(java.util.stream.Collectors.joining(" "));
            if (Files.exists(page)) {
                String written = Files.readString(page);
                if (expected.isEmpty()) {
                    assertThat(written).doesNotContain("fake-together");
                } else {
                    assertThat(written).contains("<p class=\"fake-together\">" + expected + "</p>");
                    seen++;
                }
            }
        }
        assertThat(seen).isGreaterThan(10);
    }

    @Test
    void idsAreUniqueOnEveryPage() throws Exception {
        for (Map.Entry<Path, String> page : pages().entrySet()) {
            Set<String> seen = new HashSet<>();
            NodeList all = parse(page.getValue()).getElementsByTagName("*");
            for (int i = 0; i < all.getLength(); i++) {
                String id = ((Element) all.item(i)).getAttribute("id");
                assertThat(id.isEmpty() || seen.add(id))
                        .as("%s twice on %s", id, page.getKey())
                        .isTrue();
            }
        }
    }

    @Test
    void everyLinkLeadsToAFileOrAnchorThatExists() throws Exception {
        Map<Path, Set<String>> anchors = new TreeMap<>();
        for (Map.Entry<Path, String> page : pages().entrySet()) {
            Set<String> ids = new HashSet<>();
            Matcher id = Pattern.compile(" id=\"([^\"]*)\"").matcher(page.getValue());
            while (id.find()) {
                ids.add(id.group(1));
            }
            anchors.put(page.getKey().normalize(), ids);
        }
        int links = 0;
        for (Path page : anchors.keySet()) {
            Matcher link = Pattern.compile(" (?:href|src)=\"([^\"]*)\"").matcher(Files.readString(page));
            while (link.find()) {
                String to = link.group(1);
                if (to.startsWith("data:")) {
                    continue;
                }
                assertThat(to).doesNotContain(":").doesNotStartWith("/");
                String[] parts = to.split("#", 2);
                Path target = parts[0].isEmpty()
                        ? page
                        : page.resolveSibling(parts[0]).normalize();
                assertThat(target).startsWith(report).exists();
                if (parts.length == 2) {
                    assertThat(anchors.get(target)).as("%s on %s", to, page).contains(parts[1]);
                }
                links++;
            }
        }
        assertThat(links).isGreaterThan(1000);
    }

    @Test
    void nothingRefersToTheNetwork() throws IOException {
        try (Stream<Path> all = Files.walk(report)) {
            for (Path file :
                    all.filter(p -> p.toString().matches(".*\\.(html|css|js)")).toList()) {
                String text = Files.readString(file).replace("http://www.w3.org/2000/svg", "");
                assertThat(text)
                        .as("%s", file)
                        .doesNotContain("http:")
                        .doesNotContain("https:")
                        .doesNotContain("@import");
            }
        }
    }

    @Test
    void namesThatAreMarkupStayText() throws IOException {
        for (Map.Entry<Path, String> page : pages().entrySet()) {
            assertThat(page.getValue()).as("%s", page.getKey()).doesNotContain("<img src=x");
        }
        assertThat(Files.readString(report.resolve("index.html"))).contains("&lt;img src=x onerror=alert(1)&gt;&quot;");
    }

    @Test
    void everySampleIsLoadedAtMostOnceAndEveryPictureStoredOnce() throws IOException {
        for (int i = 0; i < pictures.size(); i++) {
            assertThat(pictures.loads.get(i)).isLessThanOrEqualTo(1);
        }
        try (Stream<Path> all = Files.list(report.resolve("assets"))) {
            assertThat(all.filter(p -> p.toString().endsWith(".png")).count()).isLessThanOrEqualTo(240);
        }
    }

    @Test
    void aSampleThatCannotBeReadIsNamedOnItsCardAndCounted() throws IOException {
        assertThat(Files.readString(report.resolve("index.html"))).contains("1 sample could not be read again");
        assertThat(String.join("", pages().values())).contains("is truncated.</p>");
    }

    @Test
    void theIndexTellsWhatAScientistNeeds() throws IOException {
        assertThat(Files.readString(report.resolve("index.html")))
                .contains("Who wins", "neurons", "PCA", "random dictionary", "random weights")
                .contains("Planted factors found", "n = 7,680 rows", "held-out half of the samples")
                .contains("2 of 602 samples were skipped")
                .contains("1 concept was not scored", "never there")
                .contains("echelle run shapes.yaml --set seed=1", "&quot;seed&quot;: 1");
        assertThat(Files.readString(report.resolve("glossary.html")))
                .contains("Benjamini", "‖x − x̂‖²", "Symptoms")
                .contains("One without width says that the groups at hand agree");
        assertThat(report.resolve("run.json")).hasContent("{\n  \"seed\": 1,\n  \"device\": \"cpu\"\n}\n");
    }

    @Test
    void theIndexBeginsWithWhatWasFound() throws IOException {
        String index = Files.readString(report.resolve("index.html"));
        assertThat(index.indexOf("What was found")).isPositive().isLessThan(index.indexOf("Health of the dictionary"));
        assertThat(index).contains("Best-told concepts", "best baseline", "planted factor values recovered");
    }

    @Test
    void goodConceptsAreCountedAlikeAndUnitsThatWereNotTestedAreSaidToBe() throws IOException {
        assertThat(Files.readString(report.resolve("index.html")))
                .contains("held-out F1 &gt; 0.5 and q", "Concepts with F1 &gt; 0.5")
                .doesNotContain("F1 ≥ 0.5")
                .containsPattern(">\\d+ of \\d+ tested</td>")
                .contains("of those that were tested, which fired at least 10 times on the held-out side");
    }

    @Test
    void whatTheScoresWarnOfStandsBesideWhatWasFound() throws IOException {
        String index = Files.readString(report.resolve("index.html"));
        assertThat(index.indexOf("Concept none is left out: "))
                .isPositive()
                .isLessThan(index.indexOf("Best-told concepts"));
    }

    @Test
    void aFeaturePageShowsBandsCounterExamplesAndNeighbours() throws IOException {
        String page = Files.readString(report.resolve("features/blocks.3/" + squares() + ".html"));
        assertThat(page)
                .contains("Strongest samples", "50–75 % of active samples", "75–100 % of active samples")
                .contains("Active although “square” is absent", "Silent although “square” is present")
                .containsAnyOf("rel=\"prev\"", "rel=\"next\"")
                .contains("Nearest features", "<svg class=\"chart\"", "best baseline");
    }

    /** The best feature of the concept "square", as the table of values tells it. */
    private static String squares() throws IOException {
        return Files.readAllLines(report.resolve("data/concepts-blocks.3.csv")).stream()
                .filter(line -> line.startsWith("shape/square,"))
                .map(line -> line.split(",")[5])
                .findFirst()
                .orElseThrow();
    }

    @Test
    void hookPointsWithHostileNamesStayInsideTheFolder() {
        assertThat(report.resolve("features/blocks-4")).isDirectory();
        assertThat(shared.resolve("made")).isDirectoryContaining(p -> p.endsWith("report"));
        assertThat(shared.resolve("made").toFile().list()).hasSize(1);
    }

    @Test
    void theTablesOfValuesHoldEveryFeatureAndConcept() throws IOException {
        assertThat(Files.readAllLines(report.resolve("data/features-blocks.3.csv")))
                .hasSize(41);
        assertThat(Files.readString(report.resolve("data/concepts-blocks.3.csv")))
                .contains("\"<img src=x onerror=alert(1)>\"\"'&</title>\"");
    }

    @Test
    void theSameInputGivesTheSameBytes() throws IOException {
        ReportOptions few = ReportOptions.standard().withFeaturePages(3);
        for (String name : List.of("a", "b")) {
            FakeWorld.Pictures fresh = new FakeWorld.Pictures(120, -1, "");
            Report.write(
                    folder.resolve(name), FakeRun.input(fresh, FakeWorld.concepts(), 24, few, "x"), Progress.SILENT);
        }
        try (Stream<Path> all = Files.walk(folder.resolve("a"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path other = folder.resolve("b").resolve(folder.resolve("a").relativize(file));
                assertThat(Files.mismatch(file, other)).as("%s", file).isEqualTo(-1);
            }
        }
        assertThat(Files.readString(folder.resolve("a/index.html")))
                .containsPattern("3 of 2[0-9] active features have a page");
    }

    @Test
    void whereNoConceptIsScoredThereIsNoEmptyTableAndNoWordOfIntervals(@TempDir Path other) throws IOException {
        ReportOptions few = ReportOptions.standard().withFeaturePages(1);
        Report.write(
                other.resolve("report"),
                FakeRun.input(new FakeWorld.Pictures(8, -1, ""), FakeWorld.concepts(), 24, few, "x"),
                Progress.SILENT);
        assertThat(Files.readString(other.resolve("report/index.html")))
                .contains("No concept was scored.", "concepts were not scored")
                .doesNotContain("Best feature of each concept", "bootstrap over groups", "0 of 0 tested");
        assertThat(Files.readString(report.resolve("index.html")))
                .contains("Best feature of each concept", "bootstrap over groups")
                .doesNotContain("No concept was scored.");
    }

    @Test
    void aCancelledReportLeavesNothingAndAnOldReportAsItWas() throws IOException {
        Path target = folder.resolve("report");
        ReportOptions few = ReportOptions.standard().withFeaturePages(2);
        ReportInput input = FakeRun.input(new FakeWorld.Pictures(60, -1, ""), FakeWorld.concepts(), 24, few, "x");
        Report.write(target, input, Progress.SILENT);
        String before = Files.readString(target.resolve("index.html"));
        Progress cancelled = new NotedProgress() {
            @Override
            public void check() {
                throw new CancelledException("Stopped by the user.");
            }
        };
        assertThatThrownBy(() -> Report.write(target, input, cancelled)).isInstanceOf(CancelledException.class);
        assertThatThrownBy(() -> Report.write(folder.resolve("new"), input, cancelled))
                .isInstanceOf(CancelledException.class);
        assertThat(Files.readString(target.resolve("index.html"))).isEqualTo(before);
        assertThat(folder.toFile().list()).containsExactly("report");
    }

    @Test
    void aFolderThatHoldsSomethingElseIsRefused() throws IOException {
        Path target = Files.createDirectory(folder.resolve("thesis"));
        Files.writeString(target.resolve("index.html"), "<html><body>my thesis</body></html>");
        ReportInput input = new ReportInput(
                "t",
                "s",
                List.of(),
                List.of(),
                List.of(bare()),
                Optional.empty(),
                new Provenance("", List.of()),
                ReportOptions.standard());
        assertThatThrownBy(() -> Report.write(target, input, Progress.SILENT))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining("something else than a report is there");
        assertThat(target.resolve("index.html")).hasContent("<html><body>my thesis</body></html>");
    }

    @Test
    void aRunWithoutSamplesConceptsOrTrainingStillHasAReport() throws IOException {
        Path target = folder.resolve("bare");
        ReportInput input = new ReportInput(
                "Rows from a matrix",
                "No samples.",
                List.of(),
                List.of(),
                List.of(bare()),
                Optional.empty(),
                new Provenance("", List.of()),
                ReportOptions.standard());
        Report.write(target, input, Progress.SILENT);
        assertThat(Files.readString(target.resolve("index.html"))).contains("Rows from a matrix");
        assertThat(target.toFile().list())
                .contains("index.html", "glossary.html", "assets")
                .doesNotContain("drawings.tmp");
    }

    @Test
    void adviceFromTheTrainingIsOnThePageWithTheKeyToChange() throws IOException {
        assertThat(Files.readString(report.resolve("index.html")))
                .contains("When training ended: FVU still fell by 9 % in the last tenth of the training. Train longer:"
                        + " dictionary.steps 2000");
    }

    private static HookPointReport bare() {
        return new HookPointReport(
                FakeWorld.hook("matrix"),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    @Test
    void theBundleNeedsNothingThatTheHostDoesNotHave() throws IOException {
        try (var in = Files.newInputStream(Path.of("target/classes/META-INF/MANIFEST.MF"))) {
            Attributes manifest = new Manifest(in).getMainAttributes();
            assertThat(manifest.getValue("Bundle-ClassPath")).contains("xchart", "VectorGraphics2D");
            Set<String> platform = new HashSet<>();
            ModuleLayer.boot().modules().forEach(m -> platform.addAll(m.getPackages()));
            String imports = manifest.getValue("Import-Package").replaceAll("\"[^\"]*\"", "");
            for (String name : imports.split(",")) {
                String found = name.split(";")[0];
                // DJL is on the host's class path, Jackson among the bundles beside this one.
                boolean beside = found.startsWith("org.echelle.")
                        || found.startsWith("ai.djl.")
                        || found.startsWith("com.fasterxml.jackson.");
                assertThat(beside || platform.contains(found))
                        .as("import of %s", found)
                        .isTrue();
            }
        }
    }
}
