package org.echelle.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Map;
import org.echelle.api.Progress;
import org.echelle.store.SparseRows;
import org.echelle.testkit.Shared;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Safetensors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against traces of saprmarks/dictionary_learning: its start, its batches, its losses, its end. Its switches: warm-up from a
 * learning rate of 0, the geometric median of the first batch, and a feature counts as fired when selected, be it with value 0.
 */
class ParityTest {
    @org.junit.jupiter.api.BeforeAll
    static void oneThread() {
        org.echelle.torch.Torch.threads(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"top_k", "top_k_auxk", "batch_top_k"})
    void theTrainingStepFollowsThePeersTrace(String name) {
        String given = System.getProperty("echelle.parity.dir");
        Path folder = given != null ? Path.of(given) : Shared.folder("parity/dictionary_learning");
        Map<String, Object> json = StoredDictionary.readJson(folder.resolve(name + ".json"));
        @SuppressWarnings("unchecked") // written by the recording script
        Map<String, Object> hyper = (Map<String, Object>) json.get("hyper_parameters");
        try (Safetensors file = Safetensors.open(folder.resolve(name + ".safetensors"))) {
            HostTensor batches = file.tensor("batches");
            int steps = (int) batches.shape()[0];
            int batch = (int) batches.shape()[1];
            int d = (int) batches.shape()[2];
            int n = (int) file.entry("init.encoder.weight").shape()[0];
            long dead = hyper.get("dead_feature_threshold_rows") instanceof Number t ? t.longValue() : 10_000_000;
            TrainConfig config = TrainConfig.of(name.startsWith("batch") ? "batch-topk" : "topk", n)
                    .withK(number(hyper, "k").intValue())
                    .withBatch(batch)
                    .withSteps(steps)
                    .withLearningRate(number(hyper, "lr").doubleValue())
                    .withSchedule(0, 1)
                    .withAux(1 / 32.0, d / 2, dead)
                    .withNormalise("none")
                    .resolve(-1, d);
            int warmup = number(hyper, "warmup_steps").intValue();
            int thresholdFrom = number(hyper, "threshold_start_step").intValue();
            float[] loss = file.tensor("loss").toFloats();
            float[] rows = batches.toFloats();
            double worst = 0;
            double threshold = -1;
            try (Trainer trainer = new Trainer(config, d, Device.cpu(), DataType.FLOAT32, true);
                    NDManager m = trainer.manager.newSubManager()) {
                Trainer.put(trainer.parameters[0], file.tensor("init.encoder.weight"));
                Trainer.put(trainer.parameters[1], transposed(file.tensor("init.decoder.weight")));
                Trainer.put(trainer.parameters[2], file.tensor("init.encoder.bias"));
                for (int s = 0; s < steps; s++) {
                    float[] part = java.util.Arrays.copyOfRange(rows, s * batch * d, (s + 1) * batch * d);
                    NDArray x = m.create(part, new Shape(batch, d));
                    if (s == 0) {
                        new Start(config, m, DataType.FLOAT32, trainer.kernel, java.util.List.of(x), Progress.SILENT)
                                .bias(d)
                                .copyTo(trainer.parameters[3]);
                    }
                    double rate = config.optimiser().learningRate() * Math.min(1, (double) s / warmup);
                    double[] sums = trainer.step(x, rate, s);
                    double error = Math.abs(sums[Trainer.LOSS] - loss[s]) / loss[s];
                    worst = Math.max(worst, error);
                    if (error > 1e-4) {
                        throw new AssertionError("step " + s + ": ours " + sums[Trainer.LOSS] + ", peer " + loss[s]);
                    }
                    if (s > thresholdFrom) {
                        double least = sums[name.startsWith("batch") ? Trainer.OWN + 1 : Trainer.OWN + 2];
                        threshold = threshold < 0 ? least : 0.999 * threshold + 0.001 * least;
                    }
                }
                report(name, worst, file, trainer, threshold);
                assertClose(trainer.parameters[0], file.tensor("final.encoder.weight"));
                assertClose(trainer.parameters[1], transposed(file.tensor("final.decoder.weight")));
                assertClose(trainer.parameters[2], file.tensor("final.encoder.bias"));
                assertClose(trainer.parameters[3], file.tensor("final.b_dec"));
                assertThat(threshold).isCloseTo(file.tensor("final.threshold").toFloats()[0], within(1e-4));
                assertInference(file, config, m);
            }
        }
    }

    private static void report(String name, double worst, Safetensors file, Trainer trainer, double threshold) {
        org.junit.platform.commons.logging.LoggerFactory.getLogger(ParityTest.class)
                .info(() -> name + ": worst relative loss error " + worst + ", worst weight error encoder "
                        + worst(trainer.parameters[0], file.tensor("final.encoder.weight")) + " decoder "
                        + worst(trainer.parameters[1], transposed(file.tensor("final.decoder.weight"))) + " threshold "
                        + threshold + " peer " + file.tensor("final.threshold").toFloats()[0]);
    }

    private static void assertInference(Safetensors file, TrainConfig config, NDManager m) {
        Map<String, Object> facts =
                new java.util.HashMap<>(Map.of("architecture", config.architecture(), "k", config.k()));
        facts.put("threshold", (double) file.tensor("final.threshold").toFloats()[0]);
        StoredDictionary stored = StoredDictionary.of(
                StoredDictionary.copy(file, "final.encoder.weight"),
                transposed(file.tensor("final.decoder.weight")),
                StoredDictionary.copy(file, "final.encoder.bias"),
                StoredDictionary.copy(file, "final.b_dec"),
                facts);
        try (Dictionary dictionary = Dictionaries.open(stored, m)) {
            NDArray x = file.tensor("test_x").toArray(m);
            assertThat(worst(dictionary.encodeDense(x), file.tensor("test_code")))
                    .isLessThan(1e-5);
            assertThat(worst(dictionary.reconstruct(x), file.tensor("test_recon")))
                    .isLessThan(1e-5);
            SparseRows codes = dictionary.encode(x);
            assertThat(worst(dictionary.decode(codes, x), file.tensor("test_recon")))
                    .isLessThan(1e-5);
        }
    }

    private static Number number(Map<String, Object> map, String key) {
        return (Number) map.get(key);
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

    private static void assertClose(NDArray ours, HostTensor theirs) {
        assertThat(worst(ours, theirs)).isLessThan(1e-3);
    }

    static double worst(NDArray ours, HostTensor theirs) {
        float[] a = ours.toFloatArray();
        float[] b = theirs.toFloats();
        assertThat(a).hasSameSizeAs(b);
        double out = 0;
        for (int i = 0; i < a.length; i++) {
            out = Math.max(out, Math.abs(a[i] - b[i]));
        }
        return out;
    }
}
