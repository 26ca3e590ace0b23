package org.echelle.sae.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.sae.StoredDictionary;
import org.echelle.torch.HostTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparsifyTest {
    @TempDir
    Path dir;

    private final Foreign f = new Foreign();

    private Map<String, HostTensor> tensors() {
        Map<String, HostTensor> t = new LinkedHashMap<>();
        t.put("encoder.weight", Foreign.turned(f.encoder));
        t.put("encoder.bias", Foreign.tensor(f.latentBias));
        t.put("W_dec", Foreign.tensor(f.decoder));
        t.put("b_dec", Foreign.tensor(f.outputBias));
        return t;
    }

    private Path folder(String more, Map<String, HostTensor> tensors) {
        Folders.text(
                dir.resolve("layers.3"),
                "cfg.json",
                "{\"activation\":\"topk\",\"expansion_factor\":32,\"normalize_decoder\":true,\"num_latents\":0,\"k\":4,\"d_in\":7"
                        + more + "}");
        return Folders.safetensors(dir.resolve("layers.3"), "sae.safetensors", tensors);
    }

    private StoredDictionary read(Path folder, String format) {
        ImportedDictionary read = Folders.read(folder);
        assertThat(read.format()).isEqualTo(format);
        return read.dictionary();
    }

    private void comesBack(Path in) {
        Folders.assertComesBack(in, Path.of("sae.safetensors"), dir.resolve("out"), ImportSettings.NONE);
    }

    @Test
    void autoencodersSubtractTheDecoderBiasWhateverNormalizeDecoderSays() {
        Path in = folder(",\"normalize_decoder\":false", tensors());
        f.assertComputedBy(read(in, "sparsify"), Foreign.topk(4));
        comesBack(in);
    }

    @Test
    void transcodersDoNotSubtract() {
        Folders.requireKind("transcoder");
        Path in = folder(",\"transcode\":true", tensors());
        StoredDictionary read = read(in, "sparsify");
        assertThat(read.architecture()).isEqualTo("transcoder");
        f.subtractNothing().assertComputedBy(read, Foreign.topk(4));
        comesBack(in);
    }

    @Test
    void skipConnectionsTakeTheWholeRow() {
        Folders.requireKind("skip-transcoder");
        for (boolean transcode : new boolean[] {false, true}) {
            double[][] skip = Foreign.matrix(14, Foreign.D, Foreign.D, 0.5);
            Map<String, HostTensor> tensors = tensors();
            tensors.put("W_skip", Foreign.tensor(skip));
            Path in = folder(",\"skip_connection\":true,\"transcode\":" + transcode, tensors);
            if (transcode) {
                f.subtractNothing();
            }
            Foreign.PerRow code = x -> Foreign.topk(4).of(f.preActivations(x));
            f.assertComputedBy(read(in, "sparsify"), code, x -> {
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
    }

    @Test
    void saeuronNormalisesRowsIfItSaysSoAndReadsBatchTopkAsTopk() {
        Path in = folder(",\"batch_topk\":true,\"input_unit_norm\":false", tensors());
        f.assertComputedBy(read(in, "saeuron"), Foreign.topk(4));
        in = folder(",\"batch_topk\":false,\"sample_topk\":false,\"input_unit_norm\":true", tensors());
        Foreign.PerRow code = x -> Foreign.topk(4).of(f.preActivations(Foreign.layerNorm(x)));
        f.assertComputedBy(read(in, "saeuron"), code, x -> Foreign.undoLayerNorm(f.decode(code.of(x)), x));
        comesBack(in);
    }

    @Test
    void groupmaxKeepsTheLargestOfEveryGroup() {
        Path in = folder(",\"activation\":\"groupmax\"", tensors());
        StoredDictionary read = read(in, "sparsify");
        f.assertComputedBy(read, h -> {
            double[] kept = new double[h.length];
            for (int group = 0; group < 4; group++) {
                int best = 3 * group;
                for (int j = best; j < 3 * group + 3; j++) {
                    best = h[j] > h[best] ? j : best;
                }
                kept[best] = Math.max(0, h[best]);
            }
            return kept;
        });
        comesBack(in);
        assertThatThrownBy(() -> DictionaryFormats.write(read, "saelens", dir.resolve("no")))
                .hasMessageContaining("groups of features");
    }

    @Test
    void whatIsNoTopkIsRefused() {
        Path in = folder(",\"activation\":\"softmax\"", tensors());
        assertThatThrownBy(() -> Folders.read(in)).hasMessageContaining("softmax");
        Path uneven = folder(",\"activation\":\"groupmax\",\"k\":5", tensors());
        assertThatThrownBy(() -> Folders.read(uneven))
                .hasMessageContaining("12 features")
                .hasMessageContaining("k = 5");
        Map<String, HostTensor> tensors = tensors();
        tensors.remove("W_dec");
        Path half = folder("", tensors);
        assertThatThrownBy(() -> Folders.read(half)).hasMessageContaining("without its decoder");
    }

    @Test
    void aSaebenchExportHasUnitAtomsAndTheSameFeatures() {
        f.unitAtoms();
        StoredDictionary read = read(folder("", tensors()), "sparsify");
        DictionaryFormats.write(read, "saebench", dir.resolve("bench"));
        f.assertComputedBy(read(dir.resolve("bench"), "saebench"), Foreign.topk(4));
        Folders.assertComesBack(
                dir.resolve("bench"), Path.of(SaeLens.WEIGHTS), dir.resolve("out"), ImportSettings.NONE);
    }
}
