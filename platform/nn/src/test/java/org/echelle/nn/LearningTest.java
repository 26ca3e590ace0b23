package org.echelle.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearningTest {
    @Test
    void theRateRisesInAStraightLineAndFallsAlongHalfACosine() {
        LearningRate rate = new LearningRate(0.4, 4, 12, true);
        assertThat(rate.at(0)).isCloseTo(0.1, within(1e-12));
        assertThat(rate.at(3)).isCloseTo(0.4, within(1e-12));
        assertThat(rate.at(4)).isCloseTo(0.4, within(1e-12));
        assertThat(rate.at(8)).isCloseTo(0.2, within(1e-12)); // half of the way down
        assertThat(rate.at(12)).isCloseTo(0, within(1e-12));
    }

    @Test
    void aRateThatDoesNotFallStays() {
        LearningRate rate = new LearningRate(0.4, 0, 12, false);
        assertThat(rate.at(0)).isEqualTo(0.4);
        assertThat(rate.at(11)).isEqualTo(0.4);
    }

    @Test
    void runningMeansForgetTheFirstWeightsSoonAndThenFollowTheirDecay() {
        try (Loops loops = new Loops()) {
            NDArray w = loops.manager.create(new float[] {8});
            RunningMeans means = new RunningMeans(Map.of("w", w), 0.15, loops.manager);
            w.set(new float[] {0});
            means.update(); // 1/10 of what was
            assertThat(means.values().get("w").getFloat()).isCloseTo(0.8f, within(1e-6f));
            w.set(new float[] {1});
            means.update(); // 2/11 would be more than the decay, so 0.15
            assertThat(means.values().get("w").getFloat()).isCloseTo(0.15f * 0.8f + 0.85f, within(1e-6f));
            assertThat(w.getFloat()).isEqualTo(1);
        }
    }
}
