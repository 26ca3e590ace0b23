package org.echelle.runs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.echelle.analysis.samples.SampleMatrix;
import org.junit.jupiter.api.Test;

class PlantedTruthTest {
    private static final int SAMPLES = 120;
    private final Random random = new Random(2);
    private final double[][] z = new double[SAMPLES][5];
    private final boolean[][] present = new boolean[4][SAMPLES];
    private final String[] groups = new String[SAMPLES];

    PlantedTruthTest() {
        for (int i = 0; i < SAMPLES; i++) {
            groups[i] = "g" + i / 3;
            for (int g = 0; g < 4; g++) {
                present[g][i] = random.nextInt(3) == 0;
                z[i][g] = Math.max(0, (present[g][i] ? 1 : 0) + (0.3 + g) * 0.4 * random.nextGaussian());
            }
        }
    }

    private double correlation(int concept, int unit) {
        double[] y = new double[SAMPLES];
        double[] x = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            y[i] = present[concept][i] ? 1 : 0;
            x[i] = z[i][unit];
        }
        double r = new PearsonsCorrelation().correlation(x, y);
        return Double.isNaN(r) ? 0 : Math.abs(r);
    }

    @Test
    void figuresAreThoseOfPearsonsCorrelationAndLieWithinTheirIntervals() {
        int[] planted = {0, 2, 3};
        PlantedTruth truth =
                new PlantedTruth(SampleMatrix.of(z), present, planted, groups, new GroupBootstrap(60, 0.95, 1));
        double sum = 0;
        int found = 0;
        for (int concept : planted) {
            double best = 0;
            for (int j = 0; j < 5; j++) {
                best = Math.max(best, correlation(concept, j));
            }
            sum += best / planted.length;
            found += best > 0.6 ? 1 : 0;
        }
        assertThat(truth.bestUnits().value()).isCloseTo(sum, within(1e-9));
        assertThat(truth.above(0.6).value()).isCloseTo(found / 3.0, within(1e-12));
        for (Measure m : new Measure[] {truth.bestUnits(), truth.oneToOne(), truth.above(0.6)}) {
            assertThat(m.interval().replicates()).isEqualTo(60);
            assertThat(m.interval().low()).isLessThanOrEqualTo(m.value());
            assertThat(m.interval().high()).isGreaterThanOrEqualTo(m.value());
        }
        double width = truth.bestUnits().interval().high()
                - truth.bestUnits().interval().low();
        assertThat(width)
                .as("40 groups of 3 tell a correlation to a tenth or so")
                .isBetween(0.03, 0.4);
    }

    @Test
    void oneGroupOrConstantUnitsAreNoNumbersOutOfNowhere() {
        String[] one = new String[SAMPLES];
        Arrays.fill(one, "the only one");
        PlantedTruth truth =
                new PlantedTruth(SampleMatrix.of(z), present, new int[] {1}, one, new GroupBootstrap(60, 0.95, 1));
        assertThat(truth.bestUnits().interval().known()).isFalse();
        PlantedTruth silent = new PlantedTruth(
                SampleMatrix.of(new double[SAMPLES][2]),
                present,
                new int[] {1},
                groups,
                new GroupBootstrap(60, 0.95, 1));
        assertThat(silent.bestUnits().value()).isZero();
    }
}
