package org.echelle.analysis.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.SampleCodes;
import org.junit.jupiter.api.Test;

/** Small random codes for the tests of this package's neighbours as well. */
public class PooledCodesTest {
    /** Codes of one row a sample; zeros are silent. */
    public static PooledCodes of(double[][] rows, String... groups) {
        return of(rows, 0, groups);
    }

    /** The same with samples numbered from {@code first}. */
    public static PooledCodes of(double[][] rows, int first, String... groups) {
        PooledCodes.Builder builder = new PooledCodes.Builder(rows[0].length, Pooling.MAX);
        for (int i = 0; i < rows.length; i++) {
            builder.add(first + i, groups.length == 0 ? "g" + i : groups[i], codes(new double[][] {rows[i]}));
        }
        return builder.build();
    }

    /** Sparse random activations. */
    public static double[][] random(int samples, int features, double density, long seed) {
        Random numbers = new Random(seed);
        double[][] rows = new double[samples][features];
        for (double[] row : rows) {
            for (int j = 0; j < features; j++) {
                row[j] = numbers.nextDouble() < density ? (float) (0.1 + numbers.nextDouble()) : 0;
            }
        }
        return rows;
    }

    private static SampleCodes codes(double[][] rows) {
        int[] start = new int[rows.length + 1];
        int[] feature = new int[rows.length * rows[0].length];
        float[] value = new float[feature.length];
        int at = 0;
        for (int r = 0; r < rows.length; r++) {
            for (int j = 0; j < rows[r].length; j++) {
                if (rows[r][j] != 0) {
                    feature[at] = j;
                    value[at++] = (float) rows[r][j];
                }
            }
            start[r + 1] = at;
        }
        return new SampleCodes(rows.length, start, feature, value);
    }

    @Test
    void rowsArePooledByTheirMaximumOrTheirMean() {
        SampleCodes two = codes(new double[][] {{1, 0, 4}, {3, 0, 0}});
        for (Pooling pooling : List.of(Pooling.MAX, Pooling.MEAN)) {
            PooledCodes pooled = new PooledCodes.Builder(3, pooling)
                    .add(5, "a", two)
                    .add(9, "b", codes(new double[][] {{0, 2, 0}}))
                    .build();
            boolean max = pooling == Pooling.MAX;
            assertThat(pooled.dense(0)).containsExactly(max ? 3 : 2, 0, max ? 4 : 2);
            assertThat(pooled.dense(1)).containsExactly(0, 2, 0);
            assertThat(pooled.find(9)).isEqualTo(1);
            assertThat(pooled.find(6)).isEqualTo(-1);
            assertThat(pooled.group(1)).isEqualTo("b");
            assertThat(pooled.where(n -> n == 9).dense(0)).containsExactly(0, 2, 0);
        }
    }

    @Test
    void bothOrdersHoldTheSameEntries() {
        double[][] rows = random(40, 12, 0.3, 1);
        PooledCodes pooled = of(rows);
        SampleMatrix by = pooled.byFeature();
        double[][] back = new double[40][12];
        for (int j = 0; j < 12; j++) {
            int feature = j;
            by.each(j, (i, v) -> back[i][feature] = v);
            assertThat(by.active(j)).isEqualTo(pooled.counts()[j]);
        }
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 12; j++) {
                assertThat((float) back[i][j]).isEqualTo((float) rows[i][j]);
                assertThat(pooled.value(i, j)).isEqualTo((float) rows[i][j]);
            }
        }
    }

    @Test
    void samplesMustRiseAndHaveRows() {
        PooledCodes.Builder builder = new PooledCodes.Builder(1, Pooling.MAX).add(3, "a", codes(new double[][] {{1}}));
        assertThatThrownBy(() -> builder.add(3, "a", codes(new double[][] {{1}})))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("rising order");
        assertThatThrownBy(() -> builder.add(4, "a", new SampleCodes(0, new int[1], new int[0], new float[0])))
                .hasMessageContaining("no rows");
    }
}
