package org.echelle.analysis.meaning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MeaningTest {
    @Test
    void thePublishedExampleScoresSixTenths() {
        // a = (1, .5, 0), unit embeddings (1, 0), (.6, .8), (0, 1): the only pair of weight has cosine 0.6.
        Monosemanticity ms = new Monosemanticity(1, 2);
        ms.add(new double[] {1}, new double[] {1, 0});
        ms.add(new double[] {0.5}, new double[] {0.6, 0.8});
        ms.add(new double[] {0}, new double[] {0, 1});
        assertThat(ms.of(0).value()).isCloseTo(0.6, within(1e-12));
    }

    @Test
    void samplesDrawnSeveralTimesPairWithOthersButNotWithTheirCopies() {
        Random random = new Random(3);
        for (int round = 0; round < 20; round++) {
            double[][] e = new double[12][4];
            double[] a = new double[12];
            int[] w = new int[12];
            Monosemanticity ms = new Monosemanticity(1, 4);
            double low = Double.MAX_VALUE;
            double high = -Double.MAX_VALUE;
            for (int i = 0; i < 12; i++) {
                for (int k = 0; k < 4; k++) {
                    e[i][k] = random.nextGaussian();
                }
                a[i] = random.nextInt(3) == 0 ? 0 : random.nextGaussian();
                w[i] = i < 2 ? 2 : random.nextInt(4);
                ms.add(new double[] {a[i]}, e[i], w[i]);
                if (w[i] > 0) {
                    low = Math.min(low, a[i]);
                    high = Math.max(high, a[i]);
                }
            }
            double[] sums = new double[4];
            for (int i = 0; i < 12; i++) {
                for (int k = 0; k < 12; k++) {
                    for (int copies = 0; copies < w[i] * w[k] && i != k; copies++) {
                        double both = (a[i] - low) / (high - low) * (a[k] - low) / (high - low);
                        sums[0] += both * cosine(e[i], e[k]);
                        sums[1] += both;
                        sums[2] += cosine(e[i], e[k]);
                        sums[3]++;
                    }
                }
            }
            assertThat(ms.of(0).value()).isCloseTo(sums[0] / sums[1], within(1e-9));
            assertThat(ms.chance().value()).isCloseTo(sums[2] / sums[3], within(1e-9));
            assertThat(ms.median().value()).isEqualTo(ms.of(0).value());
        }
    }

    @Test
    void theClosedFormIsThePairwiseLoop() {
        Random random = new Random(1);
        int n = 40;
        double[][] e = new double[n][6];
        double[][] a = new double[n][3];
        Monosemanticity ms = new Monosemanticity(3, 6);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 6; k++) {
                e[i][k] = random.nextGaussian() + 0.5;
            }
            a[i][0] = random.nextDouble();
            a[i][1] = Math.max(0, random.nextGaussian());
            a[i][2] = 3 + random.nextDouble(); // never silent: the least value counts as 0
            ms.add(a[i], e[i]);
        }
        for (int j = 0; j < 3; j++) {
            double low = Double.MAX_VALUE;
            double high = 0;
            for (int i = 0; i < n; i++) {
                low = Math.min(low, a[i][j]);
                high = Math.max(high, a[i][j]);
            }
            double above = 0;
            double below = 0;
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < i; k++) {
                    double w = (a[i][j] - low) / (high - low) * (a[k][j] - low) / (high - low);
                    above += w * cosine(e[i], e[k]);
                    below += w;
                }
            }
            assertThat(ms.of(j).value()).isCloseTo(above / below, within(1e-12));
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                sum += cosine(e[i], e[k]);
            }
        }
        assertThat(ms.chance().value()).isCloseTo(2 * sum / n / (n - 1), within(1e-12));
    }

    private static double cosine(double[] a, double[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }
        return ab / Math.sqrt(aa * bb);
    }

    @Test
    void equalEmbeddingsScoreOneAndSilenceIsSaid() {
        Monosemanticity ms = new Monosemanticity(4, 2);
        for (int i = 0; i < 5; i++) {
            ms.add(new double[] {i, 0, 2, i == 3 ? 1 : 0}, new double[] {2, 1});
        }
        assertThat(ms.of(0).value()).isCloseTo(1, within(1e-12));
        assertThat(ms.of(1).because()).contains("same activation");
        assertThat(ms.of(2).because()).contains("same activation");
        assertThat(ms.of(3).because()).contains("single sample");
        assertThat(new Monosemanticity(1, 1).of(0).because()).contains("fewer than two");
        assertThatThrownBy(() -> ms.add(new double[4], new double[2])).hasMessageContaining("length 0.0");
    }

    @Test
    void silhouetteByHand() {
        // 0 and 1 in one cluster, 10 in another alone: (10-1)/10, (9-1)/9, 0.
        double[][] points = {{0}, {1}, {10}};
        assertThat(Silhouette.mean(points, new int[] {0, 0, 1}, 2)).isCloseTo((0.9 + 8 / 9.0 + 0) / 3, within(1e-12));
        assertThat(Silhouette.mean(points, new int[3], 1)).isZero();
        assertThat(Silhouette.mean(new double[][] {{1}, {1}}, new int[] {0, 1}, 2))
                .isZero();
    }

    @Test
    void twoMeaningsAreTwoClustersAndOneIsOne() {
        Random random = new Random(6);
        double[][] two = new double[30][10];
        double[][] one = new double[30][10];
        for (int i = 0; i < 30; i++) {
            for (int k = 0; k < 10; k++) {
                two[i][k] = 0.2 * random.nextGaussian() + (i % 3 == 0 ? (k == 0 ? 3 : 0) : (k == 1 ? 3 : 0));
                one[i][k] = random.nextGaussian() + (k == 0 ? 3 : 0);
            }
        }
        PolysemanticSplit.Split split = PolysemanticSplit.of(two, 5, PolysemanticSplit.APART, 1);
        assertThat(split.several()).isTrue();
        assertThat(split.members()).hasSize(2);
        assertThat(java.util.Arrays.stream(split.members().get(0)).boxed().toList())
                .hasSize(20)
                .allMatch(i -> i % 3 != 0);
        assertThat(PolysemanticSplit.of(one, 5, PolysemanticSplit.APART, 1).several())
                .isFalse();
        double[][] same = new double[12][2];
        for (double[] row : same) {
            row[0] = 1;
        }
        assertThat(PolysemanticSplit.of(same, 5, PolysemanticSplit.APART, 1).several())
                .isFalse();
        assertThat(PolysemanticSplit.of(new double[2][3], 5, PolysemanticSplit.APART, 1)
                        .members())
                .hasSize(1);
    }
}
