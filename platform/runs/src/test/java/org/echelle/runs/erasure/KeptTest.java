package org.echelle.runs.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.runs.WatchedGroup;
import org.junit.jupiter.api.Test;

class KeptTest {
    private static final GroupBootstrap DRAWS = new GroupBootstrap(100, 0.95, 3);
    private static final List<String> SHAPES = List.of("circle", "ring");

    @Test
    void whatIsWatchedIsKeptOfAllSamplesThatNameIt() {
        // two seeds of four prompts: 8 samples, of which 6 name a colour
        EraseSamples samples =
                EraseSamples.of(List.of("a red circle", "a circle", "ring in red", "a blue ring"), SHAPES, 2, 0);
        assertThat(samples.asked()).containsExactly(0, 0, 1, 1, 0, 0, 1, 1);
        int[] before = {0, 1, 0, 1, 0, 0, 0, 0}; // the last blue one was red already
        int[] after = {0, 0, 1, 1, 1, 1, 0, 0};
        Kept kept = KeptFigures.of(samples, new WatchedGroup("colour", List.of("red", "blue"), 2), before, after, DRAWS)
                .kept();
        assertThat(kept.group()).isEqualTo("colour");
        assertThat(kept.retention().value()).isCloseTo(3 / 6.0, within(1e-12));
        assertThat(kept.loss().value()).isCloseTo(5 / 6.0 - 3 / 6.0, within(1e-12));
    }

    @Test
    void whereNothingOfItIsAskedForItIsNotDefined() {
        EraseSamples samples = EraseSamples.of(SHAPES, SHAPES, 2, 0);
        int[] judged = {0, 0, 0, 0};
        Kept kept = KeptFigures.of(samples, new WatchedGroup("colour", List.of("red"), 2), judged, judged, DRAWS)
                .kept();
        assertThat(kept.retention().defined()).isFalse();
    }
}
