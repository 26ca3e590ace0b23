package org.echelle.runs.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.echelle.runs.RunException;
import org.junit.jupiter.api.Test;

class RankChoiceTest {
    private static final double[] EXPOSURE = new double[24];

    static {
        for (int u = 0; u < EXPOSURE.length; u++) {
            EXPOSURE[u] = u % 2;
        }
    }

    private static float[] every(int step, float value) {
        float[] codes = new float[EXPOSURE.length];
        for (int u = 1; u < codes.length; u += step) {
            codes[u] = value;
        }
        return codes;
    }

    @Test
    void featuresComeInTheOrderOfTheirCorrelationWithTheExposure() {
        float[] against = new float[EXPOSURE.length];
        for (int u = 0; u < against.length; u += 2) {
            against[u] = 1;
        }
        float[] late = every(2, 3); // as the exposure, but for two users
        late[1] = 0;
        late[3] = 0;
        float[][] codes = {late, against, every(2, 5), every(12, 1)};
        List<RankChoice.Ranked> chosen = RankChoice.choose(codes, EXPOSURE, 4);
        assertThat(chosen).extracting(RankChoice.Ranked::feature).containsExactly(2, 0);
        assertThat(chosen.get(0).score()).isCloseTo(1, within(1e-12));
        // phi of the table (10, 0; 2, 12): (10 * 12 - 0 * 2) / sqrt(10 * 14 * 12 * 12)
        assertThat(chosen.get(1).score()).isCloseTo(120 / Math.sqrt(10 * 14 * 12 * 12), within(1e-12));
    }

    @Test
    void noFeatureThatGoesWithTheTargetIsASentence() {
        assertThatThrownBy(() -> RankChoice.choose(new float[][] {every(12, 1)}, EXPOSURE, 2))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("give --features");
    }

    @Test
    void controlsOfAStrengthAreThoseOfTheSameStrengthAndOfAblationThoseOfAblation() {
        RankVariant asked = new RankVariant("amplified by 1", 1, 0, List.of());
        RankVariant ablated = new RankVariant("features ablated", Double.NaN, 0, List.of());
        RankVariant unedited = new RankVariant("unedited", Double.NaN, 0, List.of());
        RankVariant one = new RankVariant("amplified", 1, 1, List.of());
        RankVariant none = new RankVariant("ablated", Double.NaN, 1, List.of());
        assertThat(one.controls(asked)).isTrue();
        assertThat(none.controls(asked)).isFalse();
        assertThat(none.controls(ablated)).isTrue();
        assertThat(one.controls(ablated)).isFalse();
        assertThat(none.controls(unedited)).isFalse();
        assertThat(asked.controls(asked)).isFalse();
    }
}
