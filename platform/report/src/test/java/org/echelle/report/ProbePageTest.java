package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;
import org.echelle.analysis.probing.ProbeTrial;
import org.echelle.api.Progress;
import org.echelle.runs.probing.ProbeAnswer;
import org.echelle.runs.probing.Probed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbePageTest {
    @TempDir
    Path folder;

    private static ProbeAnswer answer(String hook, int step, double accuracy) {
        Measure found = Measure.of(accuracy, 40, new Interval(accuracy - .1, accuracy + .1, 50));
        return new ProbeAnswer(
                hook,
                OptionalInt.of(step),
                "digit",
                60,
                40,
                new ProbeTrial(
                        found,
                        found,
                        Measure.undefined("the measured samples are all of one class"),
                        Measure.of(.25, 40)));
    }

    private static Probed probed() {
        return new Probed(
                Map.of("digit", List.of("0", "1", "2", "3")),
                List.of(
                        answer("early", 900, .5),
                        answer("early", 100, .625),
                        answer("late", 900, .75),
                        answer("late", 100, .875)),
                List.of("1 of 2 questions are left out."),
                Map.of("bootstrap", 50));
    }

    @Test
    void thePageHasAMapOfHookPointsAndTimestepsAndTheTable() throws Exception {
        Path page =
                ProbePage.of("a run", probed()).write(folder.resolve("probes"), List.of(), Map.of(), Progress.SILENT);
        String html = Files.readString(page);
        assertThat(html)
                .contains("digit is read best at late, timestep 100: 87.5 % of 40 held-out samples, majority")
                .contains(
                        ">88</text>",
                        "late, 100: 87.5",
                        "the palest cells are no better than the majority baseline, 25")
                .contains("1 of 2 questions are left out.", "not defined")
                .contains(Html.escape(Term.PROBE_ACCURACY.definition()))
                .doesNotContain(Html.escape(Term.ACCURACY.definition()))
                .doesNotContain("NaN");
        assertThat(html.indexOf(">900</text>")).isLessThan(html.indexOf(">100</text>"));
        assertThat(Files.readString(page.resolveSibling("probes.csv")))
                .contains("hook_point,timestep,concept,fitted_on,n,accuracy,accuracy_low,accuracy_high,majority");
        assertThat(Files.readString(page.resolveSibling("result.json")))
                .contains("\"timestep\" : 100", "not-defined", "\"fitted\" : 60");
    }

    @Test
    void thePlaceOfTheBestIsOneOfAllThatAreAsGood() {
        Probed level = new Probed(
                Map.of("digit", List.of("0", "1")),
                List.of(answer("early", 900, .75), answer("early", 100, .875), answer("late", 100, .875)),
                List.of(),
                Map.of());
        assertThat(ProbePage.headline(level))
                .startsWith("digit is read best at early, timestep 100, and as well at 1 other cell: 87.5 %");
        assertThat(ProbePage.headline(probed())).doesNotContain("as well");
    }

    @Test
    void aCellIsTheDarkerTheHigherItsFigure() {
        String svg = new HeatMap(
                        "a map",
                        List.of("row"),
                        List.of("a", "b", "c"),
                        "",
                        new double[][] {{.5, .75, Double.NaN}},
                        .5,
                        1)
                .svg();
        assertThat(svg)
                .contains("fill-opacity=\"0.000\"", "fill-opacity=\"0.500\"")
                .doesNotContain("NaN");
    }
}
