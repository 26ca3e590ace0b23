package org.echelle.sae.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.echelle.sae.SaeKernel;
import org.echelle.store.SparseRows;
import org.echelle.torch.Kernel;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the host selects from bfloat16 bounds is what it selects from float32. */
class RescoredSelectionTest {
    private static final int B = 500;

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    /** Encoders of very different norms, biases larger than the rest, rows of zeros and of widths that are odd: where a bound too small would show. */
    @ParameterizedTest
    @CsvSource({
        "48,640,1,0,1",
        "48,640,8,1,1",
        "48,640,32,1,30",
        "48,640,128,0,1",
        "31,640,8,1,1",
        "48,80,4,1,1",
        "48,112,2,1,1",
        "200,2048,16,1,1",
        "200,2048,16,0,0"
    })
    void keepsWhatFloat32Keeps(int d, int n, int k, double unevenness, double biases) {
        SplittableRandom random = new SplittableRandom(d + n + k);
        float[] w = new float[n * d];
        float[] be = new float[n];
        float[] x = new float[B * d];
        for (int j = 0; j < n; j++) {
            double norm = Math.exp(unevenness * random.nextGaussian());
            for (int i = 0; i < d; i++) {
                w[j * d + i] = (float) (norm * random.nextGaussian());
            }
            be[j] = (float) (biases * random.nextGaussian());
        }
        for (int r = 0; r < B; r++) {
            double scale = r % 17 == 0 ? 0 : Math.exp(2 * random.nextGaussian());
            for (int i = 0; i < d; i++) {
                x[r * d + i] = (float) (scale * random.nextGaussian());
            }
        }
        for (boolean byRow : new boolean[] {true, false}) {
            List<Map<Long, Float>> expected = selected("float32", x, w, be, d, n, k, byRow);
            List<Map<Long, Float>> got = selected("bfloat16-rescored", x, w, be, d, n, k, byRow);
            for (int r = 0; r < B; r++) {
                int row = r;
                assertThat(got.get(r).keySet())
                        .as("row " + r)
                        .isEqualTo(expected.get(r).keySet());
                got.get(r).forEach((feature, value) -> assertThat(value)
                        .isCloseTo(
                                expected.get(row).get(feature),
                                within(2e-6f * terms(x, w, be, row, Math.toIntExact(feature), d))));
            }
        }
    }

    /**
     * Features whose rounding errors all point the same way lie 1.7 times further below their bounds than errors mostly do; what is then above them, by
     * a bias that has no error, is found only if computed values are held against what was left out.
     */
    @Test
    void looksAgainWhereErrorsAreAtTheirWorst() {
        int d = 64;
        int n = 640;
        int k = 8;
        float[] w = new float[n * d];
        float[] be = new float[n];
        float[] x = new float[B * d];
        Arrays.fill(x, 1);
        for (int j = 0; j < n; j++) {
            be[j] = -1;
            if (j % 40 == 3 && j / 40 < k) {
                for (int i = 0; i < d; i++) {
                    w[j * d + i] = i % 2 == 0 ? 1 : 1 + 1.01f / 256; // rounded up to 1 + 1/128
                }
                be[j] = -63 + j * 1e-5f; // true values 1.13, bounds 1.43
            } else if (j % 200 == 90) {
                be[j] = 1.17f;
            }
        }
        Map<Long, Float> expected = selected("float32", x, w, be, d, n, k, true).get(7);
        assertThat(expected.keySet()).contains(90L, 290L, 490L).hasSize(k);
        assertThat(selected("bfloat16-rescored", x, w, be, d, n, k, true).get(7).keySet())
                .isEqualTo(expected.keySet());
    }

    /** Some features' entries are those that a search for all has of them, where atoms stand twice and so tie, too. */
    @ParameterizedTest
    @CsvSource({
        "float32,640,8",
        "float32,2048,32",
        "float32,80,4",
        "bfloat16-rescored,640,8",
        "bfloat16-rescored,2048,32"
    })
    void someFeaturesAloneAreThoseOfAll(String precision, int n, int k) {
        int d = 24;
        SplittableRandom random = new SplittableRandom(n);
        float[] w = new float[n * d];
        for (int i = 0; i < w.length; i++) {
            w[i] = (float) random.nextGaussian();
        }
        for (int j = 1; j < n; j += 3) {
            System.arraycopy(w, random.nextInt(j) * d, w, j * d, d);
        }
        float[] x = new float[B * d];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        int[] features = random.ints(0, n).distinct().limit(30).toArray();
        try (NDManager m = Torch.newManager(Device.cpu());
                Kernel kernel = SaeKernel.training(Device.cpu(), "topk.py", precision);
                HostSelection host = new HostSelection(m, B, d, n, !precision.equals("float32"))) {
            NDArray rows = m.create(x, new Shape(B, d));
            NDArray encoder = m.create(w, new Shape(n, d));
            NDArray bias = m.zeros(new Shape(n));
            SparseRows all = host.rows(kernel, m, rows, encoder, bias, k).only(features);
            SparseRows some = host.rows(kernel, m, rows, encoder, bias, k, features);
            assertThat(some.nonZeros()).isPositive();
            assertThat(some.rowStart()).isEqualTo(all.rowStart());
            assertThat(Arrays.copyOf(some.feature(), some.nonZeros()))
                    .isEqualTo(Arrays.copyOf(all.feature(), all.nonZeros()));
            assertThat(Arrays.copyOf(some.value(), some.nonZeros()))
                    .isEqualTo(Arrays.copyOf(all.value(), all.nonZeros()));
        }
    }

    /** Sum of the magnitudes that a pre-activation adds up: what its rounding is held against. */
    private static float terms(float[] x, float[] w, float[] be, int row, int feature, int d) {
        float sum = Math.abs(be[feature]);
        for (int i = 0; i < d; i++) {
            sum += Math.abs(x[row * d + i] * w[feature * d + i]);
        }
        return sum;
    }

    private static List<Map<Long, Float>> selected(
            String precision, float[] x, float[] w, float[] be, int d, int n, int k, boolean byRow) {
        try (NDManager m = Torch.newManager(Device.cpu());
                Kernel kernel = SaeKernel.training(Device.cpu(), "topk.py", precision);
                HostSelection host = new HostSelection(m, B, d, n, !precision.equals("float32"))) {
            NDArray rows = m.create(x, new Shape(B, d));
            NDArray encoder = m.create(w, new Shape(n, d));
            NDArray bias = m.create(be);
            NDArray[] code = byRow
                    ? host.byRow(kernel, m, rows, encoder, bias, k)
                    : host.byBatch(kernel, m, rows, encoder, bias, k);
            long[] feature = code[0].toLongArray();
            long[] row = code[1].toLongArray();
            float[] value = code[2].toFloatArray();
            List<Map<Long, Float>> all = new ArrayList<>();
            for (int r = 0; r < B; r++) {
                all.add(new TreeMap<>());
            }
            for (int e = 0; e < value.length; e++) {
                all.get((int) row[e]).put(feature[e], value[e]);
            }
            return all;
        }
    }
}
