package org.echelle.sae.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.echelle.sae.Dictionary;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every dictionary of ours in every format: the same maths, or one sentence that says what would be lost. */
class WritingTest {
    @TempDir
    Path dir;

    private final Foreign f = new Foreign();

    private StoredDictionary stored(String architecture, Map<String, Object> more) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("format", "echelle-dictionary/1");
        facts.put("architecture", architecture);
        facts.put("k", 0);
        facts.put("threshold", -1.0);
        facts.put("normalisation", Map.of("kind", "none"));
        facts.putAll(more);
        return StoredDictionary.of(
                Foreign.turned(f.encoder),
                Foreign.tensor(f.decoder),
                Foreign.tensor(f.latentBias),
                Foreign.tensor(f.outputBias),
                facts);
    }

    private StoredDictionary withInputBias(StoredDictionary stored, double[] bias) {
        f.subtracted = bias;
        Map<String, HostTensor> tensors = new LinkedHashMap<>(stored.tensors());
        tensors.put("b_in", Foreign.tensor(bias));
        return new StoredDictionary(tensors, stored.facts());
    }

    /** Formats that took it; the others must have said what would be lost. */
    private List<String> written(StoredDictionary stored, Foreign.Choice choice) {
        return DictionaryFormats.all().stream()
                .filter(format -> {
                    Path target = dir.resolve(format.name() + System.nanoTime());
                    try {
                        format.write(stored, target);
                    } catch (SaeException e) {
                        assertThat(e)
                                .hasMessageContaining("lost")
                                .hasMessageStartingWith("Written as " + format.name());
                        assertThat(e.getMessage().replaceAll("[^.]", "").length() - dots(e))
                                .isEqualTo(1);
                        assertThat(target).doesNotExist();
                        return false;
                    }
                    ImportSettings settings = format.name().equals("overcomplete") && stored.k() > 0
                            ? ImportSettings.ofK(stored.k())
                            : new ImportSettings(
                                    java.util.OptionalInt.empty(),
                                    java.util.OptionalDouble.empty(),
                                    java.util.OptionalDouble.empty(),
                                    format.name().equals("overcomplete") ? Optional.of("relu-l1") : Optional.empty());
                    ImportedDictionary back = DictionaryFormats.read(target, Optional.of(format.name()), settings);
                    boolean unit =
                            format.name().equals("saebench") || format.name().equals("overcomplete");
                    Foreign.PerRow code = x -> choice.of(f.preActivations(x));
                    f.assertComputedBy(
                            back.dictionary(),
                            unit ? x -> f.timesAtomLength(code.of(x)) : code,
                            x -> f.decode(code.of(x)));
                    return true;
                })
                .map(DictionaryFormat::name)
                .toList();
    }

    /** Dots of numbers. */
    private static int dots(SaeException e) {
        return e.getMessage().split("\\d\\.\\d", -1).length - 1;
    }

    @Test
    void topk() {
        assertThat(written(stored("topk", Map.of("k", 3)), Foreign.topk(3)))
                .containsExactly(
                        "echelle",
                        "saelens",
                        "dictionary_learning",
                        "sparsify",
                        "sdxl-unbox",
                        "interplm",
                        "saeuron",
                        "saev",
                        "bionemo");
    }

    @Test
    void batchTopk() {
        assertThat(written(stored("batch-topk", Map.of("k", 3, "threshold", 0.25)), Foreign.above(0.25)))
                .containsExactly(
                        "echelle", "saelens", "dictionary_learning", "saebench", "interplm", "saev", "gemma-scope");
    }

    @Test
    void relu() {
        assertThat(written(stored("relu-l1", Map.of()), Foreign::relu))
                .containsExactly(
                        "echelle",
                        "saelens",
                        "dictionary_learning",
                        "openai",
                        "saebench",
                        "interplm",
                        "saev",
                        "gemma-scope",
                        "bionemo",
                        "aisf",
                        "bare");
    }

    @Test
    void jumprelu() {
        double[] thresholds = java.util.Arrays.stream(Foreign.vector(9, Foreign.N, 0.5))
                .map(Math::abs)
                .toArray();
        Map<String, HostTensor> tensors =
                new LinkedHashMap<>(stored("jumprelu", Map.of()).tensors());
        tensors.put("threshold", Foreign.tensor(thresholds));
        assertThat(written(
                        new StoredDictionary(
                                tensors, stored("jumprelu", Map.of()).facts()),
                        Foreign.above(thresholds)))
                .containsExactly("echelle", "saelens", "dictionary_learning", "saebench", "interplm", "gemma-scope");
    }

    @Test
    void anInputBiasOfItsOwnIsFoldedIntoTheEncoderBias() {
        double[] bias = Foreign.vector(70, Foreign.D, 1);
        assertThat(written(withInputBias(stored("topk", Map.of("k", 3)), bias), Foreign.topk(3)))
                .contains("saelens", "dictionary_learning", "sparsify", "saev");
        assertThat(DictionaryFormats.named("saelens").check(withInputBias(stored("topk", Map.of("k", 3)), bias)))
                .singleElement()
                .asString()
                .contains("encoder bias");
    }

    @Test
    void unitAtomsWithoutOutputBiasFitOvercomplete() {
        f.unitAtoms();
        f.added = new double[Foreign.D];
        f.subtractNothing();
        UnaryOperator<StoredDictionary> silent = s -> {
            Map<String, HostTensor> tensors = new LinkedHashMap<>(s.tensors());
            tensors.put("b_dec", Vectors.filled(Foreign.D, 0));
            return new StoredDictionary(tensors, s.facts());
        };
        assertThat(written(silent.apply(stored("topk", Map.of("k", 3))), Foreign.topk(3)))
                .contains("overcomplete", "saebench");
        assertThat(written(silent.apply(stored("batch-topk", Map.of("k", 3, "threshold", 0.25))), Foreign.above(0.25)))
                .contains("overcomplete", "saebench");
    }

    @Test
    void rowsLayerNormalisedFitThoseThatDoSo() {
        StoredDictionary stored = stored("topk", Map.of("k", 3, "normalisation", Map.of("kind", "layer-norm")));
        Map<String, Optional<String>> losses = DictionaryFormats.losses(stored);
        assertThat(losses.keySet().stream().filter(k -> losses.get(k).isEmpty()))
                .containsExactly("echelle", "saelens", "openai", "interprot", "saeuron", "bionemo");
        assertThat(losses.get("dictionary_learning").orElseThrow())
                .isEqualTo(
                        "Written as dictionary_learning, the scaling of every row (layer-norm) would be lost, which the format"
                                + " has no place for.");
    }

    @Test
    void aBatchTopkDictionaryLosesItsThresholdInOpenAisTopk() {
        StoredDictionary stored = stored("batch-topk", Map.of("k", 3, "threshold", 0.25));
        assertThatThrownBy(() -> DictionaryFormats.write(stored, "openai", dir.resolve("x.pt")))
                .hasMessage("Written as openai, the threshold would be lost: the format knows ReLU and the k largest.");
        assertThat(dir.resolve("x.pt")).doesNotExist();
    }

    @Test
    void signedCodesAreWrittenAsTwoFeaturesEachAndAProductOfActivationsIsRefused() {
        StoredDictionary signed = stored("abs-topk", Map.of("k", 3));
        assertThat(DictionaryFormats.write(signed, "saelens", dir.resolve("abs")))
                .singleElement()
                .asString()
                .contains("12 + j");
        StoredDictionary read = Folders.read(dir.resolve("abs")).dictionary();
        assertThat(read.features()).isEqualTo(2 * Foreign.N);
        try (NDManager manager = Torch.newManager(Device.cpu());
                Dictionary ours = Dictionaries.open(signed, manager);
                Dictionary theirs = Dictionaries.open(read, manager)) {
            NDArray x = manager.create(Foreign.floats(f.rows), new Shape(Foreign.ROWS, Foreign.D));
            assertThat(theirs.encodeDense(x).toFloatArray())
                    .isEqualTo(ours.encodeDense(x).toFloatArray());
        }
        float[] factors = new float[5 * Foreign.D];
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        tensors.put("encoder", HostTensor.ofFloats(factors, 5, Foreign.D));
        tensors.put("b_enc", HostTensor.ofFloats(new float[5], 5));
        tensors.put("decoder", HostTensor.ofFloats(new float[6 * Foreign.D], 6, Foreign.D));
        tensors.put("b_dec", Vectors.filled(Foreign.D, 0));
        Map<String, Object> facts =
                new LinkedHashMap<>(stored("kron", Map.of("k", 2)).facts());
        facts.put("base", 2);
        facts.put("extension", 3);
        facts.put("training", Map.of("settings", Map.of("base", 2, "extension", 3)));
        StoredDictionary kron = new StoredDictionary(tensors, facts);
        assertThatThrownBy(() -> DictionaryFormats.write(kron, "saelens", dir.resolve("kron")))
                .hasMessageContaining("product of two factors");
        StoredDictionary pursued = stored("topk", Map.of("k", 3, "encoder", "omp"));
        assertThatThrownBy(() -> DictionaryFormats.write(pursued, "saelens", dir.resolve("omp")))
                .hasMessageContaining("search over the atoms");
    }

    @Test
    void aFormatOfOneFileTakesAFileOrAFolder() throws IOException {
        StoredDictionary stored = stored("relu-l1", Map.of());
        DictionaryFormats.write(stored, "openai", dir.resolve("a").resolve("mine.pt"));
        DictionaryFormats.write(stored, "openai", dir.resolve("b"));
        assertThat(Files.readAllBytes(dir.resolve("b/autoencoder.pt")))
                .isEqualTo(Files.readAllBytes(dir.resolve("a/mine.pt")));
        assertThatThrownBy(() -> DictionaryFormats.write(stored, "gemma-scope", dir.resolve("mine.pt")))
                .hasMessageContaining(".npz");
        assertThatThrownBy(() -> DictionaryFormats.write(stored, "saelens", dir.resolve("a/mine.pt")))
                .hasMessageContaining("is a file");
        assertThatThrownBy(() -> DictionaryFormats.named("keras")).hasMessageContaining("saelens");
    }
}
