package org.echelle.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GroupBootstrapTest {
    private static final GroupBootstrap BOOTSTRAP = new GroupBootstrap(300, 0.95, 7);

    private static double mean(double[] values, int[] weights) {
        double above = 0;
        double below = 0;
        for (int i = 0; i < values.length; i++) {
            above += weights[i] * values[i];
            below += weights[i];
        }
        return below == 0 ? Double.NaN : above / below;
    }

    @Test
    void aWeightedMeanHasTheIntervalOfTheMean() {
        Random random = new Random(1);
        double[] values = random.doubles(90).toArray();
        String[] groups = new String[90];
        Arrays.setAll(groups, i -> "patient " + i / 3);
        Measure mean = BOOTSTRAP.mean(values, groups);
        Measure same = BOOTSTRAP.within(Measure.of(mean.value(), 90), groups, w -> mean(values, w));
        assertThat(same.interval().low()).isCloseTo(mean.interval().low(), within(1e-12));
        assertThat(same.interval().high()).isCloseTo(mean.interval().high(), within(1e-12));
    }

    @Test
    void samplesThatAreCopiesWithinTheirGroupMakeNothingSurer() {
        double[] once = {0.1, 0.9, 0.4, 0.2, 0.8};
        double[] often = new double[50];
        String[] groups = new String[50];
        for (int i = 0; i < 50; i++) {
            often[i] = once[i % 5];
            groups[i] = "g" + i % 5;
        }
        Interval few = BOOTSTRAP.mean(once, Arrays.copyOf(groups, 5)).interval();
        Interval many = BOOTSTRAP
                .within(Measure.of(0.48, 50), groups, w -> mean(often, w))
                .interval();
        assertThat(many.low()).isCloseTo(few.low(), within(1e-12));
        assertThat(many.high()).isCloseTo(few.high(), within(1e-12));
    }

    @Test
    void movedReplicatesStayWithinWhatTheFigureCanBe() {
        String[] groups = {"a", "b", "c", "d"};
        // 0.98, and replicates that spread by 0.3 on both sides of their mean
        Measure moved = BOOTSTRAP.around(Measure.of(0.98, 4), groups, w -> 0.5 + 0.3 * Math.signum(w[0] - 1.0));
        assertThat(moved.interval().high()).isGreaterThan(1);
        Interval cut = moved.between(-1, 1).interval();
        assertThat(cut.high()).isEqualTo(1);
        assertThat(cut.low()).isEqualTo(moved.interval().low());
        assertThat(cut.replicates()).isEqualTo(moved.interval().replicates());
        assertThat(new Interval(-0.4, 0.2, 9).between(0, 1)).isEqualTo(new Interval(0, 0.2, 9));
    }

    @Test
    void whatIsNotDefinedStaysSoAndFewerDrawsAreTheFirstOnes() {
        assertThat(BOOTSTRAP
                        .within(Measure.undefined("there is nothing"), new String[0], w -> 1)
                        .because())
                .isEqualTo("there is nothing");
        assertThat(BOOTSTRAP
                        .atMost(20)
                        .within(Measure.of(1, 2), new String[] {"a", "b"}, w -> w[0] == 0 ? Double.NaN : 1)
                        .interval()
                        .replicates())
                .isBetween(1, 19);
        Measure lonely = BOOTSTRAP.mean(new double[] {1, 2, 6}, new String[] {"one", "one", "one"});
        assertThat(lonely.value()).isEqualTo(3);
        assertThat(lonely.interval().known())
                .as("one patient says nothing about others")
                .isFalse();
        assertThat(BOOTSTRAP.atMost(1000)).isEqualTo(BOOTSTRAP);
    }
}
