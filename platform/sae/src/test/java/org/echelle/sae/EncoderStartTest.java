package org.echelle.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.echelle.api.Progress;
import org.echelle.sae.step.Trainer;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncoderStartTest {
    private static final int WIDTH = 24;
    private static final int FEATURES = 96;

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    @ParameterizedTest
    @CsvSource({"topk,4,1", "batch-topk,12,1", "relu-l1,0,1", "april,0,0.1", "archetypal,4,1"})
    void aRescaledEncoderGivesRowsOfNormOneBackWithNormOne(String architecture, int k, double norm) {
        float[][] weights = begun(architecture, k, norm, "rescaled");
        double[] norms = new double[4000];
        float[] rows = Start.directions(77, norms.length, WIDTH);
        for (int r = 0; r < norms.length; r++) {
            norms[r] = outputNorm(Arrays.copyOfRange(rows, r * WIDTH, (r + 1) * WIDTH), weights[0], weights[1], k);
        }
        double mean = Arrays.stream(norms).average().orElseThrow();
        double sd = Math.sqrt(
                Arrays.stream(norms).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
        // the factor was taken from the mean over 256 other rows
        assertThat(mean).isCloseTo(1, within(5 * sd / Math.sqrt(256)));
    }

    @Test
    void itIsTheTransposeTimesOneFactor() {
        float[] plain = begun("topk", 24, 1, "transpose")[0];
        float[] rescaled = begun("topk", 24, 1, "rescaled")[0];
        double factor = rescaled[0] / plain[0];
        assertThat(factor).isNotCloseTo(1, within(0.1));
        for (int i = 0; i < plain.length; i++) {
            assertThat((double) rescaled[i]).isCloseTo(factor * plain[i], within(1e-6));
        }
    }

    /** Encoder and decoder before the first step. */
    private static float[][] begun(String architecture, int k, double norm, String encoder) {
        TrainConfig config = TrainConfig.of(architecture, FEATURES)
                .withK(k)
                .withBatch(32)
                .withSteps(10)
                .withStart(new FirstValues("random", encoder, norm, "zero"))
                .resolve(-1, WIDTH);
        try (Trainer trainer = new Trainer(config, WIDTH, Device.cpu());
                NDManager scope = Torch.newManager(Device.cpu())) {
            NDArray rows = scope.create(Start.directions(5, 2 * FEATURES, WIDTH), new Shape(2 * FEATURES, WIDTH));
            trainer.begin(List.of(rows), Progress.SILENT);
            NDArray decoder = architecture.equals("archetypal")
                    ? trainer.parameter("mix").matMul(trainer.parameter("points"))
                    : trainer.parameter("decoder");
            return new float[][] {trainer.parameter("encoder").toFloatArray(), decoder.toFloatArray()};
        }
    }

    private static double outputNorm(float[] row, float[] encoder, float[] decoder, int k) {
        double[] code = new double[FEATURES];
        for (int j = 0; j < FEATURES; j++) {
            for (int i = 0; i < WIDTH; i++) {
                code[j] += row[i] * encoder[j * WIDTH + i];
            }
            code[j] = Math.max(0, code[j]);
        }
        double least = k > 0
                ? Arrays.stream(code).sorted().skip(FEATURES - k).findFirst().orElseThrow()
                : 0;
        double sum = 0;
        for (int i = 0; i < WIDTH; i++) {
            double out = 0;
            for (int j = 0; j < FEATURES; j++) {
                out += code[j] >= least ? code[j] * decoder[j * WIDTH + i] : 0;
            }
            sum += out * out;
        }
        return Math.sqrt(sum);
    }
}
