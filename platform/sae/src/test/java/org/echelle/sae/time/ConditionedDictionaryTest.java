package org.echelle.sae.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.sae.formats.DictionaryFormats;
import org.echelle.sae.train.Sweep;
import org.echelle.sae.train.Training;
import org.echelle.store.SparseRows;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionedDictionaryTest {
    private static final int D = 6;
    private static final int N = 20;
    private static final int T = 3;
    private static final int ROWS = 7;
    private static final int[] STEPS = {100, 500, 900};
    private static final float SIZE = 2;

    @TempDir
    Path folder;

    private static float[] floats(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] all = new float[count];
        for (int i = 0; i < count; i++) {
            all[i] = (float) random.nextGaussian();
        }
        return all;
    }

    private static StoredDictionary topk(
            float[] encoder, float[] decoder, float[] bias, float[] centre, Map<String, ?> more) {
        Map<String, Object> facts = new LinkedHashMap<>(Map.of("architecture", "topk", "k", 3, "threshold", -1.0));
        facts.putAll(more);
        int d = centre.length;
        return StoredDictionary.of(
                HostTensor.ofFloats(encoder, N, d),
                HostTensor.ofFloats(decoder, N, d),
                HostTensor.ofFloats(bias, N),
                HostTensor.ofFloats(centre, d),
                facts);
    }

    /** Columns from..to of a matrix. */
    private static float[] columns(float[] matrix, int width, int from, int to) {
        float[] some = new float[matrix.length / width * (to - from)];
        for (int r = 0; r < matrix.length / width; r++) {
            System.arraycopy(matrix, r * width + from, some, r * (to - from), to - from);
        }
        return some;
    }

    @ParameterizedTest
    @CsvSource({"100, 1, 0, 0", "500, 0, 1, 0", "300, 0.5, 0.5, 0", "800, 0, 0.25, 0.75", "5, 1, 0, 0", "999, 0, 0, 1"})
    void atATimestepItIsADictionaryWithBiasesOfThatTimestep(int step, float first, float second, float third) {
        float[] encoder = floats(N * (D + T), 1);
        float[] decoder = floats(N * (D + T), 2);
        float[] bias = floats(N, 3);
        float[] centre = floats(D + T, 4);
        float[] told = {first * SIZE, second * SIZE, third * SIZE};
        float[] biasThere = bias.clone();
        for (int j = 0; j < N; j++) {
            for (int t = 0; t < T; t++) {
                biasThere[j] += (told[t] - centre[D + t]) * encoder[j * (D + T) + D + t];
            }
        }
        Map<String, Object> facts = Map.of(
                "normalisation",
                Map.of("kind", "time-conditioned"),
                "timesteps",
                List.of(100, 500, 900),
                "timestep-input",
                SIZE);
        try (NDManager manager = Torch.newManager(Device.cpu());
                Dictionary timed = Dictionaries.open(topk(encoder, decoder, bias, centre, facts), manager);
                Dictionary plain = Dictionaries.open(
                        topk(
                                columns(encoder, D + T, 0, D),
                                columns(decoder, D + T, 0, D),
                                biasThere,
                                Arrays.copyOf(centre, D),
                                Map.of()),
                        manager)) {
            NDArray x = manager.create(floats(ROWS * D, 5), new Shape(ROWS, D));
            int[] steps = new int[ROWS];
            Arrays.fill(steps, step);

            assertThat(timed.width()).isEqualTo(D);
            assertThat(timed.atoms().toFloats()).containsExactly(plain.atoms().toFloats());
            for (Dictionary there : List.of(timed.at(step), timed.at(steps))) {
                same(there.encode(x), plain.encode(x));
                same(there.encode(x, 2, 5, 11), plain.encode(x).only(2, 5, 11));
                assertThat(there.encodeDense(x).toFloatArray())
                        .containsExactly(plain.encodeDense(x).toFloatArray(), within(1e-5f));
                assertThat(there.reconstruct(x).toFloatArray())
                        .containsExactly(plain.reconstruct(x).toFloatArray(), within(1e-5f));
                SparseRows codes = plain.encode(x);
                assertThat(there.decode(codes, x).toFloatArray())
                        .containsExactly(plain.decode(codes, x).toFloatArray(), within(1e-5f));
                NDArray dense = plain.encodeDense(x);
                assertThat(there.decode(dense).toFloatArray())
                        .containsExactly(plain.decode(dense).toFloatArray(), within(1e-5f));
            }
        }
    }

    private static void same(SparseRows seen, SparseRows expected) {
        int count = expected.rowStart()[expected.rows()];
        assertThat(seen.rowStart()).containsExactly(expected.rowStart());
        assertThat(Arrays.copyOf(seen.feature(), count)).containsExactly(Arrays.copyOf(expected.feature(), count));
        assertThat(Arrays.copyOf(seen.value(), count))
                .containsExactly(Arrays.copyOf(expected.value(), count), within(1e-5f));
    }

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
                values[r][i] = (float) (3 * (r % 3) + i + (1 + r % 3) * random.nextGaussian());
            }
        }
        return new SteppedRows(values, samples, steps);
    }

    private static TrainConfig config() {
        return TrainConfig.topk(12, 2)
                .withNormalise("time-conditioned")
                .withBatch(60)
                .withSteps(60)
                .withShuffleRows(0);
    }

    @Test
    void aTrainedOneTakesRawRowsAndTellsTimestepsApart() {
        SteppedRows rows = rows(600);
        Training.run(config(), rows, Device.cpu(), folder);
        try (NDManager manager = Torch.newManager(Device.cpu());
                Dictionary dictionary = Dictionaries.load(folder, manager)) {
            assertThat(dictionary).isInstanceOf(ConditionedDictionary.class);
            assertThat(dictionary.width()).isEqualTo(D);
            assertThat(dictionary.facts().get("width")).isEqualTo(D);
            assertThat(((ConditionedDictionary) dictionary).input().steps()).containsExactly(STEPS);
            NDArray x = manager.create(rows.values());
            assertThatThrownBy(() -> dictionary.encode(x)).hasMessageContaining("must know which timestep");
            float[] back = dictionary.at(rows.steps()).reconstruct(x).toFloatArray();
            double squared = 0;
            double spread = 0;
            for (int i = 0; i < D; i++) {
                double mean = 0;
                for (float[] row : rows.values()) {
                    mean += row[i] / 600;
                }
                for (int r = 0; r < 600; r++) {
                    squared += Math.pow(back[r * D + i] - rows.values()[r][i], 2);
                    spread += Math.pow(rows.values()[r][i] - mean, 2);
                }
            }
            assertThat(squared / spread).as("FVU").isLessThan(0.6);
            float[] early = dictionary.at(100).encodeDense(x).toFloatArray();
            float[] late = dictionary.at(900).encodeDense(x).toFloatArray();
            assertThat(early).isNotEqualTo(late);
        }
        assertThatThrownBy(() ->
                        DictionaryFormats.write(StoredDictionary.read(folder), "saelens", folder.resolve("elsewhere")))
                .hasMessageContaining("biases of their own for each timestep");
    }

    @Test
    void whatTellsTheTimestepHasTheSizeOfAValue() {
        // means 3 (r mod 3) about 3, noise 1, 2, 3: sqrt((1 + 4 + 9) / 3 + 2 * 9 / 3)
        TimestepInput input = TimestepInput.of(TimestepTables.measure(rows(30_000), Progress.SILENT));
        float[] row = new float[T];
        input.write(100, row, 0);
        assertThat((double) row[0]).isCloseTo(Math.sqrt(14 / 3.0 + 6), within(0.03));
    }

    @Test
    void sweepsThatDisagreeAndDamagedFilesAreRefused() {
        assertThatThrownBy(() -> Sweep.run(
                        Map.of("a", config(), "b", config().withNormalise("by-timestep")),
                        rows(60),
                        Device.cpu(),
                        folder,
                        false,
                        Progress.SILENT,
                        (name, point) -> {}))
                .hasMessageContaining("1 of 2 want it normalised");
        Map<String, Object> facts =
                Map.of("normalisation", Map.of("kind", "time-conditioned"), "timesteps", List.of(5, 4));
        assertThatThrownBy(() ->
                        TimestepInput.of(topk(floats(N * D, 1), floats(N * D, 2), floats(N, 3), floats(D, 4), facts)))
                .isInstanceOf(SaeException.class)
                .hasMessageContaining("damaged");
    }
}
