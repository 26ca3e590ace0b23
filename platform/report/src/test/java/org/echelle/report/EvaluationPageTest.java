package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.echelle.analysis.Density;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Reconstruction;
import org.echelle.analysis.geometry.Cooccurrence;
import org.echelle.analysis.reconstruction.DarkMatter;
import org.echelle.analysis.reconstruction.PublishedVariance;
import org.echelle.analysis.samples.SampleMatrix;
import org.echelle.api.Concept;
import org.echelle.api.Progress;
import org.echelle.runs.evaluation.Cell;
import org.echelle.runs.evaluation.Chapter;
import org.echelle.runs.evaluation.Chapters;
import org.echelle.runs.evaluation.Downstream;
import org.echelle.runs.evaluation.Evaluated;
import org.echelle.runs.evaluation.Materials;
import org.echelle.runs.evaluation.Sheet;
import org.echelle.runs.evaluation.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationPageTest {
    private static final int WIDTH = 6;

    @TempDir
    Path folder;

    private final Random random = new Random(1);

    /** Two groups of three classes each; feature c fires for class c of the first, 3 + c for that of the second, along axis c. */
    private Side side(int n, int concepts, String group) {
        double[][] codes = new double[n][8];
        double[][] x = new double[n][WIDTH];
        boolean[][] present = new boolean[concepts][n];
        boolean[][] known = new boolean[concepts][n];
        String[] groups = new String[n];
        for (int i = 0; i < n; i++) {
            groups[i] = group + i;
            int a = random.nextInt(3);
            int b = 3 + random.nextInt(3);
            codes[i][a] = 1 + random.nextDouble();
            codes[i][b] = 1 + random.nextDouble();
            codes[i][6] = random.nextInt(3) == 0 ? random.nextDouble() : 0;
            for (int k = 0; k < WIDTH; k++) {
                x[i][k] = codes[i][k] + 0.05 * random.nextGaussian();
            }
            for (int c = 0; c < concepts; c++) {
                known[c][i] = true;
                present[c][i] = c == a || c == b;
            }
        }
        SampleMatrix m = SampleMatrix.of(codes);
        return new Side(new int[n], groups, List.of(m, m), List.of(x, x), present, known);
    }

    private Evaluated evaluated(int concepts) {
        List<Concept> names = new ArrayList<>();
        BitSet probed = new BitSet();
        for (int c = 0; c < concepts; c++) {
            String group = c < 3 ? "first" : "second";
            names.add(new Concept(
                    group + "/" + c, "<" + c + ">", group, Concept.Level.SAMPLE, Concept.Scale.BOOLEAN, "made up"));
            probed.set(c);
        }
        float[] decoder = new float[8 * WIDTH];
        for (int j = 0; j < WIDTH; j++) {
            decoder[j * WIDTH + j] = 1;
        }
        decoder[6 * WIDTH] = 0.5f;
        Cooccurrence together = new Cooccurrence(8);
        together.add(new int[] {0, 3}, 2);
        float[] scores = new float[3];
        String[] rows = {"a", "b", "c"};
        Materials m = new Materials(
                side(300, concepts, "s"),
                side(300, concepts, "h"),
                decoder,
                names,
                probed,
                probed,
                new Reconstruction(WIDTH).summary(),
                new Reconstruction(WIDTH).intervals(),
                new Density(8).summary(),
                new Density(8).intervals(),
                new PublishedVariance(WIDTH),
                new DarkMatter(WIDTH),
                together,
                new int[] {0, 1, 2, 3, 4, 5, 6, 7},
                new Materials.Unlikely(
                        List.of(new Materials.Unlikely.Score("a score", scores, scores, scores)), rows, rows, rows),
                Downstream.undefined("nobody ran it"),
                new GroupBootstrap(50, 0.95, 1));
        return new Evaluated("blocks.3", "made-up samples", Chapters.of(m, title -> {}));
    }

    private Path written(Evaluated evaluated) {
        FakeWorld.Pictures pictures = new FakeWorld.Pictures(60, 1, "");
        ReportInput input = FakeRun.input(pictures, FakeWorld.concepts(), 8, ReportOptions.standard(), "blocks.3");
        HookPointReport r = input.hookPoints().get(0);
        HookPointReport with = new HookPointReport(
                r.hook(),
                r.facts(),
                r.history(),
                r.advice(),
                r.evaluation(),
                r.concepts(),
                r.recovery(),
                r.activations(),
                r.nearest(),
                Optional.of(evaluated),
                List.of());
        return Report.write(
                folder.resolve("report"),
                new ReportInput(
                        input.title(),
                        input.summary(),
                        input.facts(),
                        input.warnings(),
                        List.of(with),
                        input.drawing(),
                        input.provenance(),
                        input.options()),
                Progress.SILENT);
    }

    @Test
    void everyFigureLinksToAnEntryThatIsThereAndTheIndexLinksThePage() throws Exception {
        Path index = written(evaluated(6));
        assertThat(Files.readString(index)).contains("href=\"evaluation.html\"");
        String page = Files.readString(index.resolveSibling("evaluation.html"));
        String glossary = Files.readString(index.resolveSibling("glossary.html"));
        Matcher links = Pattern.compile("glossary.html#([^\"]+)\"").matcher(page);
        int found = 0;
        while (links.find()) {
            assertThat(glossary).contains("id=\"" + links.group(1) + "\"");
            found++;
        }
        assertThat(found).isGreaterThan(20);
        assertThat(page).doesNotContain("NaN").contains("&lt;0&gt;").doesNotContain("<0>");
        assertThat(page)
                .as("empty sums say why there is no figure")
                .contains("not defined, because there are no held-out rows");
        assertThat(RunReport.evaluationPage(index, "blocks.3", true)).exists();
    }

    @Test
    void aFeatureOfSeveralMeaningsTellsThemOnItsPage() throws Exception {
        // Feature 0 fires for class 0 of the first group, beside which one of three classes of the second has its own
        // axis.
        Evaluated evaluated = evaluated(6);
        Sheet meanings = evaluated.meanings(0).orElseThrow();
        assertThat(meanings.rows()).hasSize(3);
        long samples = 0;
        List<String> texts = new ArrayList<>();
        for (List<Cell> row : meanings.rows()) {
            samples += ((Cell.Count) row.get(2)).count();
            texts.add(((Cell.Words) row.get(3)).text());
        }
        assertThat(samples).as("the 40 strongest").isEqualTo(40);
        for (String other : List.of("<3>", "<4>", "<5>")) {
            assertThat(texts.stream().filter(t -> t.contains(other))).as(other).hasSize(1);
        }
        assertThat(evaluated.meanings(99)).isEmpty();

        Path index = written(evaluated);
        String page = Files.readString(index.resolveSibling("features").resolve("0.html"));
        assertThat(page).contains("Several meanings", "1 of 3", "3 of 3", "glossary.html#polysemantic-split");
        assertThat(Files.readString(index.resolveSibling("evaluation.html"))).contains("1 of 3");
    }

    @Test
    void worldsWithoutConceptsHaveAPageToo() throws Exception {
        String page = Files.readString(written(evaluated(0)).resolveSibling("evaluation.html"));
        assertThat(page).contains("Not defined, because no concept").doesNotContain("NaN");
    }

    @Test
    void anUnknownTermIsADefectThatIsNamed() {
        assertThatThrownBy(() -> Glossary.at("no-such-entry")).hasMessageContaining("no-such-entry");
        for (Term term : Term.values()) {
            assertThat(Glossary.at(term.anchor())).isEqualTo(term);
        }
    }

    @Test
    void everyColumnOfFiguresOnEveryPageOfARunIsDefinedInTheGlossary() throws Exception {
        Path index = written(evaluated(6));
        int columns = 0;
        try (Stream<Path> files = Files.walk(index.getParent())) {
            for (Path page : files.filter(p -> p.toString().endsWith(".html")).toList()) {
                Matcher head = Pattern.compile("<th scope=\"col\"[^>]*class=\"num\"[^>]*>([^<]*)")
                        .matcher(Files.readString(page));
                while (head.find()) {
                    assertThat(head.group())
                            .as("column '%s' of %s has no definition", head.group(1), page.getFileName())
                            .contains("title=\"");
                    columns++;
                }
            }
        }
        assertThat(columns).isGreaterThan(40);
    }

    @Test
    void everyTermOfAFigureHasADefinitionAndAFormula() {
        for (Term term : Term.values()) {
            assertThat(term.definition()).as(term.word()).matches("(?s).{30,}[.?]");
            assertThat(term.formula()).as(term.word()).isNotBlank();
        }
        for (Chapter chapter : evaluated(6).chapters()) {
            chapter.findings()
                    .forEach(f -> assertThat(Glossary.at(f.term())).as(f.name()).isNotNull());
            for (Sheet sheet : chapter.sheets()) {
                for (List<Cell> row : sheet.rows()) {
                    for (int c = 0; c < row.size(); c++) {
                        if (row.get(c) instanceof Cell.Figure) {
                            assertThat(Glossary.at(sheet.columns().get(c).term()))
                                    .as(sheet.columns().get(c).title())
                                    .isNotNull();
                        }
                    }
                }
                assertThat(sheet.caption())
                        .as("%s says on which samples", sheet.id())
                        .containsPattern(
                                "held-out|selection|features|activit|mean activations|factors|units|reconstruction");
            }
        }
    }

    @Test
    void wordsAreFoundWhereTheyStandAloneOnly() {
        assertThat(Term.COVERING_RADIUS.in("diverse: Covering radius 0.31, where"))
                .isTrue();
        assertThat(Term.Q.in("q ≤ 0.05")).isTrue();
        assertThat(Term.Q.in("quiet")).isFalse();
        assertThat(Glossary.named("DELTA")).contains(Term.DELTA);
        assertThat(Glossary.named("feature")).isEmpty();
    }
}
