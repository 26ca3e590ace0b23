package org.echelle.analysis.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.echelle.analysis.Measure;
import org.junit.jupiter.api.Test;

class GeometryTest {
    private final Random random = new Random(1);

    @Test
    void affinitiesAreThoseOfTheIndicators() {
        int n = 6;
        boolean[][] fires = new boolean[200][n];
        Cooccurrence counts = new Cooccurrence(n);
        for (boolean[] row : fires) {
            int[] active = new int[n];
            int count = 0;
            for (int j = n - 1; j >= 0; j--) {
                row[j] = j == 4 ? row[5] : j != 3 && random.nextInt(3) == 0;
                if (row[j]) {
                    active[count++] = j;
                }
            }
            counts.add(active, count);
        }
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                if (a == b) {
                    continue;
                }
                double[] x = new double[200];
                double[] y = new double[200];
                int both = 0;
                int any = 0;
                int same = 0;
                for (int i = 0; i < 200; i++) {
                    x[i] = fires[i][a] ? 1 : 0;
                    y[i] = fires[i][b] ? 1 : 0;
                    both += fires[i][a] && fires[i][b] ? 1 : 0;
                    any += fires[i][a] || fires[i][b] ? 1 : 0;
                    same += fires[i][a] == fires[i][b] ? 1 : 0;
                }
                assertThat(counts.phi(a, b).value())
                        .isCloseTo(new PearsonsCorrelation().correlation(x, y), within(1e-12));
                assertThat(counts.jaccard(a, b).value()).isCloseTo(both / (double) any, within(1e-12));
                assertThat(counts.dice(a, b).value()).isCloseTo(2.0 * both / (both + any), within(1e-12));
                assertThat(counts.matching(a, b).value()).isCloseTo(same / 200.0, within(1e-12));
            }
        }
        assertThat(counts.phi(4, 5).value()).as("equal indicators").isCloseTo(1, within(1e-12));
        assertThat(counts.overlap(4, 5).value()).isEqualTo(1);
        assertThat(counts.phi(3, 0).because()).contains("in none");
        assertThat(new Cooccurrence(2).matching(0, 1).because()).contains("no chunk");
    }

    @Test
    void plantedLobesAreFound() {
        // Three groups of five features; each chunk comes from one group.
        Cooccurrence counts = new Cooccurrence(15);
        for (int chunk = 0; chunk < 3000; chunk++) {
            int lobe = random.nextInt(3);
            int[] active = new int[15];
            int count = 0;
            for (int j = 0; j < 15; j++) {
                if (random.nextDouble() < (j / 5 == lobe ? 0.6 : 0.05)) {
                    active[count++] = j;
                }
            }
            counts.add(active, count);
        }
        int[] chosen = java.util.stream.IntStream.range(0, 15).toArray();
        int[] lobes = SpectralClusters.of(counts.affinities(chosen), 3, 1);
        int[] truth = java.util.stream.IntStream.range(0, 15).map(j -> j / 5).toArray();
        assertThat(MutualInformation.adjusted(lobes, truth).value()).isCloseTo(1, within(1e-9));
        assertThatThrownBy(() -> SpectralClusters.of(new double[2][2], 3, 1)).hasMessageContaining("3 clusters");
        assertThatThrownBy(() -> SpectralClusters.of(new double[][] {{0, -1}, {-1, 0}}, 2, 1))
                .hasMessageContaining("negative");
    }

    @Test
    void mutualInformationIsOneForEqualZeroByChanceAndExpectedAsEnumerated() {
        int[] a = {0, 0, 0, 1, 1, 1, 2, 2};
        int[] b = {1, 1, 1, 0, 0, 0, 5, 5};
        assertThat(MutualInformation.adjusted(a, b).value()).isCloseTo(1, within(1e-12));
        int[] c = {0, 0, 1, 1, 0, 1, 1, 0};
        // Mean over all orders of one labelling of the plain mutual information is E[I], so that AMI averages to 0.
        double sum = 0;
        int trials = 20_000;
        int[] shuffled = c.clone();
        for (int t = 0; t < trials; t++) {
            for (int i = 7; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int s = shuffled[i];
                shuffled[i] = shuffled[j];
                shuffled[j] = s;
            }
            sum += MutualInformation.adjusted(a, shuffled).value();
        }
        assertThat(sum / trials).isCloseTo(0, within(0.01));
        assertThat(MutualInformation.adjusted(new int[4], new int[4]).because()).contains("one cluster");
    }

    @Test
    void aPowerLawHasItsSlope() {
        double[] values = new double[50];
        for (int i = 0; i < 50; i++) {
            values[i] = 3 * Math.pow(i + 1, -0.8);
        }
        Measure slope = EigenvalueSlope.of(values, 1, 50);
        assertThat(slope.value()).isCloseTo(-0.8, within(1e-9));
        assertThat(slope.interval().holds(slope.value())).isTrue();
        assertThat(EigenvalueSlope.of(new double[] {1, 0, 0}, 1, 3).because()).contains("fewer than three");
    }

    @Test
    void eigenvaluesOfAKnownCovariance() {
        // Points on two axes: variances 8/3 and 2/3 with n - 1 = 3.
        double[][] rows = {{2, 0}, {-2, 0}, {0, 1}, {0, -1}};
        assertThat(EigenvalueSlope.eigenvalues(rows)).containsExactly(new double[] {8 / 3.0, 2 / 3.0}, within(1e-12));
    }

    @Test
    void theEntropyOfAGaussianIsTheClosedFormWithinTwoPerCent() {
        for (int d = 1; d <= 5; d++) {
            double[][] points = new double[4000][d];
            for (double[] p : points) {
                for (int k = 0; k < d; k++) {
                    p[k] = random.nextGaussian();
                }
            }
            double truth = d / 2.0 * Math.log(2 * Math.PI * Math.E);
            assertThat(ClusteringEntropy.nearestNeighbours(points).value()).isCloseTo(truth, within(0.02 * truth));
            assertThat(ClusteringEntropy.gaussian(points).value()).isCloseTo(truth, within(0.02 * truth));
            assertThat(ClusteringEntropy.of(points).value()).isCloseTo(0, within(0.03 * truth));
        }
        assertThat(ClusteringEntropy.of(new double[][] {{1}, {1}, {2}}).because())
                .contains("equal");
        assertThat(ClusteringEntropy.of(new double[][] {{1, 1}, {1, 2}}).because())
                .contains("do not fill");
    }

    @Test
    void clustersHaveLessEntropyThanTheirGaussian() {
        double[][] points = new double[2000][2];
        for (double[] p : points) {
            double centre = random.nextBoolean() ? 10 : -10;
            p[0] = centre + random.nextGaussian();
            p[1] = random.nextGaussian();
        }
        assertThat(ClusteringEntropy.of(points).value()).isGreaterThan(1);
        double[][] first = ClusteringEntropy.principal(points, 1);
        double spread = 0;
        for (double[] p : first) {
            spread += p[0] * p[0] / 2000;
        }
        assertThat(spread).as("the direction of the two centres").isCloseTo(101, within(5.0));
    }

    @Test
    void distractorsAreTakenAwayByTheDiscriminants() {
        // Three relations with steps along three axes; a fourth axis holds a step as long again that means nothing.
        double[][] differences = new double[120][8];
        int[] relation = new int[120];
        for (int i = 0; i < 120; i++) {
            relation[i] = i % 3;
            for (int k = 0; k < 8; k++) {
                differences[i][k] = 0.1 * random.nextGaussian() + (k == relation[i] ? 1 : 0);
            }
            differences[i][7] += 6 * random.nextGaussian();
        }
        Crystals.Outcome outcome = Crystals.of(differences, relation, 3);
        assertThat(outcome.raw().value()).isLessThan(0.3);
        assertThat(outcome.discriminant().value()).isGreaterThan(0.7);
        // Labels that mean nothing: the discriminants, told of others, find nothing.
        int[] luck = relation.clone();
        for (int i = luck.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int t = luck[i];
            luck[i] = luck[j];
            luck[j] = t;
        }
        assertThat(Crystals.of(differences, luck, 3).discriminant().value()).isLessThan(0.1);
        assertThat(Crystals.of(differences, new int[120], 2).raw().because()).contains("four pairs");
    }

    @Test
    void aPlantedHierarchyIsFoundAsItIs() {
        // Parents 0 and 4; 1, 2, 3 fire only with 0; 5, 6 only with 4; 7 is alone; 8 fires always.
        Cooccurrence counts = new Cooccurrence(9);
        for (int chunk = 0; chunk < 4000; chunk++) {
            int[] active = new int[9];
            int count = 0;
            active[count++] = 8;
            if (random.nextDouble() < 0.2) {
                active[count++] = 0;
                int child = random.nextInt(4);
                if (child > 0) {
                    active[count++] = child;
                }
            }
            if (random.nextDouble() < 0.2) {
                active[count++] = 4;
                active[count++] = 5 + random.nextInt(2);
            }
            if (random.nextDouble() < 0.1) {
                active[count++] = 7;
            }
            counts.add(active, count);
        }
        List<FeatureFamilies.Family> families = FeatureFamilies.of(counts, 0.5, 0.5, 10);
        assertThat(families).hasSize(2);
        assertThat(families.get(0).parent()).isZero();
        assertThat(families.get(0).members()).containsExactly(1, 2, 3);
        assertThat(families.get(0).tie()).isEqualTo(1);
        assertThat(families.get(1).parent()).isEqualTo(4);
        assertThat(families.get(1).members()).containsExactly(5, 6);
        assertThat(FeatureFamilies.covered(counts, families).value()).isCloseTo(7 / 9.0, within(1e-12));
        assertThat(FeatureFamilies.covered(new Cooccurrence(3), List.of()).because())
                .contains("ever fires");
    }
}
