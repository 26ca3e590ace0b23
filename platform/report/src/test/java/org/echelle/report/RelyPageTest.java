package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.runs.reliance.RelyOutcome;
import org.junit.jupiter.api.Test;

class RelyPageTest {
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
