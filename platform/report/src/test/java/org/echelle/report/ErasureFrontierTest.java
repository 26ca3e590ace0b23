package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.echelle.analysis.Measure;
import org.echelle.runs.erasure.EraseResult;
import org.echelle.runs.erasure.EraseScore;
import org.junit.jupiter.api.Test;

class ErasureFrontierTest {
    private static EraseResult setting(double unlearned, double lost) {
        EraseScore score =
                new EraseScore(measure(unlearned), measure(1 - lost), measure(lost), List.of(), Optional.empty());
        return new EraseResult("three", "method", unlearned + " " + lost, 1, Optional.of(score), List.of());
    }

    private static Measure measure(double value) {
        return Measure.of(value, 10);
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
