package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.echelle.api.Progress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages in a real browser, from the disk. */
class BrowserTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final String COUNT_PICTURES =
            "<script>addEventListener(\"load\", () => { document.title = \"broken \""
                    + " + [...document.images].filter((i) => i.naturalWidth === 0).length"
                    + " + \" of \" + document.images.length; });</script></body>";

    private static final String NAME_TABLES_CUT_OFF =
            "<script>addEventListener(\"load\", () => { document.title = \"cut off:\""
                    + " + [...document.querySelectorAll('.scroll')].filter((s) => s.scrollWidth > s.clientWidth)"
                    + ".map((s) => s.querySelector('table').id).join(); });</script></body>";

    @TempDir
    static Path folder;

    private static Path report;

    @BeforeAll
    static void writeOne() {
        assumeTrue(Files.isExecutable(CHROMIUM), "Pages are not looked at: there is no browser at " + CHROMIUM + ".");
        report = folder.resolve("report");
        ReportOptions few = ReportOptions.standard().withFeaturePages(12);
        ReportInput input =
                FakeRun.input(new FakeWorld.Pictures(120, -1, ""), FakeWorld.concepts(), 24, few, "blocks.3");
        Report.write(report, input, Progress.SILENT);
    }

    /** The page's markup after its script ran; nothing may have been complained about on the console. */
    private static String show(String address) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "dom", ".html");
        Path err = Files.createTempFile(folder, "log", ".txt");
        Process browser = new ProcessBuilder(
                        CHROMIUM.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--window-size=1100,900",
                        "--enable-logging=stderr",
                        "--user-data-dir=" + Files.createTempDirectory(folder, "profile"),
                        "--dump-dom",
                        report.toUri() + address)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!browser.waitFor(2, TimeUnit.MINUTES)) {
            browser.destroyForcibly().waitFor();
        }
        assertThat(Files.readString(err)).doesNotContain("CONSOLE");
        return Files.readString(out);
    }

    /** First cells of the rows of a table that are not hidden. */
    private static List<String> rows(String dom, String table) {
        String body = dom.substring(dom.indexOf("<tbody>", dom.indexOf("<table id=\"" + table + "\"")));
        Matcher row = Pattern.compile("<tr([^>]*)><td[^>]*>(.*?)</td>", Pattern.DOTALL)
                .matcher(body.substring(0, body.indexOf("</tbody>")));
        List<String> shown = new ArrayList<>();
        while (row.find()) {
            if (!row.group(1).contains("hidden")) {
                shown.add(row.group(2).replaceAll("<[^>]*>", ""));
            }
        }
        return shown;
    }

    @Test
    void searchingShowsOnlyRowsWithTheWord() throws Exception {
        String dom = show("index.html#table=concept-table&q=circle");
        assertThat(rows(dom, "concept-table")).containsExactly("circle");
        assertThat(dom).contains("1 of 10 rows");
    }

    @Test
    void sortingOrdersByNumberAndByText() throws Exception {
        List<String> byName = rows(show("index.html#table=concept-table&sort=concept&dir=asc"), "concept-table");
        assertThat(byName).hasSize(10).isSorted();
        List<Integer> byNumber =
                rows(show("index.html#table=feature-table&sort=feature&dir=desc"), "feature-table").stream()
                        .map(Integer::valueOf)
                        .toList();
        assertThat(byNumber).hasSize(12).isSortedAccordingTo((a, b) -> b - a);
    }

    @Test
    void conceptsBesideFourBaselinesFitIntoAWindowOf1100Pixels() throws Exception {
        String page = Files.readString(report.resolve("index.html"));
        Files.writeString(report.resolve("narrow.html"), page.replace("</body>", NAME_TABLES_CUT_OFF));
        assertThat(show("narrow.html")).contains("<title>cut off:</title>");
    }

    @Test
    void everyPictureOfAFeaturePageLoads() throws Exception {
        String page;
        try (Stream<Path> pages = Files.list(report.resolve("features"))) {
            page = Files.readString(pages.findFirst().orElseThrow());
        }
        Files.writeString(report.resolve("features/check.html"), page.replace("</body>", COUNT_PICTURES));
        assertThat(show("features/check.html")).containsPattern("<title>broken 0 of [1-9][0-9]+</title>");
    }
}
