package org.echelle.sae.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.JsonFile;
import org.echelle.sae.Objective;
import org.echelle.sae.Start;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.sae.step.Trainer;
import org.echelle.testkit.Shared;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Safetensors;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Against the trace of saprmarks/dictionary_learning's Matryoshka trainer: its start, its batches, its losses, its end. Its
 * switches: the weighting {@code mean-twice}, warm-up from a learning rate of 0, the geometric median of the first batch, and a
 * running threshold.
 */
class MatryoshkaParityTest {
    private static final String NAME = "matryoshka_batch_top_k";

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    @Test
    void theTrainingStepFollowsThePeersTrace() {
        String given = System.getProperty("echelle.parity.dir");
        Path folder = given != null ? Path.of(given) : Shared.folder("parity/dictionary_learning");
        Map<String, Object> json = JsonFile.read(folder.resolve(NAME + ".json"));
        @SuppressWarnings("unchecked") // written by the recording script
        Map<String, Object> hyper = (Map<String, Object>) json.get("hyper_parameters");
        try (Safetensors file = Safetensors.open(folder.resolve(NAME + ".safetensors"))) {
            HostTensor batches = file.tensor("batches");
            int steps = (int) batches.shape()[0];
            int batch = (int) batches.shape()[1];
            int d = (int) batches.shape()[2];
            int n = (int) file.entry("init.W_enc").shape()[1];
            List<?> shares = (List<?>) hyper.get("group_fractions");
            TrainConfig config = TrainConfig.of("matryoshka", n)
                    .withK((int) number(hyper, "k", 0))
                    .withBatch(batch)
                    .withSteps((long) number(hyper, "steps", steps))
                    .withLearningRate(number(hyper, "lr", 2e-4 / Math.sqrt(n / 16384.0)))
                    .withSetting("groups", shares.stream().map(String::valueOf).collect(Collectors.joining(",")))
                    .withSetting("weighting", "mean-twice")
                    .withAux(number(hyper, "auxk_alpha", 1 / 32.0), d / 2, (long)
                            number(hyper, "dead_feature_threshold_rows", 10_000_000))
                    .withNormalise("none")
                    .resolve(-1, d);
            assertThat(Matryoshka.prefixes(config)).isEqualTo(prefixes(file.tensor("init.group_sizes")));
            double warmup = number(hyper, "warmup_steps", 1000);
            double thresholdFrom = number(hyper, "threshold_start_step", 1000);
            float[] loss = file.tensor("loss").toFloats();
            float[] rows = batches.toFloats();
            double threshold = -1;
            try (Trainer trainer = new Trainer(config, d, Device.cpu(), DataType.FLOAT32, false);
                    NDManager m = trainer.manager.newSubManager()) {
                Trainer.put(trainer.parameters[0], transposed(file.tensor("init.W_enc")));
                Trainer.put(trainer.parameters[1], file.tensor("init.W_dec"));
                Trainer.put(trainer.parameters[2], file.tensor("init.b_enc"));
                for (int s = 0; s < steps; s++) {
                    float[] part = Arrays.copyOfRange(rows, s * batch * d, (s + 1) * batch * d);
                    NDArray x = m.create(part, new Shape(batch, d));
                    if (s == 0) {
                        new Start(config, m, DataType.FLOAT32, trainer.kernel, List.of(x), Progress.SILENT)
                                .bias(d)
                                .copyTo(trainer.parameters[3]);
                    }
                    double rate = config.optimiser().learningRate() * (warmup > 0 ? Math.min(1, s / warmup) : 1);
                    double[] sums = trainer.step(x, rate, s);
                    assertThat(sums[Trainer.LOSS]).as("loss of step " + s).isCloseTo(loss[s], within(1e-4 * loss[s]));
                    if (s > thresholdFrom) {
                        double least = sums[Objective.OWN_SUMS + 1];
                        threshold = threshold < 0 ? least : 0.999 * threshold + 0.001 * least;
                    }
                }
                assertThat(worst(trainer.parameters[0], transposed(file.tensor("final.W_enc"))))
                        .isLessThan(1e-3);
                assertThat(worst(trainer.parameters[1], file.tensor("final.W_dec")))
                        .isLessThan(1e-3);
                assertThat(worst(trainer.parameters[2], file.tensor("final.b_enc")))
                        .isLessThan(1e-3);
                assertThat(worst(trainer.parameters[3], file.tensor("final.b_dec")))
                        .isLessThan(1e-3);
                assertThat(threshold).isCloseTo(file.tensor("final.threshold").toFloats()[0], within(1e-4));
                assertInference(file, config, m);
            }
        }
    }

    private static void assertInference(Safetensors file, TrainConfig config, NDManager m) {
        StoredDictionary stored = StoredDictionary.of(
                transposed(file.tensor("final.W_enc")),
                StoredDictionary.copy(file, "final.W_dec"),
                StoredDictionary.copy(file, "final.b_enc"),
                StoredDictionary.copy(file, "final.b_dec"),
                Map.of("architecture", config.architecture(), "k", config.k(), "threshold", (double)
                        file.tensor("final.threshold").toFloats()[0]));
        try (Dictionary dictionary = Dictionaries.open(stored, m)) {
            NDArray x = file.tensor("test_x").toArray(m);
            assertThat(worst(dictionary.encodeDense(x), file.tensor("test_code")))
                    .isLessThan(1e-5);
            assertThat(worst(dictionary.reconstruct(x), file.tensor("test_recon")))
                    .isLessThan(1e-5);
        }
    }

    private static int[] prefixes(HostTensor sizes) {
        long[] values = sizes.toLongs();
        int[] out = new int[values.length];
        int at = 0;
        for (int i = 0; i < out.length; i++) {
            at += (int) values[i];
            out[i] = at;
        }
        return out;
    }

    private static double worst(NDArray ours, HostTensor theirs) {
        float[] a = ours.toFloatArray();
        float[] b = theirs.toFloats();
        assertThat(a).hasSameSizeAs(b);
        double out = 0;
        for (int i = 0; i < a.length; i++) {
            out = Math.max(out, Math.abs(a[i] - b[i]));
        }
        return out;
    }

    private static double number(Map<String, Object> map, String key, double otherwise) {
        return map.get(key) instanceof Number n ? n.doubleValue() : otherwise;
    }

    private static HostTensor transposed(HostTensor t) {
        int r = (int) t.shape()[0];
        int c = (int) t.shape()[1];
        float[] from = t.toFloats();
        float[] to = new float[from.length];
        for (int i = 0; i < r; i++) {
            for (int j = 0; j < c; j++) {
                to[j * r + i] = from[i * c + j];
            }
        }
        return HostTensor.ofFloats(to, c, r);
    }
}
