package org.echelle.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvTranspose2dTest {
    private final Loops loops = new Loops();

    @AfterEach
    void close() {
        loops.close();
    }

    /** Each pixel of the input lays its multiple of the kernel on the output. */
    private static double[] expected(double[] x, double[] w, double[] b, int n, int in, int out, int[] hw, int[] ksp) {
        int k = ksp[0];
        int height = (hw[0] - 1) * ksp[1] - 2 * ksp[2] + k;
        int width = (hw[1] - 1) * ksp[1] - 2 * ksp[2] + k;
        double[] y = new double[n * out * height * width];
        for (int i = 0; i < y.length; i++) {
            y[i] = b[i / (height * width) % out];
        }
        for (int s = 0; s < n; s++) {
            for (int c = 0; c < in; c++) {
                for (int o = 0; o < out; o++) {
                    for (int p = 0; p < hw[0] * hw[1]; p++) {
                        for (int q = 0; q < k * k; q++) {
                            int row = p / hw[1] * ksp[1] + q / k - ksp[2];
                            int column = p % hw[1] * ksp[1] + q % k - ksp[2];
                            if (row >= 0 && row < height && column >= 0 && column < width) {
                                y[((s * out + o) * height + row) * width + column] +=
                                        x[(s * in + c) * hw[0] * hw[1] + p] * w[(c * out + o) * k * k + q];
                            }
                        }
                    }
                }
            }
        }
        return y;
    }

    @SuppressWarnings("try") // open is all that is asked of the collector
    @ParameterizedTest
    @CsvSource({"4, 2, 1", "2, 1, 0", "3, 3, 0", "3, 1, 1", "5, 2, 2"})
    void eachPixelLaysItsKernelOnTheOutputWithAndWithoutGradients(int kernel, int stride, int padding) {
        double[] w = Loops.doubles(loops.lively("up.weight", 3, 2, kernel, kernel));
        double[] b = Loops.doubles(loops.lively("up.bias", 2));
        NDArray x = loops.normal(2, 3, 4, 5);
        double[] expected =
                expected(Loops.doubles(x), w, b, 2, 3, 2, new int[] {4, 5}, new int[] {kernel, stride, padding});
        ConvTranspose2d layer = new ConvTranspose2d(loops.parameters.at("up"), 3, 2, kernel, stride, padding);
        NDArray y = layer.forward(x);
        assertThat(y.getManager()).isSameAs(x.getManager());
        assertThat(Loops.doubles(y)).containsExactly(expected, within(1e-4));
        try (GradientCollector ignored = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray plain = layer.forward(x);
            assertThat(plain.getShape()).isEqualTo(y.getShape());
            assertThat(Loops.doubles(plain)).containsExactly(expected, within(1e-4));
        }
    }

    @Test
    void itsGradientIsTheConvolutionOfTheOutputsGradient() {
        NDArray w = loops.lively("up.weight", 1, 1, 2, 2);
        loops.lively("up.bias", 1);
        ConvTranspose2d layer = new ConvTranspose2d(loops.parameters.at("up"), 1, 1, 2, 2, 0);
        NDArray x = loops.normal(1, 1, 2, 2);
        NDArray factors = loops.normal(1, 1, 4, 4);
        x.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            collector.backward(layer.forward(x).mul(factors).sum());
        }
        double[] f = Loops.doubles(factors);
        double[] k = Loops.doubles(w);
        double[] expected = new double[4];
        for (int p = 0; p < 4; p++) {
            int corner = p / 2 * 8 + p % 2 * 2;
            expected[p] = f[corner] * k[0] + f[corner + 1] * k[1] + f[corner + 4] * k[2] + f[corner + 5] * k[3];
        }
        assertThat(Loops.doubles(x.getGradient())).containsExactly(expected, within(1e-5));
    }

    @Test
    void aPaddingThatLeavesNothingIsRefused() {
        assertThatThrownBy(() -> new ConvTranspose2d(loops.parameters, 1, 1, 2, 1, 2))
                .isInstanceOf(NnException.class)
                .hasMessageContaining("must be smaller");
    }

    @Test
    void aTableGivesTheVectorsOfItsIndices() {
        double[] table = Loops.doubles(loops.lively("t.weight", 3, 2));
        NDArray indices = loops.manager.create(new long[] {2, 0, 2}, new Shape(3, 1));
        NDArray found = new Embedding(loops.parameters.at("t"), 3, 2).forward(indices);
        assertThat(found.getShape()).isEqualTo(new Shape(3, 1, 2));
        assertThat(Loops.doubles(found)).containsExactly(table[4], table[5], table[0], table[1], table[4], table[5]);
    }
}
