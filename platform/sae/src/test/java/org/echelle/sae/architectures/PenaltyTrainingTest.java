package org.echelle.sae.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.echelle.api.CancelledException;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.Evaluation;
import org.echelle.sae.Objective;
import org.echelle.sae.Parameter;
import org.echelle.sae.ResamplingSchedule;
import org.echelle.sae.Revival;
import org.echelle.sae.SaeException;
import org.echelle.sae.SparsityWarmup;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.sae.step.Resampling;
import org.echelle.sae.step.Trainer;
import org.echelle.sae.train.StopAfter;
import org.echelle.sae.train.TrainListener;
import org.echelle.sae.train.TrainResult;
import org.echelle.sae.train.Training;
import org.echelle.sae.worlds.SmallWorld;
import org.echelle.store.RowSource;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings with a penalty: resume, schedules, resampling, what is stored, what is refused. */
class PenaltyTrainingTest {
    private static final SmallWorld SMALL = new SmallWorld(3, 3000, 16, 32, 0.06);

    @TempDir
    Path dir;

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    private static TrainConfig small(String architecture) {
        return TrainConfig.of(architecture, 48).withBatch(96).withSteps(40).withIntervals(10, 10);
    }

    /** Penalties are so large that features fall silent, so that there is something to resample. */
    @ParameterizedTest
    @ValueSource(strings = {"relu-l1", "april", "p-anneal", "gated", "jumprelu"})
    void aRunResumedAcrossAResamplingEndsWithTheBytesOfAnUnbrokenOne(String architecture) throws IOException {
        TrainConfig without = small(architecture)
                .withLearningRate(0.02)
                .withSchedule(0, 1)
                .withSetting("coefficient", architecture.equals("jumprelu") ? 100 : 2)
                .withSetting("sparsity-warmup", 0);
        if (architecture.equals("jumprelu")) {
            without = without.withSetting("penalty", "l0").withSetting("bandwidth", 1);
        }
        TrainConfig config = without.withRevival(new Revival(-1, 0, 0, 8));
        run(config, dir.resolve("whole"), false, Progress.SILENT);
        run(without, dir.resolve("without"), false, Progress.SILENT);
        assertThat(Files.mismatch(
                        dir.resolve("without").resolve(StoredDictionary.TENSORS),
                        dir.resolve("whole").resolve(StoredDictionary.TENSORS)))
                .isNotNegative();
        for (int stop : new int[] {7, 8, 25}) {
            Path broken = dir.resolve("broken" + stop);
            assertThatThrownBy(() -> run(config, broken, false, new StopAfter(stop)))
                    .isInstanceOf(CancelledException.class);
            run(config, broken, true, Progress.SILENT);
            assertThat(Files.mismatch(
                            broken.resolve(StoredDictionary.TENSORS),
                            dir.resolve("whole").resolve(StoredDictionary.TENSORS)))
                    .isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @CsvSource({"relu-l1,none", "april,centre", "p-anneal,mean-norm", "gated,centre", "jumprelu,centre"})
    void whatWasTrainedIsReadBackInRawUnits(String architecture, String normalise) {
        TrainConfig config = small(architecture).withNormalise(normalise);
        TrainResult result = run(config, dir, false, Progress.SILENT);
        StoredDictionary stored = StoredDictionary.read(result.dictionary());
        assertThat(stored.architecture()).isEqualTo(architecture);
        try (NDManager m = Torch.newManager(Device.cpu());
                Dictionary dictionary = Dictionaries.load(result.dictionary(), m)) {
            NDArray x = m.create(Arrays.copyOf(flat(SMALL.rows), 100 * 16), new Shape(100, 16));
            float[] made = dictionary.reconstruct(x).toFloatArray();
            dictionary.save(dir.resolve("copy"));
            try (Dictionary copy = Dictionaries.load(dir.resolve("copy"), m)) {
                assertThat(copy.reconstruct(x).toFloatArray()).isEqualTo(made);
            }
            Evaluation evaluation = Evaluation.of(dictionary, SMALL.source(), 0, Progress.SILENT);
            assertThat(evaluation.fvu()).isBetween(0.0, 1.2);
        }
    }

    /** Rows times 3 under a scalar normalisation: the same training, and a dictionary whose codes are 3 times as large. */
    @ParameterizedTest
    @ValueSource(strings = {"relu-l1", "april", "gated", "jumprelu"})
    void foldedBiasesAndThresholdsGrowWithTheRows(String architecture) {
        float[][] big = new float[SMALL.rows.length][16];
        for (int r = 0; r < big.length; r++) {
            for (int i = 0; i < 16; i++) {
                big[r][i] = 4 * SMALL.rows[r][i]; // a power of 2, so that normalised rows are equal to the bit
            }
        }
        TrainConfig config = small(architecture).withNormalise("unit-mean-square");
        Path one = run(config, dir.resolve("one"), false, Progress.SILENT).dictionary();
        Path four = Training.run(
                        config,
                        RowSource.of(big),
                        Device.cpu(),
                        dir.resolve("four"),
                        false,
                        Progress.SILENT,
                        TrainListener.NONE)
                .dictionary();
        try (NDManager m = Torch.newManager(Device.cpu());
                Dictionary small = Dictionaries.load(one, m);
                Dictionary large = Dictionaries.load(four, m)) {
            NDArray x = m.create(Arrays.copyOf(flat(SMALL.rows), 100 * 16), new Shape(100, 16));
            float[] codes = small.encodeDense(x).mul(4).toFloatArray();
            assertThat(large.encodeDense(x.mul(4)).toFloatArray()).containsExactly(codes, within(1e-3f));
        }
    }

    @Test
    void theCoefficientOfAnAnnealingKeepsThePenaltyWhereItWas() {
        TrainConfig config = TrainConfig.of("p-anneal", 48)
                .withBatch(96)
                .withSteps(100)
                .withSetting("anneal-start", 10)
                .withSetting("anneal-end", 100)
                .resolve(-1, 16);
        PAnnealObjective objective = new PAnnealObjective(config, 16);
        double before = objective.coefficient();
        double[] stats = new double[Objective.OWN_SUMS + 2];
        for (int step = 0; step <= 20; step++) {
            stats[Objective.OWN_SUMS] = 6;
            stats[Objective.OWN_SUMS + 1] = 9;
            objective.learned(step, stats);
        }
        assertThat(objective.p()).isCloseTo(1 - 0.8 / 9, within(1e-12));
        assertThat(objective.coefficient() * 9).isCloseTo(before * 6, within(1e-12));
        PAnnealObjective other = new PAnnealObjective(config, 16);
        other.remember(objective.memory());
        assertThat(other.memory()).isEqualTo(objective.memory());
        assertThat(objective.jumpAt(0)).isEqualTo(10);
        assertThat(objective.jumpAt(9)).isEqualTo(100);
    }

    @Test
    void aCoefficientWarmsUpOverAShareOrOverSteps() {
        TrainConfig share = TrainConfig.of("relu-l1", 8).withSteps(1000).withSetting("sparsity-warmup", 0.1);
        TrainConfig steps = share.withSetting("sparsity-warmup", 50);
        assertThat(SparsityWarmup.at(share.resolve(-1, 4), 0)).isZero();
        assertThat(SparsityWarmup.at(share.resolve(-1, 4), 25)).isCloseTo(0.25, within(1e-12));
        assertThat(SparsityWarmup.at(share.resolve(-1, 4), 900)).isEqualTo(1);
        assertThat(SparsityWarmup.at(steps.resolve(-1, 4), 25)).isCloseTo(0.5, within(1e-12));
        assertThat(SparsityWarmup.at(share.withSetting("sparsity-warmup", 0).resolve(-1, 4), 0))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"relu-l1", "gated", "jumprelu", "april"})
    void deadFeaturesTakeTheDirectionsOfRowsAndForgetTheirMoments(String architecture) {
        int batch = 50;
        TrainConfig config = TrainConfig.of(architecture, 20)
                .withBatch(batch)
                .withSteps(1000)
                .withRevival(new Revival(-1, 0, 0, 100))
                .resolve(-1, 16);
        float[] rows = Arrays.copyOf(flat(SMALL.rows), batch * 16);
        for (int i = 0; i < 16; i++) {
            rows[i] = 0; // a row without a direction
        }
        try (Trainer trainer = new Trainer(config, 16, Device.cpu());
                NDManager m = trainer.manager.newSubManager()) {
            trainer.begin(List.of(), Progress.SILENT);
            NDArray x = m.create(rows, new Shape(batch, 16));
            for (int s = 0; s < 3; s++) {
                trainer.step(x, 1e-2, s);
            }
            long[] since = new long[20];
            Arrays.fill(since, 15, 20, 50 * 100 / 2 + 1);
            since[14] = 50 * 100 / 2; // just not long enough
            Trainer.put(trainer.since, HostTensor.ofLongs(since, 20));
            Map<String, HostTensor> before = copied(trainer);
            double alive = meanNorm(before.get("encoder").toFloats(), 15);
            assertThat(new Resampling(trainer, config, 16).apply(x, 99)).isEqualTo(5);
            Map<String, HostTensor> after = copied(trainer);
            float[] encoder = after.get("encoder").toFloats();
            float[] decoder = after.get("decoder").toFloats();
            boolean[] used = new boolean[batch];
            for (int j = 15; j < 20; j++) {
                int row = rowAlong(rows, decoder, j, batch);
                assertThat(row).isPositive();
                assertThat(used[row]).isFalse();
                used[row] = true;
                assertThat(norm(encoder, j)).isCloseTo(0.2 * alive, within(1e-4));
                assertThat(rowAlong(rows, encoder, j, batch)).isEqualTo(row);
                if (!architecture.equals("april")) {
                    assertThat(norm(decoder, j)).isCloseTo(1, within(1e-5));
                }
            }
            for (Parameter p : trainer.names) {
                float[] now = after.get(p.name()).toFloats();
                int each = now.length / 20;
                if (p.name().equals("b_dec")) {
                    assertThat(now).isEqualTo(before.get(p.name()).toFloats());
                    continue;
                }
                assertThat(Arrays.copyOf(now, 15 * each))
                        .isEqualTo(Arrays.copyOf(before.get(p.name()).toFloats(), 15 * each));
                for (String moment : List.of("adam.first.", "adam.second.")) {
                    float[] kept = after.get(moment + p.name()).toFloats();
                    assertThat(Arrays.copyOfRange(kept, 15 * each, 20 * each)).containsOnly(0);
                }
            }
            assertThat(Arrays.copyOfRange(after.get("rows_since_fired").toLongs(), 15, 20))
                    .containsOnly(0);
            // the same seed and step draw the same rows again, another step others
            trainer.restore(before::get);
            new Resampling(trainer, config, 16).apply(x, 99);
            assertThat(trainer.state().get("decoder").toFloatArray()).isEqualTo(decoder);
            trainer.restore(before::get);
            new Resampling(trainer, config, 16).apply(x, 199);
            assertThat(trainer.state().get("decoder").toFloatArray()).isNotEqualTo(decoder);
        }
    }

    private static Map<String, HostTensor> copied(Trainer trainer) {
        return trainer.state().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> HostTensor.of(e.getValue())));
    }

    @Test
    void afterAResamplingTheLearningRateWarmsUpAgain() {
        TrainConfig config = TrainConfig.of("relu-l1", 8)
                .withSteps(1000)
                .withLearningRate(1)
                .withSchedule(10, 1)
                .withRevival(new Revival(-1, 0, 0, 300))
                .resolve(-1, 4);
        assertThat(config.learningRateAt(299)).isEqualTo(1);
        assertThat(ResamplingSchedule.due(config, 299)).isTrue();
        assertThat(config.learningRateAt(300)).isCloseTo(0.1, within(1e-12));
        assertThat(config.learningRateAt(309)).isEqualTo(1);
        assertThat(ResamplingSchedule.due(config, 599)).isTrue();
        assertThat(ResamplingSchedule.due(config, 899)).isFalse(); // no whole interval is left
        assertThat(config.learningRateAt(900)).isEqualTo(1);
    }

    @Test
    void contradictionsAreRefusedInASentence() {
        refused(TrainConfig.of("relu-l1", 8).withK(3), "no k; its sparsity comes from its settings coefficient");
        refused(TrainConfig.of("relu-l1", 8).withDecoderNorm("free"), "use april");
        refused(TrainConfig.of("gated", 8).withDecoderNorm("rescaled"), "atoms of norm 1");
        refused(TrainConfig.of("april", 8).withDecoderNorm("rescaled"), "use free or unit");
        refused(TrainConfig.of("jumprelu", 8).withDecoderNorm("rescaled"), "use unit or free");
        refused(TrainConfig.of("jumprelu", 8).withSetting("target-l0", 9), "only 8 features");
        refused(
                TrainConfig.of("jumprelu", 8)
                        .withSetting("target-l0", 2)
                        .withSetting("threshold-scale", "log")
                        .withSetting("threshold", 0),
                "0 has no logarithm");
        refused(TrainConfig.of("gated", 8).withAux(0.5, 0, 0), "no auxiliary loss");
        refused(TrainConfig.of("gated", 8).withPrecision("bfloat16"), "float32");
        refused(
                TrainConfig.of("p-anneal", 8)
                        .withSteps(100)
                        .withSetting("anneal-start", 0.9)
                        .withSetting("anneal-end", 50),
                "before anneal-end");
        refused(TrainConfig.topk(8, 2).withRevival(new Revival(-1, 0, 0, 100)), "does not resample");
        refused(
                TrainConfig.of("gated", 8).withSchedule(100, 0.8).withRevival(new Revival(-1, 0, 0, 100)),
                "a larger resample-every");
    }

    private static void refused(TrainConfig config, String why) {
        assertThatThrownBy(() -> config.resolve(-1, 4))
                .isInstanceOf(SaeException.class)
                .hasMessageContaining(why);
    }

    private static int rowAlong(float[] rows, float[] vectors, int j, int batch) {
        for (int b = 0; b < batch; b++) {
            double dot = 0;
            double norm = 0;
            for (int i = 0; i < 16; i++) {
                dot += rows[b * 16 + i] * vectors[j * 16 + i];
                norm += rows[b * 16 + i] * rows[b * 16 + i];
            }
            if (norm > 0 && dot / Math.sqrt(norm) / norm(vectors, j) > 1 - 1e-5) {
                return b;
            }
        }
        return -1;
    }

    private static double norm(float[] vectors, int j) {
        double sum = 0;
        for (int i = 0; i < 16; i++) {
            sum += vectors[j * 16 + i] * vectors[j * 16 + i];
        }
        return Math.sqrt(sum);
    }

    private static double meanNorm(float[] vectors, int count) {
        double sum = 0;
        for (int j = 0; j < count; j++) {
            sum += norm(vectors, j) / count;
        }
        return sum;
    }

    private static float[] flat(float[][] rows) {
        float[] out = new float[rows.length * rows[0].length];
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(rows[r], 0, out, r * rows[0].length, rows[0].length);
        }
        return out;
    }

    private static TrainResult run(TrainConfig config, Path folder, boolean resume, Progress progress) {
        return Training.run(config, SMALL.source(), Device.cpu(), folder, resume, progress, TrainListener.NONE);
    }
}
