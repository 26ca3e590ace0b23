package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;
import org.echelle.api.HookPoint;
import org.echelle.runs.reliance.Findings;
import org.echelle.runs.reliance.RelyOutcome;
import org.junit.jupiter.api.Test;

class RelyPageTest {
    private static Findings.Intervened looked(String what, String units) {
        Measure area = Measure.of(0.75, 40, new Interval(0.5, 1, 100));
        return new Findings.Intervened(what, units, 0, 1, area, area);
    }

    @Test
    void theHeadlineSaysWhatEachNCountsAndWhatAMapOfTheWholeSampleGets() {
        Measure anywhere = Measure.of(0.125, 2, new Interval(0, 0.5, 100));
        Measure few = Measure.of(0.25, 2, new Interval(0, 0.5, 100));
        RelyOutcome found = new RelyOutcome(
                Map.of(),
                new HookPoint("relu", 4, HookPoint.Layout.WIDTH_LAST, List.of(), "states"),
                "ill",
                "finding/ill",
                "",
                List.of(),
                List.of(looked("base", ""), looked("reconstruction", "features")),
                List.of(),
                List.of(),
                List.of(
                        new Findings.Located("area/lungs", "best feature", 3, 0.5, few, few, few, 5),
                        new Findings.Located("area/heart", "whole sample", -1, 0, few, few, few, 5),
                        new Findings.Located("area/lungs", "whole sample", -1, 0, anywhere, anywhere, anywhere, 5)),
                List.of(),
                List.of(),
                List.of());
        assertThat(RelyPage.headline(found))
                .contains("AUROC of ill is 0.750 [0.500, 1.000] (n = 40 samples) as it is")
                .contains("an IoU of 0.250 [0.000, 0.500] (n = 2 groups) and points inside in 0.250")
                .contains("(n = 2 groups); the whole sample as a map has 0.125 and 0.125.")
                .doesNotContain("(n = 2)");
    }

    @Test
    void whereNothingCouldBeAskedTheTerminalSaysWhy() {
        RelyOutcome empty = new RelyOutcome(
                Map.of(),
                new HookPoint("relu", 4, HookPoint.Layout.WIDTH_LAST, List.of(), "states"),
                "Pneumonia/present",
                "",
                "",
                List.of("No concept is called like the output.", "--finding takes one of finding/ill."),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        assertThat(RelyPage.told(empty))
                .containsExactly(
                        RelyPage.headline(empty),
                        "No concept is called like the output.",
                        "--finding takes one of finding/ill.");
    }
}
