package org.echelle.sae.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.torch.HostTensor;
import org.echelle.torch.NpzWriter;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.TorchZipWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Formats of one file of tensors: each program's forward maths, written out, against what is imported; then back again. */
class StateDictFormatsTest {
    private static final ImportSettings RELU = new ImportSettings(
            OptionalInt.empty(), OptionalDouble.empty(), OptionalDouble.empty(), Optional.of("relu-l1"));

    @TempDir
    Path dir;

    private final Foreign f = new Foreign();

    private Map<String, Object> openai() {
        Map<String, Object> t = new LinkedHashMap<>();
        t.put("pre_bias", Foreign.tensor(f.outputBias));
        t.put("latent_bias", Foreign.tensor(f.latentBias));
        t.put("encoder.weight", Foreign.turned(f.encoder));
        t.put("decoder.weight", Foreign.turned(f.decoder));
        t.put("stats_last_nonzero", HostTensor.ofLongs(new long[Foreign.N], Foreign.N));
        return t;
    }

    private Map<String, HostTensor> linear(String bias) {
        Map<String, HostTensor> t = new LinkedHashMap<>();
        t.put(bias, Foreign.tensor(f.outputBias));
        t.put("encoder.weight", Foreign.turned(f.encoder));
        t.put("encoder.bias", Foreign.tensor(f.latentBias));
        t.put("decoder.weight", Foreign.turned(f.decoder));
        return t;
    }

    private Map<String, HostTensor> bare() {
        Map<String, HostTensor> t = new LinkedHashMap<>();
        t.put("W_enc", Foreign.tensor(f.encoder));
        t.put("W_dec", Foreign.tensor(f.decoder));
        t.put("b_enc", Foreign.tensor(f.latentBias));
        t.put("b_dec", Foreign.tensor(f.outputBias));
        return t;
    }

    private Path torch(String name, Map<String, ?> content) {
        TorchZipWriter.write(dir.resolve(name), content);
        return dir.resolve(name);
    }

    private StoredDictionary read(Path file, String format, ImportSettings settings) {
        ImportedDictionary read = DictionaryFormats.read(file, Optional.empty(), settings);
        assertThat(read.format()).isEqualTo(format);
        assertThat(read.warnings()).isEmpty();
        return read.dictionary();
    }

    private void comesBack(Path in, String out, ImportSettings settings, String... left) {
        Folders.assertComesBack(in, Path.of(out), dir.resolve("back").resolve(out), settings, left);
    }

    @Test
    void openaiTopkIsLayerNormalisedAndItsReluIsNot() {
        Map<String, Object> content = openai();
        content.put("activation", "TopK");
        content.put("activation_state_dict", Map.of("k", 4, "postact_fn", "ReLU"));
        Path file = torch("autoencoder.pt", content);
        Foreign.PerRow code = x -> Foreign.topk(4).of(f.preActivations(Foreign.layerNorm(x)));
        f.assertComputedBy(
                read(file, "openai", ImportSettings.NONE), code, x -> Foreign.undoLayerNorm(f.decode(code.of(x)), x));
        comesBack(file, "autoencoder.pt", ImportSettings.NONE);
        content.put("activation", "ReLU");
        content.put("activation_state_dict", Map.of());
        Path relu = torch("relu.pt", content);
        f.assertComputedBy(read(relu, "openai", ImportSettings.NONE), Foreign::relu);
        comesBack(relu, "relu.pt", ImportSettings.NONE);
        content.put("activation", "Identity");
        Path identity = torch("identity.pt", content);
        assertThatThrownBy(() -> Folders.read(identity)).hasMessageContaining("Identity");
    }

    @Test
    void sdxlUnboxIsNotNormalisedButItsRowsMayHaveBeenStandardised() {
        Path folder = Folders.text(
                dir.resolve("unet"),
                "config.json",
                "{\"n_dirs_local\":12,\"d_model\":7,\"k\":4,\"auxk\":3,\"dead_steps_threshold\":99}");
        TorchZipWriter.write(folder.resolve("state_dict.pth"), Map.of("state_dict", openai()));
        f.assertComputedBy(read(folder, "sdxl-unbox", ImportSettings.NONE), Foreign.topk(4));
        comesBack(folder, "state_dict.pth", ImportSettings.NONE);
        double[] mean = Foreign.vector(20, Foreign.D, 1);
        double[] deviation = Arrays.stream(Foreign.vector(21, Foreign.D, 1))
                .map(v -> 1.5 + v)
                .toArray();
        for (int i = 0; i < deviation.length; i++) {
            deviation[i] = (float) deviation[i];
        }
        SafetensorsWriter.write(folder.resolve("unused.safetensors"), Map.of("t", Foreign.tensor(mean)), Map.of());
        TorchZipWriter.write(folder.resolve("mean.pt"), Map.of("t", Foreign.tensor(mean)));
        TorchZipWriter.write(folder.resolve("std.pt"), Map.of("t", Foreign.tensor(deviation)));
        Foreign.PerRow standard = x -> {
            double[] s = new double[x.length];
            for (int i = 0; i < s.length; i++) {
                s[i] = (x[i] - mean[i]) / deviation[i];
            }
            return s;
        };
        Foreign.PerRow code = x -> Foreign.topk(4).of(f.preActivations(standard.of(x)));
        f.assertComputedBy(read(folder, "sdxl-unbox", ImportSettings.NONE), code, x -> {
            double[] y = f.decode(code.of(x));
            for (int i = 0; i < y.length; i++) {
                y[i] = y[i] * deviation[i] + mean[i];
            }
            return y;
        });
    }

    @Test
    void bionemoSaysWhetherRowsAreStandardised() {
        for (boolean normalised : new boolean[] {false, true}) {
            Map<String, Object> tensors = new LinkedHashMap<>();
            openai().forEach((name, tensor) -> tensors.put("module." + name, tensor));
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("model_state_dict", tensors);
            content.put("input_dim", Foreign.D);
            content.put("hidden_dim", Foreign.N);
            content.put("epoch", 3);
            content.put("model_config", Map.of("top_k", 4, "normalize_input", normalised));
            Path file = torch("checkpoint_" + normalised + ".pt", content);
            Foreign.PerRow code = x -> Foreign.topk(4).of(f.preActivations(normalised ? Foreign.layerNorm(x) : x));
            f.assertComputedBy(
                    read(file, "bionemo", ImportSettings.NONE),
                    code,
                    x -> normalised ? Foreign.undoLayerNorm(f.decode(code.of(x)), x) : f.decode(code.of(x)));
            comesBack(file, "checkpoint_" + normalised + ".pt", ImportSettings.NONE);
        }
        Map<String, Object> relu = openai();
        Path file = torch(
                "relu.pt",
                Map.of(
                        "model_state_dict",
                        relu,
                        "hidden_dim",
                        12,
                        "model_config",
                        Map.of("l1_coeff", 0.1, "normalize_input", true)));
        assertThatThrownBy(() -> Folders.read(file))
                .isInstanceOf(SaeException.class)
                .hasMessageContaining("length 1");
    }

    @Test
    void aisfHasATiedBiasAndPerhapsAnAxisOfComponents() {
        for (boolean axis : new boolean[] {false, true}) {
            Map<String, HostTensor> tensors = linear("tied_bias");
            if (axis) {
                tensors.replaceAll((name, t) -> {
                    long[] shape = t.shape();
                    return shape.length == 1 ? t.reshape(1, shape[0]) : t.reshape(1, shape[0], shape[1]);
                });
            }
            Path file = torch("sparse_autoencoder_final_" + axis + ".pt", tensors);
            f.assertComputedBy(read(file, "aisf", ImportSettings.NONE), Foreign::relu);
            comesBack(file, "sparse_autoencoder_final_" + axis + ".pt", ImportSettings.NONE);
        }
        Map<String, HostTensor> two = linear("tied_bias");
        two.replaceAll((name, t) -> HostTensor.ofFloats(new float[2], 2, 1));
        Path file = torch("two.pt", two);
        assertThatThrownBy(() -> Folders.read(file)).isInstanceOf(SaeException.class);
    }

    @Test
    void interplmKnowsReluTopkBatchTopkAndJumprelu() {
        HostTensor ones = Vectors.filled(Foreign.N, 1);
        Map<String, HostTensor> relu = linear("bias");
        Path old = torch("ae_normalized.pt", relu);
        f.assertComputedBy(read(old, "interplm", ImportSettings.NONE), Foreign::relu);
        comesBack(old, "ae_normalized.pt", ImportSettings.NONE);
        Map<String, HostTensor> topk = linear("b_dec");
        topk.put("k", HostTensor.ofInts(new int[] {4}));
        topk.put("threshold", HostTensor.ofFloats(new float[] {-1}));
        topk.put("activation_rescale_factor", Foreign.tensor(Foreign.vector(30, Foreign.N, 3)));
        Path file = torch("ae.pt", topk);
        f.assertComputedBy(read(file, "interplm", ImportSettings.NONE), Foreign.topk(4));
        comesBack(file, "ae.pt", ImportSettings.NONE);
        topk.put("threshold", HostTensor.ofFloats(new float[] {0.3f}));
        Path batch = torch("batch.pt", topk);
        f.assertComputedBy(read(batch, "interplm", ImportSettings.NONE), Foreign.above(0.3f));
        Folders.text(dir, "config.yaml", "trainer: !!python/object:interplm.train.trainers.top_k.TopKTrainerConfig {}");
        assertThat(Folders.read(batch).dictionary().architecture()).isEqualTo("topk");
        comesBack(batch, "batch.pt", ImportSettings.NONE);
        Map<String, HostTensor> jump = linear("decoder.bias");
        double[] thresholds =
                Arrays.stream(Foreign.vector(9, Foreign.N, 0.5)).map(Math::abs).toArray();
        jump.put("threshold", Foreign.tensor(thresholds));
        jump.put("activation_rescale_factor", ones);
        Path jumprelu = torch("jump.pt", jump);
        f.subtractNothing()
                .assertComputedBy(read(jumprelu, "interplm", ImportSettings.NONE), Foreign.above(thresholds));
        comesBack(jumprelu, "jump.pt", ImportSettings.NONE);
    }

    @Test
    void interprotIsLayerNormalisedAndDoesNotSayK() {
        Map<String, HostTensor> t = new LinkedHashMap<>();
        t.put("w_enc", Foreign.tensor(f.encoder));
        t.put("w_dec", Foreign.tensor(f.decoder));
        t.put("b_enc", Foreign.tensor(f.latentBias));
        t.put("b_pre", Foreign.tensor(f.outputBias));
        Folders.safetensors(dir, "esm2_l24.safetensors", t);
        Path file = dir.resolve("esm2_l24.safetensors");
        assertThatThrownBy(() -> Folders.read(file)).hasMessageContaining("--k");
        Foreign.PerRow code = x -> Foreign.topk(4).of(f.preActivations(Foreign.layerNorm(x)));
        f.assertComputedBy(
                read(file, "interprot", ImportSettings.ofK(4)),
                code,
                x -> Foreign.undoLayerNorm(f.decode(code.of(x)), x));
        comesBack(file, "esm2_l24.safetensors", ImportSettings.ofK(4));
        assertThat(Folders.read(dir.resolve("back").resolve("esm2_l24.safetensors"))
                        .dictionary()
                        .k())
                .as("k of our own export")
                .isEqualTo(4);
    }

    @Test
    void saevHasALineOfJsonAndSubtractsNothing() {
        f.subtractNothing();
        assertSaev(
                "{\"schema\":5,\"cfg\":{\"d_model\":7,\"d_sae\":12,\"activation\":{\"cls\":\"Relu\",\"params\":{}}}}",
                Foreign::relu,
                null);
        assertSaev(
                "{\"schema\":5,\"cfg\":{\"d_model\":7,\"d_sae\":12,\"activation\":{\"cls\":\"TopK\",\"params\":{\"top_k\":3}}}}",
                Foreign.topk(3),
                null);
        assertSaev("{\"schema\":1,\"cls\":\"TopK\",\"cfg\":{\"d_vit\":7,\"top_k\":2}}", Foreign.topk(2), null);
        assertSaev(
                "{\"schema\":4,\"cfg\":{\"activation\":{\"cls\":\"BatchTopK\",\"params\":{\"top_k\":3,\"momentum\":0.1}}}}",
                Foreign.above(0.25),
                0.25);
    }

    private void assertSaev(String header, Foreign.Choice choice, Double threshold) {
        Map<String, HostTensor> tensors = bare();
        if (threshold != null) {
            tensors.put("activation.threshold", HostTensor.ofFloats(new float[] {threshold.floatValue()}));
        }
        Path file = dir.resolve("sae.pt");
        TorchZipWriter.write(file, (header + "\n").getBytes(StandardCharsets.UTF_8), tensors);
        f.assertComputedBy(read(file, "saev", ImportSettings.NONE), choice);
        comesBack(file, "sae.pt", ImportSettings.NONE);
    }

    @Test
    void gemmaScopeComesInUpperAndLowerCase() {
        double[] thresholds =
                Arrays.stream(Foreign.vector(9, Foreign.N, 0.5)).map(Math::abs).toArray();
        Map<String, HostTensor> t = bare();
        t.put("threshold", Foreign.tensor(thresholds));
        NpzWriter.write(dir.resolve("params.npz"), t);
        f.subtractNothing()
                .assertComputedBy(
                        read(dir.resolve("params.npz"), "gemma-scope", ImportSettings.NONE), Foreign.above(thresholds));
        comesBack(dir.resolve("params.npz"), "params.npz", ImportSettings.NONE);
        t.put("w_enc", t.remove("W_enc"));
        t.put("w_dec", t.remove("W_dec"));
        NpzWriter.write(dir.resolve("params.npz"), t);
        f.assertComputedBy(
                read(dir.resolve("params.npz"), "gemma-scope", ImportSettings.NONE), Foreign.above(thresholds));
    }

    @Test
    void overcompleteAddsNoBiasAndFoldsItsBatchNorm() {
        f.unitAtoms().subtractNothing();
        f.added = new double[Foreign.D];
        Map<String, HostTensor> t = new LinkedHashMap<>();
        t.put("encoder.final_block.0.weight", Foreign.turned(f.encoder));
        t.put("encoder.final_block.0.bias", Foreign.tensor(f.latentBias));
        t.put("dictionary._weights", Foreign.tensor(f.decoder));
        t.put("dictionary.multiplier", HostTensor.ofFloats(new float[] {0}));
        Path file = torch("topk.pt", t);
        assertThatThrownBy(() -> Folders.read(file)).hasMessageContaining("--k");
        f.assertComputedBy(read(file, "overcomplete", ImportSettings.ofK(3)), Foreign.topk(3));
        comesBack(file, "topk.pt", ImportSettings.ofK(3));
        f.assertComputedBy(read(file, "overcomplete", RELU), Foreign::relu);
        double[] logarithms = Foreign.vector(9, Foreign.N, 1);
        t.put("thresholds", Foreign.tensor(logarithms));
        Path jump = torch("jump.pt", t);
        double[] thresholds = Arrays.stream(logarithms).map(Math::exp).toArray();
        f.assertComputedBy(read(jump, "overcomplete", ImportSettings.NONE), Foreign.above(thresholds));
        comesBack(jump, "jump.pt", ImportSettings.NONE);
        t.remove("thresholds");
        double[] gain = Foreign.vector(40, Foreign.N, 1);
        double[] shift = Foreign.vector(41, Foreign.N, 0.2);
        double[] mean = Foreign.vector(42, Foreign.N, 0.3);
        double[] variance = Arrays.stream(Foreign.vector(43, Foreign.N, 0.4))
                .map(v -> 0.5 + Math.abs(v))
                .toArray();
        t.put("encoder.final_block.1.weight", Foreign.tensor(gain));
        t.put("encoder.final_block.1.bias", Foreign.tensor(shift));
        t.put("encoder.final_block.1.running_mean", Foreign.tensor(mean));
        t.put("encoder.final_block.1.running_var", Foreign.tensor(variance));
        t.put("encoder.final_block.1.num_batches_tracked", HostTensor.ofLongs(new long[] {9}));
        Foreign.PerRow code = x -> {
            double[] h = f.preActivations(x);
            for (int j = 0; j < h.length; j++) {
                h[j] = (h[j] - mean[j]) / Math.sqrt((float) variance[j] + 1e-5) * gain[j] + shift[j];
            }
            return Foreign.topk(3).of(h);
        };
        StoredDictionary folded = DictionaryFormats.read(torch("norm.pt", t), Optional.empty(), ImportSettings.ofK(3))
                .dictionary();
        f.assertComputedBy(folded, code, x -> f.decode(code.of(x)));
        t.remove("encoder.final_block.1.running_mean");
        t.remove("encoder.final_block.1.running_var");
        Path layerNorm = torch("layernorm.pt", t);
        assertThatThrownBy(() -> DictionaryFormats.read(layerNorm, Optional.empty(), ImportSettings.ofK(3)))
                .hasMessageContaining("layer normalisation");
    }

    @Test
    void anArchetypalDictionaryOfOvercompleteIsWrittenOut() {
        f.subtractNothing();
        f.added = new double[Foreign.D];
        double[][] points = Foreign.matrix(50, 5, Foreign.D, 1);
        double[][] choice = Foreign.matrix(51, Foreign.N, 5, 1);
        double[][] relax = Foreign.matrix(52, Foreign.N, Foreign.D, 0.1);
        for (int j = 0; j < Foreign.N; j++) {
            for (int i = 0; i < Foreign.D; i++) {
                double atom = relax[j][i];
                for (int p = 0; p < 5; p++) {
                    atom += choice[j][p] * points[p][i];
                }
                f.decoder[j][i] = atom * Math.exp(0.5);
                f.encoder[i][j] = (float) (0.2 * atom);
            }
        }
        Map<String, HostTensor> t = new LinkedHashMap<>();
        t.put("encoder.final_block.0.weight", Foreign.turned(f.encoder));
        t.put("encoder.final_block.0.bias", Foreign.tensor(f.latentBias));
        t.put("dictionary.C", Foreign.tensor(points));
        t.put("dictionary.W", Foreign.tensor(choice));
        t.put("dictionary.Relax", Foreign.tensor(relax));
        t.put("dictionary.multiplier", HostTensor.ofFloats(new float[] {0.5f}));
        ImportedDictionary read = DictionaryFormats.read(torch("ra.pt", t), Optional.empty(), ImportSettings.ofK(3));
        f.assertComputedBy(read.dictionary(), Foreign.topk(3));
    }

    @Test
    void fourBareTensorsAreReluUnlessMoreIsSaid() {
        Folders.safetensors(dir, "sae.safetensors", bare());
        Path file = dir.resolve("sae.safetensors");
        ImportedDictionary read = Folders.read(file);
        assertThat(read.format()).isEqualTo("bare");
        assertThat(read.notes()).anyMatch(n -> n.contains("ReLU"));
        f.assertComputedBy(read.dictionary(), Foreign::relu);
        f.assertComputedBy(read(file, "bare", ImportSettings.ofK(3)), Foreign.topk(3));
        comesBack(file, "sae.safetensors", ImportSettings.NONE);
        Folders.text(dir, "config.json", "{\"sae_type\":\"topk\",\"top_k\":2,\"act_size\":7}");
        f.assertComputedBy(read(file, "bare", ImportSettings.NONE), Foreign.topk(2));
    }
}
