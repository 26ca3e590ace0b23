package org.echelle.sae.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.JsonFile;
import org.echelle.sae.Objective;
import org.echelle.sae.Parameter;
import org.echelle.sae.Start;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.sae.step.Trainer;
import org.echelle.store.SparseRows;
import org.echelle.testkit.Shared;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Safetensors;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.commons.logging.LoggerFactory;

/**
 * Against traces of saprmarks/dictionary_learning: its start, its batches, its losses, its end. Our switches for what it does
 * otherwise: warm-up from a learning rate of 0; for the TopK family the geometric median of the first batch, and a feature counts as
 * fired when selected, be it with value 0; for JumpReLU {@code peer: dictionary_learning}.
 */
class ParityTest {
    private static final double LOSS_TOLERANCE = 1e-4;

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    @ParameterizedTest
    @EnumSource(PeerTrainer.class)
    void theTrainingStepFollowsThePeersTrace(PeerTrainer peer) {
        String given = System.getProperty("echelle.parity.dir");
        Path folder = given != null ? Path.of(given) : Shared.folder("parity/dictionary_learning");
        assumeTrue(
                Files.isRegularFile(folder.resolve(peer.file() + ".json")),
                () -> folder + " has no trace of " + peer.file() + ".");
        Map<String, Object> json = JsonFile.read(folder.resolve(peer.file() + ".json"));
        @SuppressWarnings("unchecked") // written by the recording script
        Map<String, Object> hyper = (Map<String, Object>) json.get("hyper_parameters");
        try (Safetensors file = Safetensors.open(folder.resolve(peer.file() + ".safetensors"))) {
            follow(peer, hyper, file);
        }
    }

    private static void follow(PeerTrainer peer, Map<String, Object> hyper, Safetensors file) {
        HostTensor batches = file.tensor("batches");
        int steps = (int) batches.shape()[0];
        int batch = (int) batches.shape()[1];
        int d = (int) batches.shape()[2];
        Map<String, HostTensor> first = peer.tensors(file, "init");
        TrainConfig config = peer.config(hyper, (int) first.get("encoder").shape()[0], d, batch);
        float[] loss = file.tensor("loss").toFloats();
        float[] rows = batches.toFloats();
        double worst = 0;
        double threshold = -1;
        try (Trainer trainer = new Trainer(config, d, Device.cpu(), DataType.FLOAT32, true);
                NDManager m = trainer.manager.newSubManager()) {
            for (Parameter p : trainer.names) {
                Trainer.put(trainer.parameter(p.name()), first.get(p.name()));
            }
            for (int s = 0; s < steps; s++) {
                float[] part = Arrays.copyOfRange(rows, s * batch * d, (s + 1) * batch * d);
                NDArray x = m.create(part, new Shape(batch, d));
                if (s == 0 && peer.selects()) {
                    new Start(config, m, DataType.FLOAT32, trainer.kernel, List.of(x), Progress.SILENT)
                            .bias(d)
                            .copyTo(trainer.parameter("b_dec"));
                }
                double[] sums = trainer.step(x, PeerTrainer.rate(hyper, s), s);
                double ours = peer.lossIsErrorAfterStep ? error(trainer, m, x, s) : sums[Trainer.LOSS];
                double error = Math.abs(ours - loss[s]) / loss[s];
                worst = Math.max(worst, error);
                assertThat(error)
                        .as("step %d: ours %s, peer %s", s, ours, loss[s])
                        .isLessThan(LOSS_TOLERANCE);
                if (peer.selects() && s > PeerTrainer.number(hyper, "threshold_start_step", 1000)) {
                    double least =
                            sums[peer == PeerTrainer.BATCH_TOP_K ? Objective.OWN_SUMS + 1 : Objective.OWN_SUMS + 2];
                    threshold = threshold < 0 ? least : 0.999 * threshold + 0.001 * least;
                }
            }
            double most = worst;
            double weights = assertSameEnd(peer, file, trainer);
            if (peer.selects()) {
                assertThat(threshold).isCloseTo(file.tensor("final.threshold").toFloats()[0], within(1e-4));
            }
            assertInference(peer, file, config, trainer, m);
            LoggerFactory.getLogger(ParityTest.class)
                    .info(() ->
                            peer.file() + ": worst relative loss error " + most + ", worst weight error " + weights);
        }
    }

    /** Mean over rows of the squared error with the weights as they are now. */
    private static double error(Trainer trainer, NDManager m, NDArray x, long step) {
        try (NDManager scope = m.newSubManager()) {
            NDList out = trainer.gradients(scope, x, step);
            double[] stats = out.get(trainer.names.size()).toDoubleArray();
            return stats[Trainer.SQUARED] / x.getShape().get(0);
        }
    }

    private static double assertSameEnd(PeerTrainer peer, Safetensors file, Trainer trainer) {
        double worst = 0;
        Map<String, HostTensor> last = peer.tensors(file, "final");
        for (Parameter p : trainer.names) {
            double error = worst(trainer.parameter(p.name()), last.get(p.name()));
            assertThat(error).as(p.name()).isLessThan(1e-3);
            worst = Math.max(worst, error);
        }
        return worst;
    }

    /** Codes and reconstructions of rows that were not trained on: with the peer's final weights, and with ours. */
    private static void assertInference(
            PeerTrainer peer, Safetensors file, TrainConfig config, Trainer trainer, NDManager m) {
        Map<String, HostTensor> last = peer.tensors(file, "final");
        boolean plain = config.decoderNorm().equals("unit");
        StoredDictionary stored =
                new StoredDictionary(plain ? trainer.objective.finished(last) : last, peer.facts(file, config));
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
        try (Dictionary dictionary = Dictionaries.open(trainer.stored(peer.facts(file, config)), m)) {
            assertThat(worst(dictionary.reconstruct(file.tensor("test_x").toArray(m)), file.tensor("test_recon")))
                    .isLessThan(1e-3);
        }
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
