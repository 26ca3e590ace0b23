package org.echelle.analysis.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.samples.PooledCodesTest;
import org.junit.jupiter.api.Test;

class RetrievalTest {
    private static double[] scaled(double[][] rows, double[] row) {
        double[] out = new double[row.length];
        for (int j = 0; j < out.length; j++) {
            double square = 0;
            for (double[] r : rows) {
                square += (float) r[j] * (float) r[j];
            }
            out[j] = square == 0 ? 0 : row[j] / Math.sqrt(square / rows.length);
        }
        return out;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private static double cosine(double[] a, double[] b) {
        double length = Math.sqrt(dot(a, a) * dot(b, b));
        return length == 0 ? 0 : dot(a, b) / length;
    }

    @Test
    void theNearestAreThoseOfAllCosinesAlsoAfterAnEdit() {
        double[][] rows = PooledCodesTest.random(60, 15, 0.3, 4);
        NearestSamples search = new NearestSamples(PooledCodesTest.of(rows));
        for (int query : new int[] {0, 17, 59}) {
            double[] edited = rows[query].clone();
            edited[3] = 2.5;
            edited[7] = 0;
            double[] q = scaled(rows, edited);
            double[] expected = new double[60];
            for (int i = 0; i < 60; i++) {
                double[] other = rows[i].clone();
                other[7] = 0;
                expected[i] = i == query ? -1 : cosine(q, scaled(rows, other));
            }
            List<NearestSamples.Hit> hits = search.of(query, Set.of(7), Map.of(3, 2.5), 10);
            int[] order = IntStream.range(0, 60)
                    .boxed()
                    .sorted((a, b) -> Double.compare(expected[b], expected[a]))
                    .mapToInt(i -> i)
                    .toArray();
            for (int h = 0; h < 10; h++) {
                assertThat(hits.get(h).cosine()).isCloseTo(expected[order[h]], within(1e-6));
                assertThat(hits.get(h).place()).isEqualTo(order[h]);
                assertThat(hits.get(h).reasons()).noneMatch(r -> r.feature() == 7);
            }
        }
    }

    @Test
    void anEmptyQueryAndUnknownFeaturesAreRefused() {
        NearestSamples search = new NearestSamples(PooledCodesTest.of(new double[][] {{1, 0}, {0, 2}}));
        assertThatThrownBy(() -> search.of(0, Set.of(0), Map.of(), 1))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("Nothing is left");
        assertThatThrownBy(() -> search.of(0, Set.of(2), Map.of(), 1)).hasMessageContaining("no feature 2");
        assertThatThrownBy(() -> search.of(0, Set.of(), Map.of(1, Double.NaN), 1))
                .hasMessageContaining("finite");
    }

    private static double[] unit(double[] row) {
        double length = Math.sqrt(dot(row, row));
        double[] out = new double[row.length];
        for (int j = 0; j < out.length; j++) {
            out[j] = row[j] / length;
        }
        return out;
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += (a[j] - b[j]) * (a[j] - b[j]);
        }
        return Math.sqrt(sum);
    }

    @Test
    void theDiverseSubsetIsWithinTwiceTheBestRadius() {
        double[][] rows = PooledCodesTest.random(14, 6, 0.6, 2);
        for (double[] row : rows) {
            row[0] += 0.5;
        }
        double[][] units =
                java.util.Arrays.stream(rows).map(RetrievalTest::unit).toArray(double[][]::new);
        double best = Double.POSITIVE_INFINITY;
        for (int a = 0; a < 14; a++) {
            for (int b = a + 1; b < 14; b++) {
                for (int c = b + 1; c < 14; c++) {
                    best = Math.min(best, radius(units, a, b, c));
                }
            }
        }
        SubsetSelection.Choice choice = new SubsetSelection(PooledCodesTest.of(rows)).diverse(3, 20, 0);
        assertThat(choice.places()).doesNotHaveDuplicates().hasSize(3);
        assertThat(choice.figure()).isCloseTo(radius(units, choice.places()), within(1e-5));
        assertThat(choice.figure()).isBetween(best - 1e-5, 2 * best + 1e-5);
        assertThat(choice.random()).hasSize(20);
    }

    private static double radius(double[][] units, int... centres) {
        double radius = 0;
        for (double[] u : units) {
            double near = Double.POSITIVE_INFINITY;
            for (int c : centres) {
                near = Math.min(near, distance(u, units[c]));
            }
            radius = Math.max(radius, near);
        }
        return radius;
    }

    @Test
    void herdingTakesWhatBringsTheMeanNearestEachTime() {
        double[][] rows = PooledCodesTest.random(30, 8, 0.5, 6);
        for (double[] row : rows) {
            row[0] += 0.2;
        }
        int[] target = {2, 3, 5};
        double[] goal = new double[8];
        for (int i : target) {
            double[] u = unit(rows[i]);
            for (int j = 0; j < 8; j++) {
                goal[j] += u[j] / 3;
            }
        }
        SubsetSelection.Choice choice = new SubsetSelection(PooledCodesTest.of(rows)).like(target, 6, 5, 0);
        List<Integer> taken = new ArrayList<>(List.of(2, 3, 5));
        double[] sum = new double[8];
        for (int t = 0; t < 6; t++) {
            int best = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 30; i++) {
                if (!taken.contains(i)) {
                    double[] mean = unit(rows[i]);
                    for (int j = 0; j < 8; j++) {
                        mean[j] = (mean[j] + sum[j]) / (t + 1);
                    }
                    if (distance(mean, goal) < least) {
                        least = distance(mean, goal);
                        best = i;
                    }
                }
            }
            assertThat(choice.places()[t]).isEqualTo(best);
            taken.add(best);
            for (int j = 0; j < 8; j++) {
                sum[j] += unit(rows[best])[j];
            }
            if (t == 5) {
                assertThat(choice.figure()).isCloseTo(least, within(1e-5));
            }
        }
    }

    @Test
    void moreThanThereAreAndSilentTargetsAreRefused() {
        SubsetSelection some = new SubsetSelection(PooledCodesTest.of(new double[][] {{1, 0}, {0, 2}, {0, 0}}));
        assertThatThrownBy(() -> some.diverse(3, 0, 0)).hasMessageContaining("ask for 1 to 2");
        assertThatThrownBy(() -> some.like(new int[] {2}, 1, 0, 0)).hasMessageContaining("No feature fires");
        assertThat(some.diverse(2, 0, 0).features()).isEqualTo(2);
    }
}
