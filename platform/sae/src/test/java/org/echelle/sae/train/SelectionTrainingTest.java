package org.echelle.sae.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.echelle.api.CancelledException;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.Evaluation;
import org.echelle.sae.Normalisation;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.sae.step.Trainer;
import org.echelle.sae.worlds.SmallWorld;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole trainings of the dictionaries that select their features: from rows to files and back. */
class SelectionTrainingTest {
    private static final SmallWorld WORLD = new SmallWorld(3, 3000, 16, 32, 0.06);

    @TempDir
    Path dir;

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    /** {@code architecture} or {@code architecture:setting=value}. */
    private static TrainConfig config(String text) {
        String[] parts = text.split(":", -1);
        TrainConfig config = TrainConfig.of(parts[0], 48)
                .withK(4)
                .withBatch(96)
                .withSteps(40)
                .withIntervals(10, 20);
        config = parts[0].equals("msae") ? config : config.withAux(1 / 32.0, 8, 300);
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].split("=", 2);
            config = config.withSetting(pair[0], pair[1]);
        }
        return config;
    }

    @ParameterizedTest
    @ValueSource(strings = {"matryoshka", "matryoshka:sampled=4", "ort:chunk=20", "ort:chunk=20:every=5"})
    void aResumedRunEndsWithTheBytesOfAnUnbrokenOne(String text) throws IOException {
        run(config(text), dir.resolve("whole"), false, Progress.SILENT);
        Path broken = dir.resolve("broken");
        assertThatThrownBy(() -> run(config(text), broken, false, new StopAfter(27)))
                .isInstanceOf(CancelledException.class);
        run(config(text), broken, true, Progress.SILENT);
        assertThat(Files.readAllBytes(broken.resolve(StoredDictionary.TENSORS)))
                .isEqualTo(Files.readAllBytes(dir.resolve("whole").resolve(StoredDictionary.TENSORS)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"matryoshka", "ort"})
    void theThresholdGivesKFeaturesARow(String text) {
        TrainResult result = run(config(text), dir, false, Progress.SILENT);
        try (NDManager m = Torch.newManager(Device.cpu());
                Dictionary dictionary = Dictionaries.load(result.dictionary(), m)) {
            Evaluation evaluation = Evaluation.of(dictionary, WORLD.source(), 0, Progress.SILENT);
            assertThat(evaluation.l0()).isCloseTo(4, within(0.15));
        }
    }

    /** Folding the normalisation, writing and opening again do not change what a dictionary says of raw rows. */
    @ParameterizedTest
    @ValueSource(
            strings = {"topk:multi-k-weight=0.125", "matryoshka", "msae", "hierarchical-topk", "abs-topk", "ort", "kron"
            })
    void aSavedDictionaryReconstructsRawRowsAsTheTrainedOneDoesNormalisedOnes(String text) {
        TrainConfig config = config(text);
        TrainResult result = run(config, dir, false, Progress.SILENT);
        TrainConfig resolved = result.config();
        try (NDManager m = Torch.newManager(Device.cpu());
                Trainer trainer = new Trainer(resolved, 16, Device.cpu());
                Dictionary saved = Dictionaries.load(result.dictionary(), m)) {
            Path newest = Checkpoint.newest(dir).orElseThrow();
            Checkpoint.restore(newest, trainer);
            Normalisation normalisation = Checkpoint.read(newest).normalisation();
            double scale = normalisation.scales()[0];
            StoredDictionary raw = StoredDictionary.read(dir);
            StoredDictionary trained = trainer.stored(raw.with(java.util.Map.of(
                            "normalisation", java.util.Map.of("kind", "none"), "threshold", raw.threshold() * scale))
                    .facts());
            NDArray x = m.create(flat(), new Shape(200, 16));
            NDArray units = normalisation.apply(trainer.kernel, m, x);
            try (Dictionary inUnits = Dictionaries.open(trained, m)) {
                NDArray expected = inUnits.reconstruct(units).div((float) scale).add(m.create(normalisation.mean()));
                assertThat(saved.reconstruct(x).toFloatArray()).containsExactly(expected.toFloatArray(), within(2e-4f));
                assertThat(saved.encodeDense(x).toFloatArray())
                        .containsExactly(
                                inUnits.encodeDense(units).div((float) scale).toFloatArray(), within(2e-4f));
            }
            Path again = dir.resolve("again");
            saved.save(again);
            try (Dictionary reopened = Dictionaries.load(again, m)) {
                assertThat(reopened.encodeDense(x).toFloatArray())
                        .isEqualTo(saved.encodeDense(x).toFloatArray());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"topk", "batch-topk", "matryoshka", "msae", "hierarchical-topk", "abs-topk", "ort", "kron"})
    void aBatchInWhichNothingFiresIsAStepLikeAnyOther(String text) {
        try (Trainer trainer = new Trainer(config(text).resolve(-1, 16), 16, Device.cpu());
                NDManager m = trainer.manager.newSubManager()) {
            trainer.begin(java.util.List.of(), Progress.SILENT);
            double[] sums =
                    trainer.step(m.zeros(new Shape(96, 16)), 1e-3, 0); // b_enc and b_dec are 0, so is every activation
            assertThat(sums[Trainer.FIRED]).isZero();
            assertThat(sums[Trainer.LOSS]).isFinite();
        }
    }

    @Test
    void oneTrainingServesEveryKThatItWasTrainedFor() {
        TrainResult result = run(config("hierarchical-topk"), dir, false, Progress.SILENT);
        try (NDManager m = Torch.newManager(Device.cpu())) {
            NDArray x = m.create(flat(), new Shape(200, 16));
            for (int k = 1; k <= 4; k++) {
                try (Dictionary dictionary = Dictionaries.load(result.dictionary(), k, m)) {
                    assertThat(dictionary.encode(x).rowStart()[1]).isEqualTo(k);
                }
            }
            assertThatThrownBy(() -> Dictionaries.load(result.dictionary(), 5, m))
                    .isInstanceOf(SaeException.class)
                    .hasMessageContaining("trained for k up to 4");
        }
    }

    /** In float32 on the CPU the host selects; told to count firings by selection, the kernel does. */
    @ParameterizedTest
    @ValueSource(strings = {"topk:multi-k-weight=0.125", "matryoshka", "ort:chunk=20"})
    void aStepIsTheSameWhoeverSelects(String text) {
        TrainConfig config = config(text).withBatch(200).resolve(-1, 16);
        try (Trainer host = new Trainer(config, 16, Device.cpu());
                Trainer engine = new Trainer(config, 16, Device.cpu(), DataType.FLOAT32, true);
                NDManager m = host.manager.newSubManager()) {
            for (Trainer trainer : new Trainer[] {host, engine}) {
                trainer.begin(java.util.List.of(), Progress.SILENT);
            }
            for (int step = 0; step < 3; step++) {
                double[] a = host.step(m.create(flat(), new Shape(200, 16)), 1e-3, step);
                double[] b = engine.step(m.create(flat(), new Shape(200, 16)), 1e-3, step);
                assertThat(a[Trainer.LOSS]).isCloseTo(b[Trainer.LOSS], within(1e-5 * b[Trainer.LOSS]));
            }
            for (int i = 0; i < 4; i++) {
                assertThat(host.parameters[i].toFloatArray())
                        .containsExactly(engine.parameters[i].toFloatArray(), within(1e-4f));
            }
        }
    }

    private static float[] flat() {
        float[] out = new float[200 * 16];
        for (int r = 0; r < 200; r++) {
            System.arraycopy(WORLD.rows[r], 0, out, r * 16, 16);
        }
        return out;
    }

    private static TrainResult run(TrainConfig config, Path folder, boolean resume, Progress progress) {
        return Training.run(config, WORLD.source(), Device.cpu(), folder, resume, progress, TrainListener.NONE);
    }
}
