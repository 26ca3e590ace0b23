package org.echelle.analysis.separability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.junit.jupiter.api.Test;

class JensenShannonTest {
    @Test
    void equalDistributionsAreAtZeroAndDisjointOnesAtOne() {
        double[] p = {0.5, 0.5, 0, 0};
        double[] q = {0, 0, 0.1, 0.9};
        assertThat(JensenShannon.distance(p, p)).isCloseTo(0, within(1e-7));
        assertThat(JensenShannon.distance(p, q)).isCloseTo(1, within(1e-12));
        assertThat(JensenShannon.distance(new double[] {1, 0, 0}, new double[] {0, 1, 0}, new double[] {0, 0, 1}))
                .isCloseTo(1, within(1e-12));
        assertThatThrownBy(() -> JensenShannon.distance(p, new double[4])).hasMessageContaining("without any mass");
    }

    @Test
    void twoDistributionsAreTheHalvedDivergencesToTheirMixture() {
        double[] p = {0.7, 0.2, 0.1};
        double[] q = {0.1, 0.3, 0.6};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double m = (p[i] + q[i]) / 2;
            sum += 0.5 * p[i] * Math.log(p[i] / m) / Math.log(2) + 0.5 * q[i] * Math.log(q[i] / m) / Math.log(2);
        }
        assertThat(JensenShannon.distance(p, q)).isCloseTo(Math.sqrt(sum), within(1e-12));
    }

    @Test
    void aFeatureThatTellsTheConceptIsFarFromChanceAndANoisyOneIsAtIt() {
        Random random = new Random(1);
        double[] telling = new double[600];
        double[] noise = new double[600];
        int[] label = new int[600];
        for (int i = 0; i < 600; i++) {
            label[i] = i % 3;
            telling[i] = label[i] == 0 ? 0 : label[i] + 0.1 * random.nextDouble();
            noise[i] = random.nextDouble();
        }
        JensenShannon.Separability far = JensenShannon.of(telling, label, 3, 20, 1);
        assertThat(far.distance().value()).isCloseTo(1, within(1e-12));
        assertThat(far.chance().value()).isLessThan(0.3);
        JensenShannon.Separability near = JensenShannon.of(noise, label, 3, 20, 1);
        assertThat(near.distance().value()).isCloseTo(near.chance().value(), within(0.05));
        assertThat(JensenShannon.of(new double[600], label, 3, 0, 1).distance().value())
                .isCloseTo(0, within(1e-7));
        assertThat(JensenShannon.of(noise, new int[600], 2, 5, 1).distance().because())
                .contains("fewer than two");
    }

    @Test
    void aboveChanceHasAnIntervalThatSeparatesWhatTellsFromWhatDoesNot() {
        Random random = new Random(2);
        int n = 400;
        double[] telling = new double[n];
        double[] noise = new double[n];
        int[] label = new int[n];
        String[] groups = new String[n];
        for (int i = 0; i < n; i++) {
            groups[i] = "g" + i;
            label[i] = i % 2;
            telling[i] = label[i] == 0 ? random.nextDouble() : 1 + random.nextDouble();
            noise[i] = random.nextDouble();
        }
        GroupBootstrap bootstrap = new GroupBootstrap(100, 0.95, 1);
        Measure far = JensenShannon.aboveChance(new double[][] {telling}, label, 2, 20, groups, bootstrap);
        JensenShannon.Separability parts = JensenShannon.of(telling, label, 2, 20, 1);
        assertThat(far.value())
                .isCloseTo(parts.distance().value() - parts.chance().value(), within(1e-12));
        assertThat(far.interval().low()).isGreaterThan(0.5);
        assertThat(far.interval().holds(far.value())).isTrue();
        Measure near = JensenShannon.aboveChance(new double[][] {noise, noise}, label, 2, 20, groups, bootstrap);
        assertThat(near.interval().holds(0))
                .as("distances are never below 0, yet the interval of a unit that tells nothing reaches below it")
                .isTrue();
        assertThat(JensenShannon.aboveChance(new double[0][], label, 2, 20, groups, bootstrap)
                        .because())
                .contains("no unit");
        assertThat(JensenShannon.aboveChance(new double[][] {noise}, new int[n], 2, 20, groups, bootstrap)
                        .because())
                .contains("fewer than two");
    }
}
