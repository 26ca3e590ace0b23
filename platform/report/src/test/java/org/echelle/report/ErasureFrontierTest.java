package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.analysis.Measure;
import org.echelle.api.Progress;
import org.echelle.runs.erasure.EraseOutcome;
import org.echelle.runs.erasure.EraseResult;
import org.echelle.runs.erasure.EraseScore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureFrontierTest {
    private static EraseResult setting(double unlearned, double lost) {
        EraseScore score =
                new EraseScore(measure(unlearned), measure(1 - lost), measure(lost), List.of(), Optional.empty());
        return new EraseResult("three", "method", unlearned + " " + lost, 1, Optional.of(score), List.of());
    }

    private static Measure measure(double value) {
        return Measure.of(value, 10);
    }

    @TempDir
    Path folder;

    @Test
    void thePageShowsEverySettingAndWhichOneTuningChose() throws IOException {
        List<EraseResult> settings = List.of(setting(1.0, 0.3), setting(0.9, 0.1), setting(0.9, 0.2));
        EraseResult chosen = settings.get(2);
        EraseOutcome outcome = new EraseOutcome(
                Map.of(),
                "block",
                "",
                List.of("three", "four"),
                List.of("three", "four"),
                10,
                4,
                measure(1),
                List.of(),
                List.of(chosen),
                settings,
                Map.of("method", new EraseOutcome.Means(1, chosen.score().orElseThrow())),
                new EraseOutcome.Attacked("", 0, 0),
                List.of(),
                Map.of());
        Path page = ErasurePage.of(outcome, outcome.json()).write(folder, List.of(), Map.of(), Progress.SILENT);
        assertThat(Files.readString(page))
                .contains(
                        "What remains of three over what is lost of the rest, of 3 settings, with a line through the 2")
                .contains(
                        "settings of equal figures lie on one point",
                        "dark, and joined by a line where there are several")
                .contains("Every setting");
        List<String> rows = Files.readAllLines(folder.resolve("settings.csv"));
        assertThat(rows).hasSize(4);
        assertThat(rows.get(2)).doesNotContain("chosen").endsWith("front");
        assertThat(rows.get(3)).contains("chosen").doesNotContain("front");
    }

    @Test
    void onTheFrontNothingElseIsBetterInBoth() {
        boolean[] front = ErasureFrontier.front(List.of(
                setting(1.0, 0.3),
                setting(0.9, 0.1),
                setting(0.9, 0.2), // as much unlearned for more
                setting(0.5, 0.1), // less for as much
                setting(0.2, 0.0),
                setting(0.2, 0.0))); // two alike
        assertThat(front).containsExactly(true, true, false, false, true, true);
    }
}
