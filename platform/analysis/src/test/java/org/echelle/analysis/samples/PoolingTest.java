package org.echelle.analysis.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.echelle.analysis.SampleCodes;
import org.junit.jupiter.api.Test;

class PoolingTest {
    private static final SampleCodes CODES =
            new SampleCodes(3, new int[] {1, 3, 3, 4}, new int[] {9, 0, 2, 2}, new float[] {9, 3, 6, 12});

    @Test
    void codesArePooledByHand() {
        double[] into = new double[4];
        Pooling.MEAN.pool(CODES, -1, into);
        assertThat(into).containsExactly(1, 0, 6, 0);
        Pooling.MAX.pool(CODES, -1, into);
        assertThat(into).containsExactly(3, 0, 12, 0);
        Pooling.CLASS_TOKEN.pool(CODES, 2, into);
        assertThat(into).containsExactly(0, 0, 12, 0);
        assertThatThrownBy(() -> Pooling.CLASS_TOKEN.pool(CODES, -1, into))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("no class token");
        assertThatThrownBy(() -> Pooling.MEAN.pool(new SampleCodes(0, new int[1], new int[0], new float[0]), -1, into))
                .hasMessageContaining("without rows");
    }

    @Test
    void rowsArePooledByHand() {
        float[] rows = {1, -2, 3, -4, 5, -9};
        double[] into = new double[2];
        Pooling.MEAN.pool(rows, 2, -1, into);
        assertThat(into).containsExactly(2, -3);
        Pooling.MAX.pool(rows, 3, -1, into);
        assertThat(into).containsExactly(5, -2);
        Pooling.CLASS_TOKEN.pool(rows, 3, 1, into);
        assertThat(into).containsExactly(3, -4);
    }

    @Test
    void aSampleMatrixIsWhatWasPutIn() {
        double[][] rows = {{0, 1, 2}, {0, 0, 0}, {4, 0, 5}};
        SampleMatrix m = SampleMatrix.of(rows);
        assertThat(m.dense()).isDeepEqualTo(rows);
        assertThat(m.column(2)).containsExactly(2, 0, 5);
        assertThat(m.nonZeros()).isEqualTo(4);
        assertThat(m.samples(new int[] {2, 0}).dense()).isDeepEqualTo(new double[][] {{4, 0, 5}, {0, 1, 2}});
        assertThat(m.binarised(1).dense()).isDeepEqualTo(new double[][] {{0, 0, 1}, {0, 0, 0}, {1, 0, 1}});
        assertThatThrownBy(() -> SampleMatrix.of(new double[][] {{Double.NaN}})).hasMessageContaining("finite");
        assertThatThrownBy(() -> new SampleMatrix.Builder(2).add(new double[3])).hasMessageContaining("2 columns");
        assertThatThrownBy(() -> m.binarised(-1)).hasMessageContaining("below 0");
    }

    @Test
    void anUndefinedMeasureSaysWhyAndNeverGivesANumber() {
        Measure none = Measure.ratio(1, 0, 5, "nothing was there");
        assertThat(none.defined()).isFalse();
        assertThat(none.toString()).isEqualTo("not defined, because nothing was there");
        assertThatThrownBy(none::value).hasMessage("Not defined, because nothing was there.");
        assertThat(Measure.of(Double.NaN, 3).defined()).isFalse();
        assertThat(Measure.of(1 / 0.0, 3).because()).contains("not a finite number");
        assertThat(none.map(v -> v + 1).because()).isEqualTo("nothing was there");
        assertThat(Measure.of(2, 3).map(v -> v * v).value()).isEqualTo(4);
    }

    @Test
    void groupsAreDrawnWhole() {
        // All samples of one group: every replicate that draws it at all gives the mean itself.
        double[] values = {0, 1, 1, 0};
        GroupBootstrap bootstrap = new GroupBootstrap(500, 0.95, 3);
        Measure one = bootstrap.mean(values, new String[] {"a", "a", "a", "a"});
        assertThat(one.interval().low()).isEqualTo(0.5);
        assertThat(one.interval().high()).isEqualTo(0.5);
        Measure four = bootstrap.mean(values, new String[] {"a", "b", "c", "d"});
        assertThat(four.value()).isEqualTo(0.5);
        assertThat(four.interval().high() - four.interval().low()).isGreaterThan(0.5);
        assertThat(bootstrap.mean(new double[0], new String[0]).defined()).isFalse();
        // Above is half of below in every sample: so it is in every replicate.
        Measure half =
                bootstrap.ratio(new double[] {1, 2, 3}, new double[] {2, 4, 6}, new String[] {"a", "b", "c"}, "");
        assertThat(half.value()).isEqualTo(0.5);
        assertThat(half.interval().low()).isEqualTo(0.5);
        assertThat(bootstrap
                        .ratio(new double[1], new double[1], new String[] {"a"}, "nothing changed")
                        .because())
                .isEqualTo("nothing changed");
    }
}
