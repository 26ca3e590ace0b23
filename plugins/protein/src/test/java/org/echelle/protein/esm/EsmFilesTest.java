package org.echelle.protein.esm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.EchelleException;
import org.echelle.api.Tap;
import org.echelle.protein.subject.Opened;
import org.echelle.protein.subject.ProteinSubject;
import org.echelle.testkit.RecordingTap;
import org.echelle.torch.HostTensor;
import org.echelle.torch.TorchZipWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as they are published, the hub's cache, and what does not fit. */
class EsmFilesTest {
    private static final String CONFIG =
            "{\"model_type\": \"esm\", \"num_attention_heads\": 4, \"num_hidden_layers\": 3, \"layer_norm_eps\": 1e-05,"
                    + " \"position_embedding_type\": \"rotary\", \"token_dropout\": %s, \"vocab_size\": 33}";

    @TempDir
    Path folder;

    private final ReferenceEsm model = new ReferenceEsm(12);

    private static Esm2Options heads(Path weights) {
        return new Esm2Options(weights, Optional.of(ReferenceEsm.HEADS), Optional.empty(), false);
    }

    private Path hub(Path at, boolean tokenDropout) throws IOException {
        Files.createDirectories(at);
        ReferenceEsm.write(model.huggingFace(), at.resolve("model.safetensors"));
        Files.writeString(at.resolve("config.json"), CONFIG.formatted(tokenDropout));
        Files.write(at.resolve("vocab.txt"), EsmVocabulary.TOKENS);
        return at;
    }

    private float[][] logits(Esm2Options options) {
        try (Opened opened = new Opened();
                ProteinSubject subject = new Esm2SubjectKind().open(options, opened)) {
            return opened.run(subject, Opened.proteins("MKTAYIAKQR"), Tap.NONE)[0];
        }
    }

    @Test
    void aHubFolderNeedsNothingButItsPlace() throws IOException {
        Path scaled = hub(folder.resolve("a"), true);
        Path plain = hub(folder.resolve("b"), false);
        assertThat(new Esm2SubjectKind().recognises(scaled)).isTrue();
        assertThat(logits(Esm2Options.of(scaled))).isEqualTo(logits(heads(scaled)));
        assertThat(logits(Esm2Options.of(plain)))
                .isNotEqualTo(logits(Esm2Options.of(scaled)))
                .isEqualTo(logits(new Esm2Options(scaled, Optional.empty(), Optional.of(false), false)));
    }

    @Test
    void aFairEsmCheckpointIsReadWithItsConfig() {
        Path file = folder.resolve("esm2.pt");
        TorchZipWriter.write(
                file,
                Map.of(
                        "cfg", Map.of("model", Map.of("encoder_attention_heads", 4L, "encoder_layers", 3L)),
                        "model", model.fair()));
        Path named = ReferenceEsm.write(model.huggingFace(), folder.resolve("w.safetensors"));
        assertThat(new Esm2SubjectKind().recognises(file)).isTrue();
        assertThat(logits(Esm2Options.of(file))).isEqualTo(logits(heads(named)));
    }

    @Test
    void theContactHeadOfFairEsmStandsInAFileBeside() {
        Map<String, HostTensor> hub = model.huggingFace();
        Path named = ReferenceEsm.write(hub, folder.resolve("w.safetensors"));
        Path file = folder.resolve("esm2_tiny.pt");
        TorchZipWriter.write(file, Map.of("model", model.fair()));
        try (Opened opened = new Opened()) {
            Esm2Options asked = new Esm2Options(file, Optional.of(ReferenceEsm.HEADS), Optional.empty(), true);
            assertThatThrownBy(() -> new Esm2SubjectKind().open(asked, opened))
                    .isInstanceOf(EchelleException.class)
                    .hasMessageContaining("-contact-regression.pt");
            TorchZipWriter.write(
                    folder.resolve("esm2_tiny-contact-regression.pt"),
                    Map.of(
                            "model",
                            Map.of(
                                    "contact_head.regression.weight",
                                    hub.get("esm.contact_head.regression.weight"),
                                    "contact_head.regression.bias",
                                    hub.get("esm.contact_head.regression.bias"))));
            Esm2Options other = new Esm2Options(named, Optional.of(ReferenceEsm.HEADS), Optional.empty(), true);
            assertThat(contacts(asked, opened)).isEqualTo(contacts(other, opened));
        }
    }

    private static float[][][] contacts(Esm2Options options, Opened opened) {
        try (ProteinSubject subject = new Esm2SubjectKind().open(options, opened);
                NDManager batch = opened.manager().newSubManager()) {
            return Opened.cube(subject.forward(subject.prepare(Opened.proteins("MKTAY", "MK"), batch), Tap.NONE)
                    .get(1));
        }
    }

    @Test
    void aBareTrunkGivesItsRepresentationsAndAnOwnDecoderIsUsed() {
        Map<String, HostTensor> bare = new LinkedHashMap<>();
        model.tensors.forEach((name, tensor) -> {
            if (name.startsWith("esm.")) {
                bare.put(name.substring(4), tensor);
            }
        });
        Path file = ReferenceEsm.write(bare, folder.resolve("bare.safetensors"));
        try (Opened opened = new Opened();
                ProteinSubject subject = new Esm2SubjectKind().open(heads(file), opened)) {
            assertThat(subject.outputs().get(0).name()).isEqualTo("representations");
            assertThat(subject.outputNames()).isEmpty();
            assertThat(subject.outputColumn('A')).isEmpty();
            RecordingTap recorder = new RecordingTap();
            float[][][] out = opened.run(subject, Opened.proteins("MKT"), recorder);
            assertThat(out[0]).isEqualTo(Opened.cube(recorder, "encoder.emb_layer_norm_after")[0]);
        }
        Map<String, HostTensor> untied = new LinkedHashMap<>(model.huggingFace());
        untied.put(
                "lm_head.decoder.weight",
                HostTensor.ofFloats(
                        new float[ReferenceEsm.TOKENS * ReferenceEsm.WIDTH], ReferenceEsm.TOKENS, ReferenceEsm.WIDTH));
        float[] bias = model.tensors.get("lm_head.bias").toFloats();
        assertThat(logits(heads(ReferenceEsm.write(untied, folder.resolve("untied.safetensors"))))[3])
                .containsExactly(bias);
    }

    @Test
    void anIdOfTheHubIsFoundInItsCache() throws IOException {
        Path cache = folder.resolve("home/hub");
        Path model8 = cache.resolve("models--facebook--esm2_t6_8M_UR50D");
        hub(model8.resolve("snapshots/c731040f"), true);
        hub(model8.resolve("snapshots/0ld"), false);
        Files.createDirectories(model8.resolve("refs"));
        Files.writeString(model8.resolve("refs/main"), "c731040f");
        Path asked = folder.resolve("configs/facebook/esm2_t6_8M_UR50D"); // as the binder makes it of an id
        Esm2SubjectKind kind =
                new Esm2SubjectKind(Map.of("HF_HOME", folder.resolve("home").toString()));
        try (Opened opened = new Opened();
                ProteinSubject subject = kind.open(Esm2Options.of(asked), opened)) {
            assertThat(opened.run(subject, Opened.proteins("MKTAYIAKQR"), Tap.NONE)[0])
                    .isEqualTo(logits(Esm2Options.of(model8.resolve("snapshots/c731040f"))));
            Path other = folder.resolve("configs/facebook/esm2_t33_650M_UR50D");
            assertThatThrownBy(() -> kind.open(Esm2Options.of(other), opened))
                    .isInstanceOf(EchelleException.class)
                    .hasMessageContaining("facebook/esm2_t33_650M_UR50D")
                    .hasMessageContaining(cache.toString())
                    .hasMessageContaining("`echelle fetch facebook/esm2_t33_650M_UR50D`");
            assertThatThrownBy(() -> kind.open(Esm2Options.of(folder.resolve("a/model.safetensors")), opened))
                    .hasMessageStartingWith("There is no weight file or folder");
            Files.delete(model8.resolve("refs/main"));
            assertThatThrownBy(() -> kind.open(Esm2Options.of(asked), opened)).hasMessageContaining("2 versions");
        }
    }

    private void refused(Map<String, HostTensor> tensors, String... said) {
        Path file = ReferenceEsm.write(tensors, folder.resolve("bad.safetensors"));
        try (Opened opened = new Opened()) {
            assertThatThrownBy(() -> new Esm2SubjectKind().open(heads(file), opened))
                    .isInstanceOf(EchelleException.class)
                    .hasMessageContainingAll(said);
            assertThat(opened.manager().getManagedArrays()).isEmpty();
        }
    }

    @Test
    void aVocabularyThatDoesNotMatchTheWeightsIsRefused() throws IOException {
        Map<String, HostTensor> other = new LinkedHashMap<>(model.tensors);
        other.put(
                "esm.embeddings.word_embeddings.weight",
                HostTensor.ofFloats(new float[30 * ReferenceEsm.WIDTH], 30, ReferenceEsm.WIDTH));
        refused(other, "an embedding of 30 tokens", "vocabulary has 33");
        Path at = hub(folder.resolve("v"), true);
        Files.writeString(at.resolve("vocab.txt"), "<cls>\n<pad>\n<eos>\n<unk>\nA\nL\n");
        assertThatThrownBy(() -> logits(Esm2Options.of(at)))
                .isInstanceOf(EchelleException.class)
                .hasMessageContaining("token 4 is A and should be L");
    }

    @Test
    void parametersThatAreMissingLeftOverOrMisshapedAreListed() {
        Map<String, HostTensor> broken = new LinkedHashMap<>(model.huggingFace());
        broken.remove("esm.encoder.layer.1.attention.self.key.bias");
        broken.put("esm.encoder.layer.1.extra", HostTensor.ofFloats(new float[2], 2));
        broken.put("lm_head.bias", HostTensor.ofFloats(new float[7], 7));
        refused(
                broken,
                "an ESM-2 (Hugging Face layout)",
                "1 missing (esm.encoder.layer.1.attention.self.key.bias [24])",
                "1 left over (esm.encoder.layer.1.extra [2])",
                "lm_head.bias is [7] and should be [33]");
    }

    @Test
    void aConfigWithSomethingBehindItIsRefused() throws IOException {
        Path at = hub(folder.resolve("two"), true);
        Path config = Files.writeString(at.resolve("config.json"), "{\"model_type\": \"esm\"}\n{}");

        assertThatThrownBy(() -> logits(Esm2Options.of(at)))
                .hasMessage("The config file " + config + " is not readable JSON: something follows the end of its JSON"
                        + " (line 2, column 1); repair it or move it away.");
    }

    @Test
    void olderModelsOtherPositionsOddHeadsAndStrangersAreRefused() throws IOException {
        Map<String, HostTensor> older = new LinkedHashMap<>(model.fair());
        older.put(
                "encoder.sentence_encoder.embed_positions.weight",
                HostTensor.ofFloats(new float[4 * ReferenceEsm.WIDTH], 4, ReferenceEsm.WIDTH));
        refused(older, "ESM-1b");
        Path absolute = hub(folder.resolve("p"), true);
        Files.writeString(
                absolute.resolve("config.json"), CONFIG.formatted(true).replace("rotary", "absolute"));
        assertThatThrownBy(() -> logits(Esm2Options.of(absolute))).hasMessageContaining("rotary");
        Path fewer = hub(folder.resolve("l"), true);
        Files.writeString(
                fewer.resolve("config.json"),
                CONFIG.formatted(true).replace("\"num_hidden_layers\": 3", "\"num_hidden_layers\": 6"));
        assertThatThrownBy(() -> logits(Esm2Options.of(fewer))).hasMessageContaining("3 layers");
        Path file = ReferenceEsm.write(model.tensors, folder.resolve("w.safetensors"));
        assertThatThrownBy(() -> logits(new Esm2Options(file, Optional.of(8), Optional.empty(), false)))
                .hasMessageContaining("8 heads");
        Path alone = ReferenceEsm.write(
                model.tensors, Files.createDirectories(folder.resolve("q")).resolve("w.safetensors"));
        assertThatThrownBy(() -> logits(Esm2Options.of(alone))).hasMessageContaining("say heads");
        refused(Map.of("layer4.conv.weight", HostTensor.ofFloats(new float[2], 2)), "layer4.conv.weight", "unirep");
        assertThat(new Esm2SubjectKind().recognises(folder.resolve("bad.safetensors")))
                .isFalse();
    }

    @Test
    void factsNameTheHeadThatIsNotRun() {
        Path file = ReferenceEsm.write(model.huggingFace(), folder.resolve("w.safetensors"));
        try (Opened opened = new Opened();
                ProteinSubject subject = new Esm2SubjectKind().open(heads(file), opened)) {
            assertThat(subject.facts())
                    .containsEntry("not run", "contact head (contacts: true runs it)")
                    .containsEntry("architecture", "ESM-2, 3 layers, width 24, 4 heads, MLP 40")
                    .containsEntry("layout", "Hugging Face");
        }
    }
}
