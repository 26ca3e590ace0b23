package org.echelle.sae.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.echelle.api.Progress;
import org.echelle.sae.Architectures;
import org.echelle.sae.Dictionary;
import org.echelle.sae.SaeKernel;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.baselines.RandomDictionary;
import org.echelle.sae.bench.TrainBenchmark;
import org.echelle.sae.select.HostSelection;
import org.echelle.store.SparseRows;
import org.echelle.torch.Kernel;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The host's selection against sorting. */
class HostSelectionTest {
    private static final int N = 96;
    private static final int B = 700;

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    @ParameterizedTest
    @CsvSource({
        "96,1,true",
        "96,5,true",
        "96,24,true",
        "96,1,false",
        "96,5,false",
        "96,24,false",
        "2048,8,true",
        "2048,200,true",
        "2048,8,false"
    })
    void keepsExactlyTheLargestPositiveOnes(int n, int k, boolean byRow) {
        keepsExactlyTheLargestPositiveOnes(n, k, byRow, "float32");
        keepsExactlyTheLargestPositiveOnes(n, k, byRow, "bfloat16-rescored");
    }

    private static void keepsExactlyTheLargestPositiveOnes(int n, int k, boolean byRow, String precision) {
        int rows = n == N ? B : 40;
        float[] a = activations(rows, n);
        NDArray[] code = select(a, n, k, byRow, precision);
        float[] expected = byRow ? largestOfRows(a, n, k) : largestOf(a, k * rows);
        long[] feature = code[0].toLongArray();
        long[] row = code[1].toLongArray();
        float[] value = code[2].toFloatArray();
        long[] start = code[3].toLongArray();
        float[] kept = new float[value.length];
        for (int e = 0; e < value.length; e++) {
            kept[e] = a[(int) (row[e] * n + feature[e])];
            assertThat((long) e).isBetween(start[(int) row[e]], start[(int) row[e] + 1] - 1);
        }
        assertThat(kept).isEqualTo(value);
        assertThat(start[rows]).isEqualTo(value.length);
        Arrays.sort(kept);
        assertThat(kept).isEqualTo(expected);
    }

    /** Half as many as are wanted: too few for any threshold, too many for the search to think that it began far off. */
    @ParameterizedTest
    @CsvSource({"float32", "bfloat16-rescored"})
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whereFewerArePositiveThanWantedAllOfThemAreKept(String precision) {
        float[] a = new float[B * N];
        for (int r = 0; r < B; r++) {
            for (int j = 0; j < N; j++) {
                a[r * N + j] = j == r % N ? 2 : j == (r + 7) % N ? 0.5f : -1;
            }
        }
        NDArray[] code = select(a, N, 4, false, precision);
        float[] value = code[2].toFloatArray();
        assertThat(value).hasSize(2 * B);
        assertThat(value).containsOnly(2, 0.5f);
    }

    @Test
    void entriesAreSortedByFeatureToo() {
        NDArray[] code = select(activations(B, N), N, 5, true);
        long[] feature = code[0].toLongArray();
        long[] row = code[1].toLongArray();
        long[] order = code[4].toLongArray();
        long[] start = code[5].toLongArray();
        assertThat(start).hasSize(N + 1).startsWith(0);
        assertThat(start[N]).isEqualTo(feature.length);
        for (int j = 0; j < N; j++) {
            for (long i = start[j]; i < start[j + 1]; i++) {
                assertThat(feature[(int) order[(int) i]]).isEqualTo(j);
                assertThat(i == start[j] || row[(int) order[(int) i - 1]] < row[(int) order[(int) i]])
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "jumprelu,float32",
        "gated,float32",
        "relu-l1,float32",
        "april,float32",
        "p-anneal,float32",
        "topk,float32",
        "batch-topk,float32",
        "matryoshka,float32",
        "topk,bfloat16-rescored",
        "batch-topk,bfloat16-rescored",
        "matryoshka,bfloat16-rescored"
    })
    void gradientsAreThoseOfTheKernelAlone(String architecture, String precision) {
        boolean usesK = Architectures.trainable(architecture).usesK();
        TrainConfig config = TrainConfig.of(architecture, N)
                .withK(usesK ? 5 : 0)
                .withPrecision(precision)
                .withBatch(B)
                .withSteps(10)
                .resolve(-1, 24);
        try (Trainer trainer = new Trainer(config, 24, Device.cpu());
                NDManager m = Torch.newManager(Device.cpu())) {
            trainer.begin(List.of(), Progress.SILENT);
            NDArray x = TrainBenchmark.rows(m, config, 24);
            trainer.objective.steady(trainer.kernel, trainer::parameter, x, 5);
            NDList alone = trainer.gradients(m, x, 5);
            NDList host = trainer.hostGradients(m, x, 5);
            assertThat(host).hasSameSizeAs(alone);
            for (int i = 0; i < alone.size() - 1; i++) {
                double scale =
                        alone.get(i).toType(DataType.FLOAT64, true).norm().getDouble();
                double off = host.get(i)
                        .toType(DataType.FLOAT64, true)
                        .sub(alone.get(i).toType(DataType.FLOAT64, true))
                        .norm()
                        .getDouble();
                assertThat(off).as(architecture + " tensor " + i).isLessThanOrEqualTo(2e-6 * scale);
            }
        }
    }

    /** Few rows are encoded by the kernel, many by the host. */
    @Test
    void aFinishedDictionaryEncodesManyRowsAsItDoesFew() {
        int width = 24;
        int n = 512;
        try (NDManager m = Torch.newManager(Device.cpu());
                Dictionary dictionary = RandomDictionary.create(new float[width], n, 9, 3, m)) {
            NDArray x = m.randomNormal(new Shape(B, width));
            SparseRows all = dictionary.encode(x);
            int entry = 0;
            for (int from = 0; from < B; from += 100) {
                SparseRows few = dictionary.encode(x.get(from + ":" + (from + 100)));
                for (int r = 0; r < 100; r++) {
                    for (int e = few.rowStart()[r]; e < few.rowStart()[r + 1]; e++) {
                        assertThat(all.feature()[entry]).isEqualTo(few.feature()[e]);
                        assertThat(all.value()[entry++]).isCloseTo(few.value()[e], within(1e-5f));
                    }
                    assertThat(all.rowStart()[from + r + 1]).isEqualTo(entry);
                }
            }
            assertThat(entry).isEqualTo(9 * B);
        }
    }

    @Test
    void threadsBesideEachOtherSelectWhatOneSelects() {
        float[] a = activations(B, N);
        NDArray[] one = select(a, N, 7, true);
        int before = Torch.threads();
        Torch.threads(3);
        try {
            for (boolean byRow : new boolean[] {true, false}) {
                NDArray[] alone = byRow ? one : select(a, N, 7, false);
                NDArray[] beside = select(a, N, 7, byRow);
                for (int i = 0; i < alone.length; i++) {
                    assertThat(beside[i].contentEquals(alone[i])).isTrue();
                }
            }
        } finally {
            Torch.threads(before);
        }
    }

    @Test
    void tooManyPositivesAreLeftToTheKernel() {
        NDManager m = Torch.newManager(Device.cpu());
        try (Kernel kernel = SaeKernel.training(Device.cpu(), "topk.py", "float32")) {
            HostSelection host = new HostSelection(m, B, N, N, false);
            float[] a = activations(B, N);
            int positive = largestOf(a, a.length).length;
            NDArray bias = m.zeros(new Shape(N));
            assertThat(host.above(kernel, m, rows(m, a, N), identity(m, N), bias, positive - 1))
                    .hasSize(1);
            float[] kept = host.above(kernel, m, rows(m, a, N), identity(m, N), bias, positive)[2].toFloatArray();
            Arrays.sort(kept);
            assertThat(kept).isEqualTo(largestOf(a, a.length));
        }
    }

    @Test
    void aSecondBatchOfOtherScaleIsExactThoughTheGuessIsWrong() {
        float[] a = activations(B, N);
        float[] small = a.clone();
        for (int i = 0; i < small.length; i++) {
            small[i] *= 1e-3f;
        }
        try (NDManager m = Torch.newManager(Device.cpu());
                Kernel kernel = SaeKernel.training(Device.cpu(), "topk.py", "float32")) {
            HostSelection host = new HostSelection(m, B, N, N, false);
            for (float[] batch : new float[][] {a, small, a}) {
                float[] kept = host.byBatch(kernel, m, rows(m, batch, N), identity(m, N), m.zeros(new Shape(N)), 5)[2]
                        .toFloatArray();
                Arrays.sort(kept);
                assertThat(kept).isEqualTo(largestOf(batch, 5 * B));
            }
        }
    }

    private static NDArray[] select(float[] a, int n, int k, boolean byRow) {
        return select(a, n, k, byRow, "float32");
    }

    private static NDArray[] select(float[] a, int n, int k, boolean byRow, String precision) {
        NDManager m = Torch.newManager(Device.cpu()); // owns the result; lives as long as the test's JVM
        try (Kernel kernel = SaeKernel.training(Device.cpu(), "topk.py", precision)) {
            HostSelection host = new HostSelection(m, B, n, n, !precision.equals("float32"));
            NDArray bias = m.zeros(new Shape(n));
            return byRow
                    ? host.byRow(kernel, m, rows(m, a, n), identity(m, n), bias, k)
                    : host.byBatch(kernel, m, rows(m, a, n), identity(m, n), bias, k);
        }
    }

    private static NDArray rows(NDManager m, float[] a, int n) {
        return m.create(a, new Shape(a.length / n, n));
    }

    private static NDArray identity(NDManager m, int n) {
        return m.eye(n);
    }

    /** Rows of different scales, with ties, rows without any positive value, and rows with fewer than k of them. */
    private static float[] activations(int rows, int n) {
        SplittableRandom random = new SplittableRandom(4);
        float[] a = new float[rows * n];
        for (int r = 0; r < rows; r++) {
            double scale = Math.exp(2 * random.nextGaussian());
            for (int j = 0; j < n; j++) {
                double v = scale * random.nextGaussian();
                a[r * n + j] = (float) (r % 7 == 0 ? -Math.abs(v) : r % 11 == 0 ? Math.round(v) : v);
            }
            if (r % 13 == 0) {
                Arrays.fill(a, r * n + 3, (r + 1) * n, -1);
            }
        }
        return a;
    }

    private static float[] largestOfRows(float[] a, int n, int k) {
        float[] all = new float[0];
        for (int r = 0; r < a.length / n; r++) {
            float[] best = largestOf(Arrays.copyOfRange(a, r * n, (r + 1) * n), k);
            all = Arrays.copyOf(all, all.length + best.length);
            System.arraycopy(best, 0, all, all.length - best.length, best.length);
        }
        Arrays.sort(all);
        return all;
    }

    /** The positive ones among the k largest, rising. */
    private static float[] largestOf(float[] a, int k) {
        float[] sorted = a.clone();
        Arrays.sort(sorted);
        int from = Math.max(0, sorted.length - k);
        while (from < sorted.length && sorted[from] <= 0) {
            from++;
        }
        return Arrays.copyOfRange(sorted, from, sorted.length);
    }
}
