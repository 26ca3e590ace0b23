package org.echelle.sae.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.echelle.api.Progress;
import org.echelle.sae.SaeKernel;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.worlds.SmallWorld;
import org.echelle.torch.Kernel;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Candidates from a bfloat16 product, rescored, are those of float32. */
class PrecisionTest {
    private static final int B = 600;
    private static final int D = 48;
    private static final int N = 640;

    @TempDir
    Path dir;

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    /** Encoders of very different norms, and biases, are where a bound that is too small would show. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 32, 128})
    void rescoredCandidatesAreThoseOfFloat32(int k) {
        try (NDManager m = Torch.newManager(Device.cpu());
                Kernel plain = SaeKernel.training(Device.cpu(), "topk.py", "float32");
                Kernel rescored = SaeKernel.training(Device.cpu(), "topk.py", "bfloat16-rescored")) {
            SplittableRandom random = new SplittableRandom(k);
            float[] w = gaussian(random, N * D);
            for (int j = 0; j < N; j++) {
                double norm = Math.exp(random.nextGaussian());
                for (int i = 0; i < D; i++) {
                    w[j * D + i] *= (float) norm;
                }
            }
            NDArray encoder = m.create(w, new Shape(N, D));
            NDArray bias = m.create(gaussian(random, N));
            NDArray x = m.create(gaussian(random, B * D), new Shape(B, D));
            NDArray work = m.zeros(new Shape(512, N), DataType.FLOAT32);
            NDList expected = plain.call(m, "candidates_of", x, encoder, bias, k, work);
            NDList got = rescored.call(m, "candidates_of", x, encoder, bias, k, work);
            long[] features = expected.get(1).toLongArray();
            long[] found = got.get(1).toLongArray();
            float[] values = expected.get(0).toFloatArray();
            float[] foundValues = got.get(0).toFloatArray();
            for (int r = 0; r < B; r++) {
                assertThat(sorted(found, r, k)).as("row " + r).isEqualTo(sorted(features, r, k));
                float[] a = Arrays.copyOfRange(values, r * k, (r + 1) * k);
                float[] b = Arrays.copyOfRange(foundValues, r * k, (r + 1) * k);
                Arrays.sort(a);
                Arrays.sort(b);
                for (int i = 0; i < k; i++) {
                    assertThat(b[i]).isCloseTo(a[i], within(1e-5f * Math.max(1, Math.abs(a[i]))));
                }
            }
        }
    }

    /** The measured effect of the modes: see BENCHMARKS.md. */
    @ParameterizedTest
    @ValueSource(strings = {"topk", "batch-topk"})
    void aTrainingInRescoredBfloat16EndsWhereFloat32Does(String architecture) {
        SmallWorld world = new SmallWorld(3, 6000, 16, 48, 0.06);
        double[] fvu = new double[2];
        int i = 0;
        for (String precision : new String[] {"float32", "bfloat16-rescored"}) {
            TrainConfig config = TrainConfig.topk(96, 4)
                    .withArchitecture(architecture)
                    .withPrecision(precision)
                    .withBatch(256)
                    .withSteps(200);
            fvu[i++] = Training.run(
                            config,
                            world.source(),
                            Device.cpu(),
                            dir.resolve(precision),
                            false,
                            Progress.SILENT,
                            TrainListener.NONE)
                    .last()
                    .fvu();
        }
        assertThat(fvu[1]).isCloseTo(fvu[0], within(0.01));
    }

    private static long[] sorted(long[] all, int row, int k) {
        long[] out = Arrays.copyOfRange(all, row * k, (row + 1) * k);
        Arrays.sort(out);
        return out;
    }

    private static float[] gaussian(SplittableRandom random, int count) {
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            out[i] = (float) random.nextGaussian();
        }
        return out;
    }
}
