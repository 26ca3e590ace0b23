package org.echelle.sae.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.echelle.api.CancelledException;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.Evaluation;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.sae.step.Trainer;
import org.echelle.sae.worlds.SmallWorld;
import org.echelle.store.RowSource;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingTest {
    private static final SmallWorld SMALL = new SmallWorld(3, 3000, 16, 32, 0.06);

    @TempDir
    Path dir;

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    @Test
    void superposedDirectionsAreRecovered() {
        SmallWorld world = new SmallWorld(5, 40_000, 64, 128, 0.02);
        TrainConfig config =
                TrainConfig.topk(256, 3).withBatch(512).withSteps(1500).withNormalise("none");
        TrainResult result = run(config, world.source(), false, Progress.SILENT);
        try (NDManager m = Torch.newManager(Device.cpu());
                Dictionary dictionary = Dictionaries.load(result.dictionary(), m)) {
            assertThat(world.recovered(dictionary.atoms().toFloats(), 0.9)).isGreaterThan(0.9);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"topk", "batch-topk"})
    void aResumedRunEndsWithTheBytesOfAnUnbrokenOne(String architecture) throws IOException {
        TrainConfig config = small().withArchitecture(architecture);
        run(config, dir.resolve("whole"), SMALL.source(), false, Progress.SILENT);
        for (int stop : new int[] {1, 20, 33}) {
            Path broken = dir.resolve("broken" + stop);
            assertThatThrownBy(() -> run(config, broken, SMALL.source(), false, new StopAfter(stop)))
                    .isInstanceOf(CancelledException.class);
            TrainResult result = run(config, broken, SMALL.source(), true, Progress.SILENT);
            assertThat(result.resumedFrom()).isBetween(0L, (long) stop);
            assertThat(Files.readAllBytes(broken.resolve(StoredDictionary.TENSORS)))
                    .isEqualTo(Files.readAllBytes(dir.resolve("whole").resolve(StoredDictionary.TENSORS)));
            assertThat(result.history()).hasSize(4);
        }
    }

    @Test
    void onlyTheTwoNewestCheckpointsAreKept() throws IOException {
        run(small(), SMALL.source(), false, Progress.SILENT);
        try (var files = Files.list(dir.resolve("checkpoints"))) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("step-000030", "step-000040");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"state.safetensors", "state.json", "state.crc32c"})
    void aHalfWrittenCheckpointIsPassedOverForTheOneBefore(String file) throws IOException {
        run(small(), dir.resolve("whole"), SMALL.source(), false, Progress.SILENT);
        Path broken = dir.resolve("broken");
        assertThatThrownBy(() -> run(small(), broken, SMALL.source(), false, new StopAfter(33)))
                .isInstanceOf(CancelledException.class);
        Path half = Checkpoint.newest(broken).orElseThrow().resolve(file);
        Files.write(half, java.util.Arrays.copyOf(Files.readAllBytes(half), (int) Files.size(half) / 2));
        TrainResult result = run(small(), broken, SMALL.source(), true, Progress.SILENT);
        assertThat(result.resumedFrom()).isEqualTo(30);
        assertThat(Files.readAllBytes(broken.resolve(StoredDictionary.TENSORS)))
                .isEqualTo(Files.readAllBytes(dir.resolve("whole").resolve(StoredDictionary.TENSORS)));
    }

    @Test
    void aCheckpointOfAnotherArchitectureOrWidthIsRefused() {
        run(small(), SMALL.source(), false, Progress.SILENT);
        assertThatThrownBy(() -> run(small().withArchitecture("batch-topk"), SMALL.source(), true, Progress.SILENT))
                .hasMessageContaining("architecture was topk, is batch-topk");
        RowSource wider = new SmallWorld(3, 3000, 20, 32, 0.06).source();
        assertThatThrownBy(() -> run(small(), wider, true, Progress.SILENT))
                .hasMessageContaining("belongs to other rows than")
                .hasMessageContaining("resume with the rows");
    }

    @Test
    void aNameThatIsNotTrainedIsAnsweredWithThoseThatAre() {
        assertThatThrownBy(() -> run(small().withArchitecture("topkk"), SMALL.source(), false, Progress.SILENT))
                .hasMessageStartingWith(
                        "There is no architecture \"topkk\" that is trained; did you mean 'topk'? Trainable are topk,")
                .hasMessageNotContaining("pca");
        assertThatThrownBy(() -> run(small().withArchitecture("pca"), SMALL.source(), false, Progress.SILENT))
                .hasMessageContaining("score.baselines");
    }

    @Test
    void anotherConfigCannotResume() {
        run(small(), SMALL.source(), false, Progress.SILENT);
        assertThatThrownBy(() -> run(small().withSeed(9), SMALL.source(), true, Progress.SILENT))
                .isInstanceOf(SaeException.class)
                .hasMessageContaining("seed was 0, is 9");
        assertThatThrownBy(() -> run(small().withLearningRate(0.5), SMALL.source(), true, Progress.SILENT))
                .hasMessageContaining("another config (learning-rate was ")
                .hasMessageContaining(", is 0.5)")
                .hasMessageNotContaining("beta");
    }

    @Test
    void aRowThatIsNotFiniteIsNamedAndTheCheckpointBeforeItIsKept() {
        float[][] rows = new SmallWorld(3, 12_000, 16, 32, 0.06).rows;
        rows[10_000][4] = Float.NaN; // beyond the 9600 rows that the preparation looks at
        TrainConfig config = small().withShuffleRows(0).withSteps(120);
        assertThatThrownBy(() -> run(config, RowSource.of(rows), false, Progress.SILENT))
                .isInstanceOf(SaeException.class)
                .hasMessageContaining("row 16 of its batch")
                .hasMessageContaining("sample 10000")
                .hasMessageContaining("step-000100");
        assertThat(Checkpoint.newest(dir)).isPresent();
    }

    @Test
    void aRowOfAFileThatIsNotFiniteIsToldWithItsStepAndTheCheckpointBefore() {
        SmallWorld world = new SmallWorld(3, 12_000, 16, 32, 0.06);
        float[] flat = new float[12_000 * 16];
        for (int r = 0; r < 12_000; r++) {
            System.arraycopy(world.rows[r], 0, flat, r * 16, 16);
        }
        flat[10_000 * 16 + 4] = Float.NaN;
        Path file = dir.resolve("rows.safetensors");
        SafetensorsWriter.write(file, Map.of("activations", HostTensor.ofFloats(flat, 12_000, 16)), Map.of());
        TrainConfig config = small().withShuffleRows(0).withSteps(120);
        assertThatThrownBy(() -> run(config, dir.resolve("out"), RowSource.open(file), false, Progress.SILENT))
                .isInstanceOf(SaeException.class)
                .hasMessageStartingWith(
                        "Training stopped at step 105, whose batch cannot be read: Row 10000 (from 0) of " + file)
                .hasMessageEndingWith("The checkpoint step-000100 is sound.");
    }

    @Test
    void aBadRowAmongTheFirstIsNamedBeforeTheFirstStep() {
        float[][] rows = new SmallWorld(3, 300, 16, 32, 0.06).rows;
        rows[200][4] = Float.POSITIVE_INFINITY;
        assertThatThrownBy(() -> run(small(), RowSource.of(rows), false, Progress.SILENT))
                .isInstanceOf(SaeException.class)
                .hasMessageContaining("sample 200");
    }

    @Test
    void batchTopkFindsTheThresholdThatGivesL0OfK() {
        TrainConfig config =
                TrainConfig.batchTopk(48, 4).withBatch(100).withSteps(60).withIntervals(0, 20);
        TrainResult result = run(config, SMALL.source(), false, Progress.SILENT);
        try (NDManager m = Torch.newManager(Device.cpu());
                Dictionary dictionary = Dictionaries.load(result.dictionary(), m)) {
            Evaluation evaluation = Evaluation.of(dictionary, SMALL.source(), 0, Progress.SILENT);
            assertThat(evaluation.l0()).isCloseTo(4, within(0.01));
            assertThat(evaluation.rows()).isEqualTo(3000);
            assertThat(evaluation.fvu()).isBetween(0.0, 1.0);
        }
    }

    @Test
    void anUnsetThresholdFailsLoudly() {
        try (NDManager m = Torch.newManager(Device.cpu())) {
            Trainer trainer = new Trainer(TrainConfig.batchTopk(8, 2).resolve(100, 4), 4, Device.cpu());
            try (trainer) {
                StoredDictionary stored =
                        trainer.stored(Map.of("architecture", "batch-topk", "k", 2, "threshold", -1.0));
                assertThatThrownBy(() -> Dictionaries.open(stored, m)).hasMessageContaining("no inference threshold");
            }
        }
    }

    @Test
    void impossibleConfigsAreRefusedWithWhatIsPossible() {
        assertThatThrownBy(() -> TrainConfig.topk(4, 5).resolve(100, 8)).hasMessageContaining("k from 1 to 4");
        assertThatThrownBy(() -> TrainConfig.topk(4, 2).withArchitecture("pca").resolve(100, 8))
                .hasMessageContaining("Trainable are topk, batch-topk");
        assertThatThrownBy(() -> TrainConfig.topk(4, 2).withNormalise("x").resolve(100, 8))
                .hasMessageContaining("known are none");
        assertThatThrownBy(() ->
                        TrainPlan.require(TrainConfig.topk(1 << 20, 32).resolve(100_000, 768), 768, 100_000, 1L << 30))
                .hasMessageContaining("features would fit");
    }

    @Test
    void memoryDoesNotGrowOverAThousandSteps() {
        float[][] rows = SMALL.rows;
        TrainConfig config = small().resolve(rows.length, 16);
        try (Trainer trainer = new Trainer(config, 16, Device.cpu());
                NDManager m = trainer.manager.newSubManager()) {
            float[] flat = new float[100 * 16];
            for (int r = 0; r < 100; r++) {
                System.arraycopy(rows[r], 0, flat, r * 16, 16);
            }
            trainer.begin(java.util.List.of(), Progress.SILENT);
            var x = m.create(flat, new Shape(100, 16));
            trainer.step(x, 1e-3, 0);
            int before = trainer.manager.getManagedArrays().size();
            for (int i = 0; i < 1000; i++) {
                trainer.step(x, 1e-3, 0);
            }
            assertThat(trainer.manager.getManagedArrays()).hasSize(before);
            assertThat(m.getManagedArrays()).hasSize(1);
        }
    }

    private static TrainConfig small() {
        return TrainConfig.topk(48, 4)
                .withBatch(96)
                .withSteps(40)
                .withIntervals(10, 10)
                .withAux(1 / 32.0, 8, 300);
    }

    private TrainResult run(TrainConfig config, RowSource rows, boolean resume, Progress progress) {
        return run(config, dir, rows, resume, progress);
    }

    private static TrainResult run(TrainConfig config, Path folder, RowSource rows, boolean resume, Progress progress) {
        return Training.run(config, rows, Device.cpu(), folder, resume, progress, TrainListener.NONE);
    }
}
