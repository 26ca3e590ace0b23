package org.echelle.vision.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.echelle.api.Tap;
import org.echelle.testkit.RecordingTap;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Weights;
import org.echelle.vision.ImageSample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every layout of ViT weights, against a ViT in plain loops. */
class ViTLayoutsTest {
    @TempDir
    Path folder;

    private final PreprocessingOptions raw = new PreprocessingOptions(
            Optional.of(Resize.NONE),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(0.5),
            List.of(0.25));

    private ViTOptions options(Path weights, double eps) {
        return new ViTOptions(
                weights,
                "auto",
                Optional.empty(),
                Optional.of(ReferenceViT.HEADS),
                Optional.empty(),
                Optional.empty(),
                Optional.of(eps),
                Optional.empty(),
                List.of(),
                raw);
    }

    private static ImageSample picture(long seed) {
        byte[] pixels = new byte[ReferenceViT.SIZE * ReferenceViT.SIZE * 3];
        new Random(seed).nextBytes(pixels);
        return new ImageSample("p" + seed, ReferenceViT.SIZE, ReferenceViT.SIZE, 3, pixels);
    }

    private static float[] normalised(ImageSample picture) {
        int n = picture.width() * picture.height();
        float[] values = new float[3 * n];
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < 3; c++) {
                values[c * n + i] = (float) (((picture.pixels()[3 * i + c] & 0xff) / 255.0 - 0.5) / 0.25);
            }
        }
        return values;
    }

    private static void assertClose(float[] actual, double[] expected) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(2e-4 * Math.max(1, Math.abs(expected[i]))));
        }
    }

    /** Opens the renamed weights and compares outputs and all hook points of two pictures with the plain loops. */
    private float[][] check(ReferenceViT model, ViTLayout layout, String prefix, String... hooks) {
        Path file = RenamedViT.write(model, layout, prefix, folder.resolve(layout.title() + prefix + "w.safetensors"));
        assertThat(new ViTSubjectKind().recognises(file)).isTrue();
        List<ImageSample> pictures = List.of(picture(1), picture(2));
        try (Opened opened = new Opened();
                VisionSubject subject = new ViTSubjectKind().open(options(file, model.eps), opened)) {
            RecordingTap seen = new RecordingTap();
            float[][] out = opened.run(subject, pictures, seen);
            assertThat(seen.values().keySet())
                    .containsExactlyElementsOf(
                            subject.hookPoints().stream().map(h -> h.name()).toList());
            assertThat(subject.facts()).containsEntry("layout", layout.title());
            int tokens = 1 + model.registers + ReferenceViT.SIDE * ReferenceViT.SIDE;
            for (int p = 0; p < 2; p++) {
                assertClose(out[p], model.run(normalised(pictures.get(p))));
                float[][] block = Opened.rows(seen.values().get(hooks[0]), 2 * tokens);
                float[][] attention = Opened.rows(seen.values().get(hooks[1]), 2 * tokens);
                float[][] mlp = Opened.rows(seen.values().get(hooks[2]), 2 * tokens);
                for (int t = 0; t < tokens; t++) {
                    assertClose(block[p * tokens + t], model.blockOutputs.get(1)[t]);
                    assertClose(
                            attention[p * tokens + t], model.attentionOutputs.get(1)[t]);
                    assertClose(mlp[p * tokens + t], model.mlpOutputs.get(1)[t]);
                }
            }
            return out;
        }
    }

    @Test
    void timmAndHuggingFaceGiveTheSameNumbers() {
        ReferenceViT model = new ReferenceViT(1, false, false, false, 0, true);
        float[][] timm = check(model, ViTLayout.TIMM, "", "blocks.1", "blocks.1.attn", "blocks.1.mlp");
        float[][] wrapped = check(model, ViTLayout.TIMM, "module.", "blocks.1", "blocks.1.attn", "blocks.1.mlp");
        float[][] hf = check(
                model,
                ViTLayout.HUGGINGFACE_VIT,
                "vit.",
                "vit.encoder.layer.1",
                "vit.encoder.layer.1.attention",
                "vit.encoder.layer.1.output.dense");
        assertThat(wrapped).isDeepEqualTo(timm);
        for (int i = 0; i < 2; i++) {
            // three products instead of one: the same up to rounding
            assertThat(hf[i]).containsExactly(timm[i], within(1e-5f));
        }
    }

    @Test
    void dinoWithRegistersAndLayerScaleGivesTheSameNumbersInBothLayouts() {
        ReferenceViT model = new ReferenceViT(2, false, true, false, 4, true);
        float[][] meta = check(model, ViTLayout.TIMM, "", "blocks.1", "blocks.1.attn", "blocks.1.mlp");
        float[][] hf = check(
                model,
                ViTLayout.HUGGINGFACE_DINOV2,
                "",
                "encoder.layer.1",
                "encoder.layer.1.attention",
                "encoder.layer.1.mlp");
        for (int i = 0; i < 2; i++) {
            assertThat(hf[i]).containsExactly(meta[i], within(1e-5f));
        }
    }

    @Test
    void gatedDinoMatchesPlainLoops() {
        ReferenceViT model = new ReferenceViT(3, false, true, true, 0, true);
        model.activation = x -> x / (1 + Math.exp(-x));
        check(model, ViTLayout.TIMM, "", "blocks.1", "blocks.1.attn", "blocks.1.mlp");
    }

    @Test
    void clipTowersOfBothHousesGiveTheSameNumbers() {
        ReferenceViT model = new ReferenceViT(4, true, false, false, 0, true);
        model.eps = 1e-5;
        model.activation = x -> x / (1 + Math.exp(-1.702 * x));
        model.weights.remove("patch_embed.proj.bias");
        model.weights.remove("head.bias");
        float[][] openAi = check(
                model,
                ViTLayout.OPENAI_CLIP,
                "visual.",
                "visual.transformer.resblocks.1",
                "visual.transformer.resblocks.1.attn",
                "visual.transformer.resblocks.1.mlp");
        float[][] hf = check(
                model,
                ViTLayout.HUGGINGFACE_CLIP,
                "vision_model.",
                "vision_model.encoder.layers.1",
                "vision_model.encoder.layers.1.self_attn",
                "vision_model.encoder.layers.1.mlp");
        for (int i = 0; i < 2; i++) {
            assertThat(hf[i]).containsExactly(openAi[i], within(1e-5f));
        }
    }

    @Test
    void lucidrainsLayoutCutsPatchesWithChannelsInnermost() {
        ReferenceViT model = new ReferenceViT(5, false, false, false, 0, false);
        model.eps = 1e-5;
        model.scale = 1 / Math.sqrt(ReferenceViT.WIDTH); // its first generation forgets the heads
        for (String gone : List.of("norm.weight", "norm.bias", "head.weight", "head.bias")) {
            model.weights.remove(gone);
        }
        check(
                model,
                ViTLayout.LUCIDRAINS,
                "",
                "transformer.layers.1.1",
                "transformer.layers.1.0.fn.fn",
                "transformer.layers.1.1.fn.fn");
    }

    @Test
    void aTimmModelWithFcNormPoolsTheMeanOfThePatches() {
        ReferenceViT model = new ReferenceViT(6, false, false, false, 0, true);
        model.meanPooled = true;
        model.poolBeforeNorm = true;
        ReferenceViT renamed = new ReferenceViT(6, false, false, false, 0, true);
        renamed.weights.put("fc_norm.weight", renamed.weights.remove("norm.weight"));
        renamed.weights.put("fc_norm.bias", renamed.weights.remove("norm.bias"));
        renamed.shapes.put("fc_norm.weight", new long[] {ReferenceViT.WIDTH});
        renamed.shapes.put("fc_norm.bias", new long[] {ReferenceViT.WIDTH});
        Path file = RenamedViT.write(renamed, ViTLayout.TIMM, "", folder.resolve("fc.safetensors"));
        try (Opened opened = new Opened();
                VisionSubject subject = new ViTSubjectKind().open(options(file, model.eps), opened)) {
            assertClose(opened.run(subject, List.of(picture(3)), Tap.NONE)[0], model.run(normalised(picture(3))));
        }
    }

    @Test
    void aConfigWithSomethingBehindItIsRefused() throws IOException {
        Path config = Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"vit\"}\n[]");

        assertThatThrownBy(() -> PublishedConfig.beside(folder))
                .hasMessage("The config file " + config + " is not readable JSON: something follows the end of its JSON"
                        + " (line 2, column 1); repair it or move it away.");
    }

    @Test
    void otherPartsOfAClipModelMayStandBesideTheTower() throws IOException {
        ReferenceViT model = new ReferenceViT(4, true, false, false, 0, true);
        model.weights.remove("patch_embed.proj.bias");
        model.weights.remove("head.bias");
        Path file = RenamedViT.write(
                model, ViTLayout.HUGGINGFACE_CLIP, "vision_model.", folder.resolve("whole.safetensors"));
        Map<String, HostTensor> all = new LinkedHashMap<>();
        Weights weights = Weights.read(file);
        weights.names().forEach(n -> all.put(n, weights.tensor(n)));
        all.put("text_model.encoder.layers.0.layer_norm1.weight", HostTensor.ofFloats(new float[4], 4));
        all.put("logit_scale", HostTensor.ofFloats(new float[1], 1));
        Path whole = Files.createDirectory(folder.resolve("clip")).resolve("model.safetensors");
        SafetensorsWriter.write(whole, all, Map.of());
        Files.writeString(
                whole.resolveSibling("config.json"),
                "{\"model_type\": \"clip\", \"vision_config\": {\"num_attention_heads\": 3, \"hidden_act\": \"gelu\"}}");
        Files.writeString(
                whole.resolveSibling("preprocessor_config.json"),
                "{\"size\": {\"shortest_edge\": 14}, \"crop_size\": {\"height\": 12, \"width\": 12}, \"resample\": 3, "
                        + "\"do_center_crop\": true, \"image_mean\": [0.1, 0.2, 0.3], \"image_std\": [1, 1, 1]}");
        try (Opened opened = new Opened();
                VisionSubject subject = new ViTSubjectKind().open(ViTOptions.of(whole.getParent()), opened)) {
            assertThat(subject.outputs().get(0).name()).isEqualTo("features");
            assertThat(subject.facts().get("details")).contains("gelu").doesNotContain("quick");
            assertThat(subject.facts().get("preprocessing"))
                    .contains(
                            "shorter side to 14", "bicubic", "12 x 12", "[0.1, 0.2, 0.3]", "preprocessor_config.json");
            assertThat(subject.placement(28, 28).scaleX()).isEqualTo(0.5);
            assertThat(subject.placement(28, 28).offsetX()).isEqualTo(-1);
        }
    }
}
