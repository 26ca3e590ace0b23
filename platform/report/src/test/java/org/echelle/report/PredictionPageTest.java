package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.echelle.analysis.Interval;
import org.echelle.analysis.prediction.FewLabels;
import org.echelle.api.Progress;
import org.echelle.runs.Prediction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class PredictionPageTest {
    private static final String HOSTILE = "<b>\"x\",&</b>";

    @TempDir
    Path temp;

    private static FewLabels.Curve curve(String name, double... medians) {
        List<FewLabels.Point> points = new ArrayList<>();
        for (int s = 0; s < medians.length; s++) {
            double[] repeats = {medians[s] - 0.1, medians[s], medians[s] + 0.1};
            double[] explained = new double[3];
            Arrays.fill(explained, Double.isNaN(medians[s]) ? Double.NaN : medians[s] / 2);
            points.add(new FewLabels.Point(new int[] {8, 96}[s], repeats, explained, 0, s == 1 ? 0.75 : 0));
        }
        return new FewLabels.Curve(name, name.contains("labels") ? 0 : 10, points);
    }

    private static Prediction prediction() {
        Interval around = new Interval(0.1, 0.4, 20);
        return new Prediction(
                HOSTILE,
                "blocks.3",
                HOSTILE,
                new FewLabels.Request(new int[] {8, 96, 384}, 3, new double[] {1, 10}, 0.2, 0),
                new FewLabels.Outcome(
                        200,
                        50,
                        38,
                        44,
                        List.of(384),
                        150,
                        List.of(
                                curve("features", 0.3, 0.6),
                                curve("neurons", 0.2, 0.65),
                                curve("score without labels", Double.NaN, Double.NaN),
                                curve(FewLabels.MEAN, 0, 0))),
                "patient",
                120,
                150,
                0.62,
                around,
                List.of(
                        new Prediction.Weight(7, HOSTILE, 0.25, around, 0.95, 0.5),
                        new Prediction.Weight(9, "", -0.2, around, 1, 1)),
                30,
                List.of(new Prediction.Suggestion(3, HOSTILE, 1.5, 0.25, around)));
    }

    @Test
    void thePageIsWellFormedAndItsFiguresAreDefinedOnIt() throws Exception {
        Path written = PredictionPage.of(prediction()).write(temp.resolve("out"), List.of(), Map.of(), Progress.SILENT);
        String page = Files.readString(written);
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(page)));
        assertThat(page)
                .doesNotContain(HOSTILE)
                .doesNotContain("NaN")
                .contains("38 to 44 held-out samples")
                .contains("50 groups (patient)")
                .contains("Left out: 384 labels")
                .contains("chose the greatest penalty, 10, for features (75 % of fits), neurons (75 % of fits)")
                .contains("120 of the 200 samples")
                .contains("echelle steer RUN --hook blocks.3 --target OUTPUT --feature 7 --scale 2");
        List<String> linked = Pattern.compile("class=\"term\" href=\"#([^\"]+)")
                .matcher(page)
                .results()
                .map(m -> m.group(1))
                .toList();
        assertThat(linked)
                .contains("held-out-spearman", "held-out-r2", "prediction-weight", "spread-of-predictions")
                .allSatisfy(anchor -> assertThat(page).contains("id=\"" + anchor + "\""));
        assertThat(Files.readString(temp.resolve("out/suggested.csv")))
                .contains("\"<b>\"\"x\"\",&</b>\",3,1.5,0.1,0.4,0.25");
        assertThat(Files.readString(temp.resolve("out/result.json")))
                .contains("\"labelled\" : 200")
                .doesNotContain("NaN");
    }

    @Test
    void theLeadHoldsFeaturesAgainstTheBestOfTheOthersRepeatByRepeat() {
        assertThat(PredictionPage.lead(prediction()))
                .contains("From 96 labels")
                .contains("the best of the others, neurons")
                .contains("behind by 0.05")
                .contains("ahead in 0 of 3");
        PredictionPage.Difference d = PredictionPage.Difference.of(
                prediction().curves().curves().get(0),
                prediction().curves().curves().get(1),
                0);
        assertThat(d.median()).isCloseTo(0.1, within(1e-12));
        assertThat(d.ahead()).isEqualTo(3);
    }

    @Test
    void theTerminalHasALineForEachInput() {
        assertThat(PredictionPage.lines(prediction())).hasSize(5).allMatch(line -> !line.contains("NaN"));
    }
}
