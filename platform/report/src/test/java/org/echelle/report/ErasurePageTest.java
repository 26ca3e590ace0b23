package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;
import org.echelle.api.Progress;
import org.echelle.runs.erasure.EraseOutcome;
import org.echelle.runs.erasure.EraseResult;
import org.echelle.runs.erasure.EraseScore;
import org.echelle.runs.erasure.FeatureDistances;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasurePageTest {
    @TempDir
    Path folder;

    /** Three pictures of the class, all unlearned, and six others. */
    private static EraseOutcome outcome(int targets, String... methods) {
        return outcome(Optional.empty(), targets, methods);
    }

    private static EraseOutcome outcome(Optional<FeatureDistances> distances, int targets, String... methods) {
        EraseScore score = new EraseScore(
                Measure.of(1, 3, new Interval(0.4385, 1, 3)), Measure.of(1, 6), Measure.of(0, 6), List.of(), distances);
        List<EraseResult> results = new ArrayList<>();
        Map<String, EraseOutcome.Means> means = new LinkedHashMap<>();
        for (String method : methods) {
            for (int t = 0; t < targets; t++) {
                results.add(new EraseResult("class " + t, method, "", 1, Optional.of(score), List.of()));
            }
            means.put(method, new EraseOutcome.Means(targets, score));
        }
        return new EraseOutcome(
                Map.of(),
                "block",
                "",
                List.of("class 0", "class 1"),
                List.of("class 0", "class 1"),
                9,
                4,
                Measure.of(1, 9),
                List.of(),
                results,
                List.of(),
                means,
                new EraseOutcome.Attacked("", 0, 0),
                List.of(),
                Map.of());
    }

    private String page(EraseOutcome outcome) throws IOException {
        return Files.readString(
                ErasurePage.of(outcome, outcome.json()).write(folder, List.of(), Map.of(), Progress.SILENT));
    }

    @Test
    void aShareOfAFewPicturesSaysHowMany() throws IOException {
        assertThat(ErasurePage.headline(outcome(1, "gated")))
                .startsWith("Erasing ")
                .contains("gated: unlearned 100.0 % [43.9, 100.0] of 3 pictures, retention lost");
        assertThat(ErasurePage.headline(outcome(2, "gated")))
                .startsWith("Mean over 2 classes: gated: unlearned 100.0 % [43.9, 100.0], retention lost 0.0 points")
                .doesNotContain("pictures");
        page(outcome(2, "gated"));
        assertThat(Files.readAllLines(folder.resolve("means.csv")).get(1)).startsWith("gated,2,1,0.4385,1,");
        page(outcome(1, "gated"));
        List<String> rows = Files.readAllLines(folder.resolve("results.csv"));
        assertThat(rows.get(0)).startsWith("class,method,setting,features,pictures_of_the_class,unlearning,");
        assertThat(rows.get(1)).startsWith("class 0,gated,,1,3,1,");
    }

    @Test
    void distancesOfOneSeedInAHalfShowNoIntervalAndSayWhy() throws IOException {
        String why = "Distances without an interval have fewer than two seeds in a half";
        EraseOutcome few = outcome(Optional.of(distances(new Interval(0.25, 0.25, 0))), 1, "gated");
        assertThat(page(few)).contains(why);
        assertThat(ErasurePage.lines(few).get(1))
                .contains("gated 0.50 [0.40, 0.60], kernel distance +0.25, Fréchet distance +0.25.");
        EraseOutcome enough = outcome(Optional.of(distances(new Interval(0.125, 0.375, 200))), 1, "gated");
        assertThat(page(enough)).doesNotContain(why);
        assertThat(ErasurePage.lines(enough).get(1)).contains("kernel distance +0.25 [0.125, 0.375]");
    }

    private static FeatureDistances distances(Interval interval) {
        Measure far = Measure.of(0.25, 4, interval);
        FeatureDistances.Against all = new FeatureDistances.Against(far, far, far);
        return new FeatureDistances(all, all, Measure.of(0.5, 8, new Interval(0.4, 0.6, 200)));
    }

    @Test
    void onlyBaselinesThatRanAreNamed() throws IOException {
        assertThat(page(outcome(1, "gated", "ask-nothing", "swap", "random")))
                .contains("ask-nothing and swap are baselines without features; random is the control: matched");
        assertThat(ErasureMethodNotes.roles(outcome(1, "gated", "swap")))
                .isEqualTo("swap is a baseline without features.");
        assertThat(ErasureMethodNotes.roles(outcome(1, "gated"))).isEmpty();
    }

    @Test
    void everyMethodThatRanIsExplained() throws IOException {
        assertThat(page(outcome(1, "gated", "saeuron-reference")))
                .contains("gated: the features whose mean activation differs most")
                .contains("saeuron-reference: saeuron with the error term reversed")
                .doesNotContain("itd: ");
    }
}
