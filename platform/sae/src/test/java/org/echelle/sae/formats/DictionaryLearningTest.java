package org.echelle.sae.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.sae.Dictionary;
import org.echelle.sae.StoredDictionary;
import org.echelle.testkit.Shared;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Safetensors;
import org.echelle.torch.Torch;
import org.echelle.torch.TorchZipWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The peer's own final tensors, test rows, codes and reconstructions are the standard. */
class DictionaryLearningTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({
        "standard, AutoEncoder, relu-l1",
        "p_anneal, AutoEncoder, relu-l1",
        "standard_april, AutoEncoder, relu-l1",
        "top_k, AutoEncoderTopK, topk",
        "top_k_auxk, AutoEncoderTopK, topk",
        "batch_top_k, BatchTopKSAE, batch-topk",
        "gated, GatedAutoEncoder, gated",
        "jump_relu, JumpReluAutoEncoder, jumprelu",
        "matryoshka_batch_top_k, MatryoshkaBatchTopKSAE, matryoshka"
    })
    void whatThePeerTrainedGivesThePeersCodes(String trace, String dictClass, String architecture) {
        Path file = Shared.file("parity/dictionary_learning/" + trace + ".safetensors");
        Map<String, HostTensor> state = new LinkedHashMap<>();
        try (Safetensors peer = Safetensors.open(file);
                NDManager manager = Torch.newManager(Device.cpu())) {
            for (String name : peer.names()) {
                if (name.startsWith("final.")) {
                    state.put(name.substring("final.".length()), peer.tensor(name));
                }
            }
            Path folder = Folders.text(
                    dir.resolve("trainer_0"),
                    "config.json",
                    "{\"trainer\":{\"dict_class\":\"" + dictClass + "\",\"lm_name\":\"m\"}}");
            TorchZipWriter.write(folder.resolve("ae.pt"), state);
            ImportedDictionary read = Folders.read(folder);
            assertThat(read.format()).isEqualTo("dictionary_learning");
            assertThat(read.dictionary().architecture()).isEqualTo(architecture);
            NDArray x = peer.tensor("test_x").toArray(manager);
            try (Dictionary dictionary = Dictionaries.open(read.dictionary(), manager)) {
                assertClose(dictionary.encodeDense(x), peer.tensor("test_code"), 2e-5);
                assertClose(dictionary.reconstruct(x), peer.tensor("test_recon"), 2e-5);
            }
            DictionaryFormats.write(read.dictionary(), "dictionary_learning", dir.resolve("out"));
            Source back = Source.of(dir.resolve("out"));
            assertThat(Source.text(back.json("config.json"), "trainer.dict_class", ""))
                    .isEqualTo(dictClass);
            assertThat(Source.text(back.json("config.json"), "trainer.lm_name", ""))
                    .isEqualTo("m");
            state.forEach((name, tensor) -> assertThat(
                            back.required("ae.pt").tensor(name).reshape(tensor.shape()))
                    .as(name)
                    .isEqualTo(tensor));
        }
    }

    private static void assertClose(NDArray ours, HostTensor theirs, double tolerance) {
        float[] a = ours.toFloatArray();
        float[] b = theirs.toFloats();
        assertThat(a).hasSameSizeAs(b);
        for (int i = 0; i < a.length; i++) {
            assertThat((double) a[i]).isCloseTo(b[i], within(tolerance * (1 + Math.abs(b[i]))));
        }
    }

    private final Foreign f = new Foreign();

    private Map<String, Object> topk(float threshold) {
        Map<String, Object> t = new LinkedHashMap<>();
        t.put("b_dec", Foreign.tensor(f.outputBias));
        t.put("k", HostTensor.ofInts(new int[] {3}));
        t.put("threshold", HostTensor.ofFloats(new float[] {threshold}));
        t.put("encoder.weight", Foreign.turned(f.encoder));
        t.put("encoder.bias", Foreign.tensor(f.latentBias));
        t.put("decoder.weight", Foreign.turned(f.decoder));
        return t;
    }

    @Test
    void aNegativeThresholdWasNeverMeasured() {
        Path folder = Folders.text(dir, "config.json", "{\"trainer\":{\"dict_class\":\"BatchTopKSAE\",\"k\":3}}");
        TorchZipWriter.write(folder.resolve("ae.pt"), topk(-1));
        f.assertComputedBy(Folders.read(folder).dictionary(), Foreign.topk(3));
    }

    @Test
    void withoutAConfigAThresholdMeansBatchTopkAndSaysSo() {
        TorchZipWriter.write(dir.resolve("ae.pt"), topk(0.25f));
        ImportedDictionary read = Folders.read(dir.resolve("ae.pt"));
        assertThat(read.notes()).anyMatch(n -> n.contains("--architecture topk"));
        f.assertComputedBy(read.dictionary(), Foreign.above(0.25));
    }

    @Test
    void aBackupOfATrainingIsInUnitsOfTheNorm() {
        double norm = 2.5;
        TorchZipWriter.write(dir.resolve("ae.pt"), Map.of("ae", topk(0.25f), "norm_factor", norm, "step", 100));
        StoredDictionary read = Folders.read(dir.resolve("ae.pt")).dictionary();
        Foreign.PerRow code = x -> {
            double[] h = f.preActivations(
                    java.util.Arrays.stream(x).map(v -> v / norm).toArray());
            return java.util.Arrays.stream(Foreign.above(0.25).of(h))
                    .map(v -> v * norm)
                    .toArray();
        };
        f.assertComputedBy(read, code, x -> {
            double[] z = java.util.Arrays.stream(code.of(x)).map(v -> v / norm).toArray();
            return java.util.Arrays.stream(f.decode(z)).map(v -> v * norm).toArray();
        });
    }

    @Test
    void aSquareDictionaryIsReadByItsNamesAndATurnedOneIsNoticed() {
        int n = 16;
        double[][] atoms = Foreign.matrix(60, n, n, 1);
        Map<String, HostTensor> t = new LinkedHashMap<>();
        t.put("bias", Vectors.filled(n, 0));
        t.put("encoder.weight", Foreign.tensor(atoms));
        t.put("encoder.bias", Vectors.filled(n, 0));
        t.put("decoder.weight", Foreign.turned(atoms));
        TorchZipWriter.write(dir.resolve("ae.pt"), t);
        ImportedDictionary right = Folders.read(dir.resolve("ae.pt"));
        assertThat(right.warnings()).isEmpty();
        assertThat(right.dictionary().decoder()).isEqualTo(Foreign.tensor(atoms));
        t.put("decoder.weight", Foreign.tensor(atoms));
        TorchZipWriter.write(dir.resolve("ae.pt"), t);
        assertThat(Folders.read(dir.resolve("ae.pt")).warnings()).anyMatch(w -> w.contains("the other way round"));
    }
}
