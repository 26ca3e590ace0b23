package org.echelle.sae;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** k-annealing: from a large k straight down to the target, then on at the target. */
class KScheduleTest {
    @ParameterizedTest
    @ValueSource(strings = {"topk", "batch-topk", "matryoshka", "hierarchical-topk", "abs-topk", "ort", "kron"})
    void kFallsLinearlyAndStaysAtItsTarget(String architecture) {
        TrainConfig config = TrainConfig.of(architecture, 64)
                .withK(4)
                .withSteps(1000)
                .withSetting("k-start", 44)
                .withSetting("k-anneal", 0.2)
                .resolve(-1, 8);
        Objective objective = Architectures.trainable(architecture).objective(config, 8);
        assertThat(objective.k(config, 0)).isEqualTo(44);
        assertThat(objective.k(config, 50)).isEqualTo(34);
        assertThat(objective.k(config, 100)).isEqualTo(24);
        assertThat(objective.k(config, 199)).isEqualTo(4);
        assertThat(objective.k(config, 200)).isEqualTo(4);
        assertThat(objective.k(config, 999)).isEqualTo(4);
        TrainConfig wide = config.withSetting("k-start", 1000);
        assertThat(objective.k(wide, 0)).isEqualTo(64); // no more than there are features
        TrainConfig none = config.withSetting("k-start", 0);
        assertThat(objective.k(none, 0)).isEqualTo(4);
    }
}
