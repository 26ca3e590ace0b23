package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.echelle.analysis.Interval;
import org.echelle.analysis.time.AcrossTime;
import org.echelle.analysis.time.FeatureLife;
import org.echelle.api.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimePageTest {
    @TempDir
    Path folder;

    private static FeatureLife life(int feature, int birth, int peak, int death, float... mean) {
        return new FeatureLife(
                feature,
                mean,
                mean,
                new FeatureLife.Moment(birth, birth, birth, true),
                new FeatureLife.Moment(peak, birth, death, true),
                new FeatureLife.Moment(death, death, death, false));
    }

    private static AcrossTime time() {
        List<AcrossTime.Fit> fits = List.of(
                new AcrossTime.Fit(40, .5, new Interval(.4, .6, 9), 3, Interval.none(3), 7),
                new AcrossTime.Fit(40, .25, Interval.none(.25), 3, Interval.none(3), 8),
                new AcrossTime.Fit(40, .125, Interval.none(.125), 3, Interval.none(3), 9));
        return new AcrossTime(
                "timestep",
                new int[] {900, 500, 20},
                4,
                fits,
                List.of(life(0, 1, 2, 2, 0, .5f, 1), life(1, 0, 0, 0, .75f, 0, .25f), life(3, 0, 1, 2, 1, 1, 1)));
    }

    private Path written() {
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
                Optional.empty(),
                List.of(),
                Optional.of(time()));
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
    void thePageTellsEachTimestepsFitAndEachFeaturesLife() throws Exception {
        Path index = written();
        assertThat(Files.readString(index)).contains("href=\"time.html\"");
        String page = Files.readString(index.resolveSibling("time.html"));
        assertThat(page)
                .contains("at timestep 900, n = 40 rows", "n = 120 rows of 4 groups", "[0.4, 0.6]")
                .contains("3 living features", "features/1.html", "data/time.csv")
                .doesNotContain("NaN");
        String glossary = Files.readString(index.resolveSibling("glossary.html"));
        Matcher links = Pattern.compile("glossary.html#([^\"]+)\"").matcher(page);
        while (links.find()) {
            assertThat(glossary).contains("id=\"" + links.group(1) + "\"");
        }
        assertThat(Files.readString(index.resolveSibling("data").resolve("time.csv")))
                .contains("\r\n0,500,500,500,20,500,20,20,,,false,0.0,0.5,1.0,");
    }

    @Test
    void aFeaturesPageTellsItsLifeAndOneThatIsNeverActiveHasNone() throws Exception {
        Path index = written();
        String features = Files.readString(index.resolveSibling("features").resolve("0.html"));
        assertThat(features).contains("Life over timesteps", "from timestep <strong>500</strong>", "Share of rows");
        assertThat(Files.readString(index.resolveSibling("features").resolve("2.html")))
                .doesNotContain("Life over timesteps");
    }

    @Test
    void theMapOrdersFeaturesByTheirPeaks() {
        assertThat(LifeMap.ordered(time())).extracting(FeatureLife::feature).containsExactly(1, 3, 0);
        assertThat(LifeMap.svg("map", time())).contains("900", "features, by the step of their peak", "its peak");
    }
}
