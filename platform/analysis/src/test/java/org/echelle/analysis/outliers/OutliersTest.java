package org.echelle.analysis.outliers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.echelle.analysis.SampleCodes;
import org.junit.jupiter.api.Test;

class OutliersTest {
    @Test
    void scoresByHand() {
        // Four rows: feature 0 fires on two, feature 1 on one, feature 2 never (clipped to half a firing).
        UnlikelyCodes reference = new UnlikelyCodes(3);
        reference.learn(new SampleCodes(4, new int[] {0, 2, 3, 3, 3}, new int[] {0, 1, 0}, new float[] {1, 1, 1}));
        SampleCodes row = new SampleCodes(1, new int[] {0, 2}, new int[] {0, 2}, new float[] {3, 5});
        double surprise = -(Math.log(0.5) + Math.log(0.75) + Math.log(0.125));
        assertThat(reference.of(UnlikelyCodes.Score.SURPRISE, row, 0, 0).value())
                .isCloseTo(surprise, within(1e-12));
        double mean = 0.75;
        double sd = Math.sqrt((4 + 1) / 4.0 - mean * mean);
        assertThat(reference.of(UnlikelyCodes.Score.L0, row, 0, 0).value()).isCloseTo((2 - mean) / sd, within(1e-12));
        assertThat(reference.of(UnlikelyCodes.Score.RARE, row, 0, 0).value()).isEqualTo(5);
        assertThat(reference.of(UnlikelyCodes.Score.ERROR, row, 0, 0.25).value())
                .isEqualTo(0.25);
        assertThat(new UnlikelyCodes(3).of(UnlikelyCodes.Score.L0, row, 0, 0).because())
                .contains("fewer than two");
    }

    @Test
    void equalDistributionsCannotBeToldApart() {
        Random random = new Random(1);
        float[] a = new float[4000];
        float[] b = new float[4000];
        for (int i = 0; i < 4000; i++) {
            a[i] = (float) random.nextGaussian();
            b[i] = (float) random.nextGaussian();
        }
        Detection same = Detection.of(a, b);
        assertThat(same.auroc().value()).isCloseTo(0.5, within(0.02));
        assertThat(same.averagePrecision().value()).isCloseTo(0.5, within(0.03));
        assertThat(same.falseAlarms().value()).isCloseTo(0.95, within(0.02));
    }

    @Test
    void averagePrecisionAndFalseAlarmsByHand() {
        // Falling: foreign 9, known 8, foreign 7, known 7, foreign 1. Precisions at the three foreign: 1, 2/4, 3/5.
        Detection d = Detection.of(new float[] {1, 9, 7}, new float[] {7, 8});
        assertThat(d.averagePrecision().value()).isCloseTo((1 + 0.5 + 0.6) / 3, within(1e-12));
        assertThat(d.falseAlarms().value()).isEqualTo(1);
        Detection apart = Detection.of(new float[] {5, 6}, new float[] {1, 2});
        assertThat(apart.auroc().value()).isEqualTo(1);
        assertThat(apart.falseAlarms().value()).isZero();
        assertThat(Detection.of(new float[0], new float[1]).auroc().because()).contains("0 foreign");
        assertThatThrownBy(() -> Detection.of(new float[] {Float.NaN}, new float[1]))
                .hasMessageContaining("not a number");
    }
}
