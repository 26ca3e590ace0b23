package org.echelle.sae.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.torch.HostTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SAELens's forward maths, written out, against what is imported. */
class SaeLensTest {
    private static final Path WEIGHTS = Path.of(SaeLens.WEIGHTS);

    @TempDir
    Path dir;

    private final Foreign f = new Foreign();

    private Map<String, HostTensor> tensors() {
        Map<String, HostTensor> t = new LinkedHashMap<>();
        t.put("W_enc", Foreign.tensor(f.encoder));
        t.put("W_dec", Foreign.tensor(f.decoder));
        t.put("b_enc", Foreign.tensor(f.latentBias));
        t.put("b_dec", Foreign.tensor(f.outputBias));
        return t;
    }

    private Path folder(String config, Map<String, HostTensor> tensors) {
        Folders.text(
                dir.resolve("in"),
                "cfg.json",
                "{\"d_in\":7,\"d_sae\":12,\"dtype\":\"float32\",\"metadata\":{\"sae_lens_version\":\"6.37.6\","
                        + "\"hook_name\":\"blocks.3\"}," + config + "}");
        return Folders.safetensors(dir.resolve("in"), SaeLens.WEIGHTS, tensors);
    }

    private void comesBack(Path in) {
        Folders.assertComesBack(in, WEIGHTS, dir.resolve("out"), ImportSettings.NONE);
        Map<String, Object> config = Source.of(dir.resolve("out")).json("cfg.json");
        assertThat(Source.text(config, "metadata.hook_name", "")).isEqualTo("blocks.3");
    }

    @Test
    void aConfigWithSomethingBehindItIsRefused() {
        Path in = folder("\"architecture\":\"standard\",\"apply_b_dec_to_input\":true}\n{\"d_in\":8", tensors());

        assertThatThrownBy(() -> Folders.read(in))
                .isInstanceOf(SaeException.class)
                .hasMessage(
                        in.resolve("cfg.json") + " is not the JSON object it should be: something follows the end of"
                                + " its JSON (line 2, column 1).");
    }

    @Test
    void standardSubtractsTheDecoderBiasUnlessItSaysNot() {
        Path in = folder("\"architecture\":\"standard\",\"apply_b_dec_to_input\":true", tensors());
        f.assertComputedBy(Folders.read(in).dictionary(), Foreign::relu);
        comesBack(in);
        in = folder("\"architecture\":\"standard\",\"apply_b_dec_to_input\":false", tensors());
        f.subtractNothing().assertComputedBy(Folders.read(in).dictionary(), Foreign::relu);
        comesBack(in);
    }

    @Test
    void topkIsNotReadAsRelu() {
        Path in = folder("\"architecture\":\"topk\",\"k\":3", tensors());
        f.assertComputedBy(Folders.read(in).dictionary(), Foreign.topk(3));
        comesBack(in);
    }

    @Test
    void aFlatConfigOfBeforeVersionSixSaysTopkInItsActivation() {
        Folders.text(
                dir.resolve("in"),
                "cfg.json",
                "{\"d_in\":7,\"d_sae\":12,\"activation_fn_str\":\"topk\",\"activation_fn_kwargs\":{\"k\":2},"
                        + "\"normalize_activations\":false,\"hook_point\":\"h\",\"model_name\":\"m\"}");
        Path in = Folders.safetensors(dir.resolve("in"), SaeLens.WEIGHTS, tensors());
        StoredDictionary read = Folders.read(in).dictionary();
        assertThat(read.architecture()).isEqualTo("topk");
        f.assertComputedBy(read, Foreign.topk(2));
    }

    @Test
    void topkRescaledByAtomLengthChoosesByLength() {
        Path in = folder("\"architecture\":\"topk\",\"k\":3,\"rescale_acts_by_decoder_norm\":true", tensors());
        double[] length = new double[Foreign.N];
        for (int j = 0; j < Foreign.N; j++) {
            length[j] = Math.sqrt(Arrays.stream(f.decoder[j]).map(v -> v * v).sum());
        }
        Foreign.PerRow code = x -> {
            double[] h = f.preActivations(x);
            for (int j = 0; j < h.length; j++) {
                h[j] *= length[j];
            }
            return Foreign.topk(3).of(h);
        };
        f.assertComputedBy(Folders.read(in).dictionary(), code, x -> {
            double[] z = code.of(x);
            for (int j = 0; j < z.length; j++) {
                z[j] /= length[j];
            }
            return f.decode(z);
        });
    }

    @Test
    void jumpreluHasAThresholdAFeature() {
        Map<String, HostTensor> tensors = tensors();
        double[] thresholds =
                Arrays.stream(Foreign.vector(9, Foreign.N, 0.5)).map(Math::abs).toArray();
        tensors.put("threshold", Foreign.tensor(thresholds));
        Path in = folder("\"architecture\":\"jumprelu\"", tensors);
        f.assertComputedBy(Folders.read(in).dictionary(), Foreign.above(thresholds));
        comesBack(in);
    }

    @Test
    void gatedMultipliesAGateWithAMagnitude() {
        Map<String, HostTensor> tensors = tensors();
        tensors.remove("b_enc");
        double[] gate = Foreign.vector(10, Foreign.N, 0.4);
        double[] magnitude = Foreign.vector(11, Foreign.N, 0.4);
        double[] stretch = Foreign.vector(12, Foreign.N, 0.6);
        tensors.put("b_gate", Foreign.tensor(gate));
        tensors.put("b_mag", Foreign.tensor(magnitude));
        tensors.put("r_mag", Foreign.tensor(stretch));
        Path in = folder("\"architecture\":\"gated\"", tensors);
        Arrays.fill(f.latentBias, 0);
        Foreign.PerRow code = x -> {
            double[] h = f.preActivations(x);
            for (int j = 0; j < h.length; j++) {
                h[j] = h[j] + gate[j] > 0 ? Math.max(0, h[j] * Math.exp(stretch[j]) + magnitude[j]) : 0;
            }
            return h;
        };
        f.assertComputedBy(Folders.read(in).dictionary(), code, x -> f.decode(code.of(x)));
        comesBack(in);
    }

    @Test
    void layerNormAndConstantNormAreUndoneAtTheOutput() {
        Path in = folder("\"architecture\":\"topk\",\"k\":4,\"normalize_activations\":\"layer_norm\"", tensors());
        Foreign.PerRow code = x -> Foreign.topk(4).of(f.preActivations(Foreign.layerNorm(x)));
        f.assertComputedBy(Folders.read(in).dictionary(), code, x -> Foreign.undoLayerNorm(f.decode(code.of(x)), x));
        comesBack(in);
        in = folder("\"architecture\":\"topk\",\"k\":4,\"normalize_activations\":\"constant_norm_rescale\"", tensors());
        Foreign.PerRow scaled = x -> {
            double c = Math.sqrt(Foreign.D)
                    / Math.sqrt(Arrays.stream(x).map(v -> v * v).sum());
            return Arrays.stream(x).map(v -> v * c).toArray();
        };
        Foreign.PerRow codes = x -> Foreign.topk(4).of(f.preActivations(scaled.of(x)));
        f.assertComputedBy(Folders.read(in).dictionary(), codes, x -> {
            double c = scaled.of(x)[0] / x[0];
            return Arrays.stream(f.decode(codes.of(x))).map(v -> v / c).toArray();
        });
        comesBack(in);
    }

    @Test
    void aFactorOfTrainingIsFoldedFromItsFileAndMissedWithAWarning() {
        String config = "\"architecture\":\"topk\",\"k\":3,\"normalize_activations\":\"expected_average_only_in\"";
        Path in = folder(config, tensors());
        assertThat(Folders.read(in).warnings()).singleElement().asString().contains("--scale");
        Folders.text(in, "activation_scaler.json", "{\"scaling_factor\":0.5}");
        Foreign.PerRow code = x -> Foreign.topk(3)
                .of(f.preActivations(Arrays.stream(x).map(v -> v * 0.5).toArray()));
        ImportedDictionary read = Folders.read(in);
        assertThat(read.warnings()).isEmpty();
        f.assertComputedBy(read.dictionary(), code, x -> Arrays.stream(f.decode(code.of(x)))
                .map(v -> v / 0.5)
                .toArray());
    }

    @Test
    void aFinetunedFactorGoesIntoTheAtoms() {
        Map<String, HostTensor> tensors = tensors();
        double[] factor = Foreign.vector(13, Foreign.N, 2);
        tensors.put("scaling_factor", Foreign.tensor(factor));
        Path in = folder("\"architecture\":\"topk\",\"k\":3,\"finetuning_scaling_factor\":true", tensors);
        Foreign.PerRow code = x -> Foreign.topk(3).of(f.preActivations(x));
        f.assertComputedBy(Folders.read(in).dictionary(), code, x -> {
            double[] z = code.of(x);
            for (int j = 0; j < z.length; j++) {
                z[j] *= factor[j];
            }
            return f.decode(z);
        });
        in = folder("\"architecture\":\"topk\",\"k\":3", tensors);
        f.assertComputedBy(Folders.read(in).dictionary(), Foreign.topk(3));
    }

    @Test
    void aTrainingCheckpointOfBatchTopkHasItsThresholdInABuffer() {
        Map<String, HostTensor> tensors = tensors();
        tensors.put("topk_threshold", HostTensor.ofFloats(new float[] {0.25f}));
        Path in = folder("\"architecture\":\"batchtopk\",\"k\":3", tensors);
        StoredDictionary read = Folders.read(in).dictionary();
        assertThat(read.architecture()).isEqualTo("batch-topk");
        f.assertComputedBy(read, Foreign.above(0.25));
        DictionaryFormats.write(read, "saelens", dir.resolve("out"));
        assertThat(Source.text(Source.of(dir.resolve("out")).json("cfg.json"), "architecture", ""))
                .isEqualTo("jumprelu");
        f.assertComputedBy(Folders.read(dir.resolve("out")).dictionary(), Foreign.above(0.25));
    }

    @Test
    void skipTranscodersAddALinearWay() {
        Folders.requireKind("skip-transcoder");
        Map<String, HostTensor> tensors = tensors();
        double[][] skip = Foreign.matrix(14, Foreign.D, Foreign.D, 0.5);
        tensors.put("W_skip", Foreign.tensor(skip));
        Path in = folder("\"architecture\":\"skip_transcoder\",\"d_out\":7,\"apply_b_dec_to_input\":false", tensors);
        f.subtractNothing();
        Foreign.PerRow code = x -> Foreign.relu(f.preActivations(x));
        f.assertComputedBy(Folders.read(in).dictionary(), code, x -> {
            double[] y = f.decode(code.of(x));
            for (int o = 0; o < Foreign.D; o++) {
                for (int i = 0; i < Foreign.D; i++) {
                    y[o] += skip[o][i] * x[i];
                }
            }
            return y;
        });
        comesBack(in);
    }

    @Test
    void matchingPursuitGoesOnUntilLittleIsLeftOrAnAtomComesBack() {
        for (boolean repeats : new boolean[] {true, false}) {
            for (double residual : new double[] {0, 0.8}) {
                for (int most : new int[] {1, 3, 20}) {
                    Map<String, HostTensor> tensors = new LinkedHashMap<>();
                    tensors.put("W_dec", Foreign.tensor(f.decoder));
                    tensors.put("b_dec", Foreign.tensor(f.outputBias));
                    Path in = folder(
                            "\"architecture\":\"matching_pursuit\",\"max_iterations\":" + most
                                    + ",\"residual_threshold\":" + residual + ",\"stop_on_duplicate_support\":"
                                    + repeats,
                            tensors);
                    Foreign.PerRow code = x -> pursued(x, most, residual, repeats);
                    f.assertComputedBy(Folders.read(in).dictionary(), code, x -> f.decode(code.of(x)));
                    comesBack(in);
                }
            }
        }
    }

    /** One row by hand: no matrices, the support as a set. */
    private double[] pursued(double[] x, int most, double residual, boolean repeats) {
        double[] left = x.clone();
        for (int i = 0; i < Foreign.D; i++) {
            left[i] -= f.outputBias[i];
        }
        double[] code = new double[Foreign.N];
        for (int step = 0; step < most; step++) {
            int best = 0;
            double largest = 0;
            for (int j = 0; j < Foreign.N; j++) {
                double dot = 0;
                for (int i = 0; i < Foreign.D; i++) {
                    dot += left[i] * f.decoder[j][i];
                }
                if (dot > largest) {
                    largest = dot;
                    best = j;
                }
            }
            boolean grew = code[best] == 0 && largest > 0;
            code[best] += largest;
            for (int i = 0; i < Foreign.D; i++) {
                left[i] -= largest * f.decoder[best][i];
            }
            double length = Math.sqrt(Arrays.stream(left).map(v -> v * v).sum());
            if ((repeats && !grew) || (residual > 0 && length < residual)) {
                break;
            }
        }
        return code;
    }

    @Test
    void whatHasNoCounterpartIsRefusedByName() {
        for (String architecture : new String[] {"temporal", "nonsense"}) {
            Path in = folder("\"architecture\":\"" + architecture + "\"", tensors());
            assertThatThrownBy(() -> Folders.read(in)).hasMessageContaining(architecture);
        }
        Path in = folder("\"architecture\":\"topk\"", tensors());
        assertThatThrownBy(() -> Folders.read(in)).hasMessageContaining("--k");
        Path other = folder("\"architecture\":\"standard\",\"normalize_activations\":\"zscore\"", tensors());
        assertThatThrownBy(() -> Folders.read(other)).hasMessageContaining("zscore");
        Map<String, HostTensor> turned = tensors();
        turned.put("W_enc", Foreign.turned(f.encoder));
        Path wrong = folder("\"architecture\":\"topk\",\"k\":3", turned);
        assertThatThrownBy(() -> Folders.read(wrong)).hasMessageContaining("do not belong together");
    }
}
