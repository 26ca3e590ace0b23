package org.echelle.sae.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.sae.formats.DictionaryFormats;
import org.echelle.sae.train.Sweep;
import org.echelle.sae.train.Training;
import org.echelle.store.RowSource;
import org.echelle.store.SparseRows;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimestepDictionaryTest {
    private static final int D = 6;
    private static final int N = 20;
    private static final int[] STEPS = {100, 500, 900};
    private static final float FAR = 1000;

    @TempDir
    Path folder;

    /** Noise around a mean of its timestep's own, with a spread of its own. */
    private static SteppedRows rows(int count) {
        SplittableRandom random = new SplittableRandom(5);
        float[][] values = new float[count][D];
        int[] samples = new int[count];
        int[] steps = new int[count];
        for (int r = 0; r < count; r++) {
            samples[r] = r / 3;
            steps[r] = STEPS[r % 3];
            for (int i = 0; i < D; i++) {
                values[r][i] = (float) (FAR * (r % 3) + i + (1 + r % 3) * random.nextGaussian());
            }
        }
        return new SteppedRows(values, samples, steps);
    }

    private static float[] floats(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] all = new float[count];
        for (int i = 0; i < count; i++) {
            all[i] = (float) random.nextGaussian();
        }
        return all;
    }

    private static StoredDictionary plain(float[] decoderBias, float[] encoderBias) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("architecture", "topk");
        facts.put("k", 3);
        facts.put("threshold", -1.0);
        return StoredDictionary.of(
                HostTensor.ofFloats(floats(N * D, 1), N, D),
                HostTensor.ofFloats(floats(N * D, 2), N, D),
                HostTensor.ofFloats(encoderBias, N),
                HostTensor.ofFloats(decoderBias, D),
                facts);
    }

    private static TimestepTables tables() {
        return new TimestepTables(
                STEPS, new float[] {1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6, 0, 0, 1, 0, 0, 1}, new float[] {0.5f, 2, 4
                });
    }

    @Test
    void meansAndScalesAreThoseOfEachTimestepsRows() {
        SteppedRows rows = rows(300);
        TimestepTables tables = TimestepTables.measure(rows, Progress.SILENT);
        assertThat(tables.steps()).containsExactly(STEPS);
        for (int t = 0; t < 3; t++) {
            double[] mean = new double[D];
            double squares = 0;
            for (int r = t; r < 300; r += 3) {
                for (int i = 0; i < D; i++) {
                    mean[i] += rows.values()[r][i] / 100.0;
                }
            }
            for (int r = t; r < 300; r += 3) {
                for (int i = 0; i < D; i++) {
                    squares += Math.pow(rows.values()[r][i] - mean[i], 2) / (100.0 * D);
                }
            }
            for (int i = 0; i < D; i++) {
                assertThat((double) tables.mean(STEPS[t])[i]).isCloseTo(mean[i], within(1e-3));
            }
            assertThat((double) tables.scale(STEPS[t])).isCloseTo(Math.sqrt(squares), within(1e-4));
        }
    }

    @Test
    void betweenTwoTimestepsBothAreInterpolatedAndBeyondThemTheEndsHold() {
        TimestepTables tables = tables();
        assertThat(tables.scale(0)).isEqualTo(0.5f);
        assertThat(tables.scale(200)).isCloseTo(0.875f, within(1e-6f));
        assertThat(tables.scale(1000)).isEqualTo(4);
        assertThat(tables.mean(300)).containsExactly(new float[D], within(1e-6f));
        assertThat(tables.mean(950)).containsExactly(0, 0, 1, 0, 0, 1);
    }

    /** Bias and thresholds in raw units, encoder and atoms unchanged: what folding an affine map of the rows gives. */
    @Test
    void atOneTimestepItIsThePlainDictionaryWithThatMapFoldedIn() {
        float[] inner = floats(D, 3);
        float[] encoder = floats(N, 4);
        float[] x = floats(8 * D, 6);
        int[] steps = {100, 500, 900, 500, 100, 900, 900, 100};
        try (NDManager manager = Torch.newManager(Device.cpu());
                Dictionary timed =
                        new TimestepDictionary(Dictionaries.open(plain(inner, encoder), manager), tables())) {
            NDArray all = manager.create(x).reshape(8, D);
            float[] together = timed.at(steps).reconstruct(all).toFloatArray();
            SparseRows codes = timed.at(steps).encode(all);
            float[] dense = timed.at(steps).encodeDense(all).toFloatArray();
            float[] decoded = timed.at(steps).decode(codes, all).toFloatArray();
            for (int r = 0; r < 8; r++) {
                float[] mean = tables().mean(steps[r]);
                float scale = tables().scale(steps[r]);
                float[] bias = new float[D];
                for (int i = 0; i < D; i++) {
                    bias[i] = mean[i] + scale * inner[i];
                }
                float[] encoderBias = new float[N];
                for (int j = 0; j < N; j++) {
                    encoderBias[j] = scale * encoder[j];
                }
                try (Dictionary folded = Dictionaries.open(plain(bias, encoderBias), manager)) {
                    NDArray one = manager.create(Arrays.copyOfRange(x, r * D, (r + 1) * D))
                            .reshape(1, D);
                    float[] expected = folded.reconstruct(one).toFloatArray();
                    assertThat(Arrays.copyOfRange(together, r * D, (r + 1) * D))
                            .containsExactly(expected, within(1e-4f));
                    assertThat(Arrays.copyOfRange(decoded, r * D, (r + 1) * D))
                            .containsExactly(expected, within(1e-4f));
                    assertThat(timed.at(steps[r]).reconstruct(one).toFloatArray())
                            .containsExactly(expected, within(1e-4f));
                    assertThat(Arrays.copyOfRange(dense, r * N, (r + 1) * N))
                            .containsExactly(folded.encodeDense(one).toFloatArray(), within(1e-4f));
                    SparseRows alone = folded.encode(one);
                    int from = codes.rowStart()[r];
                    int to = codes.rowStart()[r + 1];
                    assertThat(Arrays.copyOfRange(codes.feature(), from, to))
                            .containsExactly(Arrays.copyOf(alone.feature(), to - from));
                    assertThat(Arrays.copyOfRange(codes.value(), from, to))
                            .containsExactly(Arrays.copyOf(alone.value(), to - from), within(1e-4f));
                }
            }
        }
    }

    @Test
    void aTrainedOneKeepsItsTablesAndSaysThatItMustKnowTheTimestep() {
        SteppedRows rows = rows(600);
        TrainConfig config = TrainConfig.topk(12, 2)
                .withNormalise("by-timestep")
                .withBatch(60)
                .withSteps(40)
                .withShuffleRows(0);
        Training.run(config, rows, Device.cpu(), folder);
        TimestepTables measured = TimestepTables.measure(rows, Progress.SILENT);
        try (NDManager manager = Torch.newManager(Device.cpu());
                Dictionary dictionary = Dictionaries.load(folder, manager)) {
            assertThat(dictionary).isInstanceOf(TimestepDictionary.class);
            TimestepTables kept = ((TimestepDictionary) dictionary).tables();
            assertThat(kept.steps()).containsExactly(STEPS);
            assertThat(kept.mean(500)).containsExactly(measured.mean(500));
            NDArray x = manager.create(rows.values());
            assertThatThrownBy(() -> dictionary.encode(x)).hasMessageContaining("must know which timestep");
            float[] back = dictionary.at(rows.steps()).reconstruct(x).toFloatArray();
            // the timesteps' means are a thousand apart and the noise around them a few units: no row is off by more
            for (int r = 0; r < 600; r++) {
                for (int i = 0; i < D; i++) {
                    assertThat(back[r * D + i]).isCloseTo(rows.values()[r][i], within(50f));
                }
            }
        }
        assertThatThrownBy(() ->
                        DictionaryFormats.write(StoredDictionary.read(folder), "saelens", folder.resolve("elsewhere")))
                .hasMessageContaining("timestep");
    }

    @Test
    void rowsWithoutTimestepsAndSweepsThatDisagreeAreRefused() {
        TrainConfig timed = TrainConfig.topk(12, 2)
                .withNormalise("by-timestep")
                .withBatch(60)
                .withSteps(2);
        RowSource none = RowSource.of(new float[][] {{1, 2}, {3, 4}});
        assertThatThrownBy(() -> Training.run(timed.withBatch(2), none, Device.cpu(), folder))
                .hasMessageContaining("need")
                .hasMessageContaining("axes sample")
                .hasMessageContaining("centre");
        assertThatThrownBy(() -> Sweep.run(
                        Map.of("a", timed, "b", timed.withNormalise("centre")),
                        rows(60),
                        Device.cpu(),
                        folder,
                        false,
                        Progress.SILENT,
                        (name, point) -> {}))
                .hasMessageContaining("1 of 2 want it normalised by-timestep");
        assertThatThrownBy(() -> TimestepTables.measure(
                        new SteppedRows(new float[][] {{1, 2}, {1, 2}}, new int[2], new int[] {3, 3}), Progress.SILENT))
                .hasMessageContaining("all are equal");
    }
}
