package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.echelle.analysis.Interval;
import org.echelle.analysis.comparison.UseShift;
import org.echelle.api.Progress;
import org.echelle.runs.Comparison;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class FindingPageTest {
    private static final String HOSTILE = "<b>\"x\",&</b>";

    @TempDir
    Path temp;

    private static Comparison comparison(String kind) {
        UseShift.Shift shift =
                new UseShift.Shift(3, 8, 0.25, 0.5, 0.25, new Interval(0.1, 0.4, 50), 0.562, 0.001, 0.004);
        Comparison.Side side = new Comparison.Side("runs/a", HOSTILE, "blocks.3", "topk, 12 features", 12, 10, 60, 60);
        return new Comparison(
                kind,
                side,
                side,
                "cosine of decoder directions",
                0.7,
                true,
                1,
                0,
                List.of(0.9f, 0.3f),
                UseShift.Of.USE,
                List.of(new Comparison.Pair(0.9, 0.8, HOSTILE, "", shift)),
                List.of(new Comparison.Alone(5, "", 0.2, 0.125)),
                List.of(),
                List.of(
                        new Comparison.Shown(0, 3, HOSTILE, List.of(new Comparison.Sample(0, "s-0", 1.5))),
                        new Comparison.Shown(1, 8, "", List.of())),
                0,
                "Measured on 60 samples.",
                List.of());
    }

    private String write(FindingPage page) throws IOException {
        Path written = page.write(temp.resolve("out"), List.of(), Map.of("more.txt", "a\n"), Progress.SILENT);
        return Files.readString(written);
    }

    @Test
    void aComparisonIsAWellFormedPageWithItsTablesBeside() throws Exception {
        for (String kind : List.of(Comparison.FEATURES, Comparison.SAMPLES)) {
            String page = write(ComparisonPage.of(comparison(kind)));
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(page)));
            assertThat(page).doesNotContain(HOSTILE).contains("Measured on 60 samples.");
            assertThat(Files.readString(temp.resolve("out/only-first.csv"))).contains("\r\n5,,0.125");
            assertThat(Files.readString(temp.resolve("out/matched.csv")))
                    .contains("difference,difference_low,difference_high")
                    .contains("0.25,0.1,0.4")
                    .contains("\"<b>\"\"x\"\",&</b>\"");
            assertThat(Files.readString(temp.resolve("out/result.json"))).contains("\"matched\" : 1");
            assertThat(temp.resolve("out/more.txt")).hasContent("a\n");
            assertThat(page).contains("s-0").contains("fires on none");
            List<String> linked = Pattern.compile("class=\"term\" href=\"#([^\"]+)")
                    .matcher(page)
                    .results()
                    .map(m -> m.group(1))
                    .toList();
            assertThat(linked).contains("q", "p-value", "shift-in-use").allSatisfy(anchor -> assertThat(page)
                    .contains("id=\"" + anchor + "\""));
        }
    }

    @Test
    void aRowOfPicturesSaysWhichFeatureItShowsAndItsCaptionsAreNotCut() throws IOException {
        String page = write(ComparisonPage.of(comparison(Comparison.FEATURES)));
        assertThat(page)
                .contains("<h2>Feature 3 (&lt;b&gt;&quot;x&quot;,&amp;&lt;/b&gt;) in the first</h2>")
                .contains("<h2>Feature 8 in the second</h2>")
                .contains("<span class=\"caption\">1.50 s-0</span>");
    }

    @Test
    void somethingElseInTheFolderIsLeftAloneAndNothingHalfIsWritten() throws IOException {
        Path mine = Files.writeString(Files.createDirectory(temp.resolve("out")).resolve("mine.txt"), "mine");
        assertThatThrownBy(() -> write(ComparisonPage.of(comparison(Comparison.FEATURES))))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining("something else");
        assertThat(mine).hasContent("mine");
        try (var left = Files.list(temp)) {
            assertThat(left).containsExactly(temp.resolve("out"));
        }
    }

    private static FindingPage saying(String lead, String head, Map<String, String> terms) {
        FindingPage.Sheet sheet =
                new FindingPage.Sheet("table", "Table", "", List.of(head), terms, List.of(List.<Object>of(0.5)));
        return new FindingPage("Kicker", "Title", lead, List.of(), List.of(), List.of(sheet), List.of(), Map.of());
    }

    @Test
    void aPageExplainsAWordAsItsOwnTableMeansIt() throws IOException {
        String page = write(saying("The largest cosine is 0.5.", "cosine", Map.of("cosine", "sample-cosine")));
        assertThat(page).contains(Term.SAMPLE_COSINE.formula()).doesNotContain(Term.COSINE.formula());
        page = write(saying("The largest cosine is 0.5.", "figure", Map.of()));
        assertThat(page).contains(Term.COSINE.formula());
    }

    @Test
    void ofTwoWordsThatFitTheLongerOneIsMeant() throws IOException {
        assertThat(write(saying("Average precision 0.5.", "figure", Map.of())))
                .contains(Term.AVERAGE_PRECISION.definition())
                .doesNotContain(Term.PRECISION.definition());
        assertThat(Term.allIn("precision and average precision, of retention the retention lost"))
                .containsExactly(Term.PRECISION, Term.AVERAGE_PRECISION, Term.RETENTION_LOSS, Term.RETENTION);
    }

    @Test
    void theHeadlineSaysSharesAndChance() {
        assertThat(ComparisonPage.headline(comparison(Comparison.FEATURES)))
                .contains("1 feature is matched: 10 % of the first's 10 living ones")
                .contains("chance alone matches 0");
    }
}
