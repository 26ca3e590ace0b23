package org.echelle.diffusion.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.EchelleException;
import org.echelle.api.HookPoint;
import org.echelle.api.PictureMaker;
import org.echelle.api.Sample;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Fixture;
import org.echelle.diffusion.network.dit.DiffusionTransformer;
import org.echelle.diffusion.samples.MadeSample;
import org.echelle.diffusion.sampling.Sampler;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Torch;
import org.echelle.torch.TorchZipWriter;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Diffusion transformers of one file, against diffusers' folders and against the recursion by hand. */
class TransformerKindTest {
    private static final List<String> NAMES = List.of("cat", "cow", "dog", "hen", "owl");

    @TempDir
    Path dir;

    private Path facebook;
    private Path folder;
    private final ModelFolders context = new ModelFolders();
    private final NDManager manager = Torch.newManager(Device.cpu());

    @BeforeEach
    void models() throws IOException {
        facebook = dir.resolve("DiT.pt");
        TorchZipWriter.write(facebook, Map.of("ema", FacebookDit.facebook()));
        folder = dir.resolve("folder");
        Files.createDirectories(folder.resolve("transformer"));
        SafetensorsWriter.write(
                folder.resolve("transformer/diffusion_pytorch_model.safetensors"), FacebookDit.diffusers(), Map.of());
        Files.writeString(folder.resolve("transformer/config.json"), """
                {"_class_name": "DiTTransformer2DModel", "sample_size": 8, "num_attention_heads": 3, "num_embeds_ada_norm": 5,
                 "norm_type": "ada_norm_zero", "norm_elementwise_affine": false, "norm_eps": 1e-6}
                """);
        ModelFolders.copy(ModelFolders.HERE.resolve("network/vae"), folder.resolve("vae"));
        ModelFolders.scheduler(
                folder,
                "{\"_class_name\": \"DDPMScheduler\", \"timestep_spacing\": \"linspace\","
                        + " \"clip_sample\": false, \"variance_type\": \"learned_range\"}");
    }

    @AfterEach
    void close() {
        manager.close();
        context.close();
    }

    private TransformerOptions options(Path weights, String guided, Optional<Double> shift, SamplingOptions sampling) {
        return new TransformerOptions(
                weights,
                Optional.of(folder.resolve("vae")),
                NAMES,
                guided,
                shift,
                FacebookDit.HEADS,
                0,
                "float32",
                sampling);
    }

    private DiffusionSubject open(TransformerOptions options) {
        return (DiffusionSubject) new TransformerKind().open(options, context);
    }

    private NDArray pictures(DiffusionSubject subject, String... asked) {
        List<Sample> samples = List.of(new MadeSample("a", asked[0], "", 0), new MadeSample("b", asked[1], "", 0));
        return subject.forward(subject.prepare(samples, manager), Tap.NONE).get(0);
    }

    @Test
    void convertedToDiffusersNamesTheSameNumbersMakeTheSamePictures() {
        SamplingOptions few = ModelFolders.sampling(4, 2, "second");
        DiffusionSubject authors = open(options(facebook, "all", Optional.empty(), few));
        DiffusionSubject converted = open(options(folder.resolve("transformer"), "", Optional.of(0.0), few));
        NDArray expected = pictures(converted, "cat", "owl");
        assertThat(Fixture.farthest(pictures(authors, "cat", "owl"), expected)).isLessThan(1e-5);
        assertThat(Fixture.farthest(expected.get(0), expected.get(1))).isGreaterThan(0.01);
        assertThat(authors.hookPoints())
                .extracting(HookPoint::name)
                .isEqualTo(converted.hookPoints().stream().map(HookPoint::name).toList());
        assertThat(authors.hookPoints()).extracting(HookPoint::name).contains("transformer_blocks.1.attn1");
    }

    @Test
    void theTransformerOfAFolderSamplesAsTheFolderDoes() {
        SamplingOptions few = ModelFolders.sampling(4, 2, "second");
        NDArray whole = pictures(context.open(folder, few), "0", "4");
        DiffusionSubject alone = open(options(folder.resolve("transformer"), "", Optional.empty(), few));
        assertThat(Fixture.farthest(pictures(alone, "cat", "owl"), whole)).isLessThan(1e-5);
    }

    @Test
    void byDefaultItSamplesAsFacebooksProgram() {
        SamplingPlan plan = open(options(facebook, "", Optional.empty(), ModelFolders.USUAL))
                .plan();
        assertThat(plan.sampler().name()).isEqualTo("DDPM");
        // space_timesteps(1000, "250"): steps of 999 / 249, rounded
        assertThat(plan.sampler().steps())
                .hasSize(250)
                .extracting(Sampler.Step::timestep)
                .startsWith(999, 995, 991)
                .endsWith(8, 4, 0);
        assertThat(plan.guidance().scale()).isEqualTo(4);
        assertThat(plan.guidance().channels()).isEqualTo(3);
        assertThat(plan.guidance().conditionFirst()).isTrue();
    }

    /** Two steps of DDIM (timesteps 500 and 0, noise alone) with guidance of 3, by hand. */
    @Test
    void guidanceOfThreeChannelsLeavesTheFourthConditional() {
        SamplingOptions ddim = new SamplingOptions("ddim", 2, 0, 3, 0, 1, 0, "second");
        for (String guided : List.of("three", "all")) {
            DiffusionSubject subject = open(options(facebook, guided, Optional.empty(), ddim));
            NDList inputs = subject.prepare(List.of(new MadeSample("a", "cow", "", 7)), manager);
            NDArray x = inputs.get(0);
            double[] products = {0.07779666, 0.9999, 1};
            int[] times = {500, 0};
            for (int s = 0; s < 2; s++) {
                NDArray with = eps(subject, x, times[s], 1);
                NDArray without = eps(subject, x, times[s], FacebookDit.CLASSES);
                NDArray e = without.add(with.sub(without).mul(3));
                if (guided.equals("three")) {
                    e = e.get(":, 0:3").concat(with.get(":, 3:4"), 1);
                }
                NDArray clean = x.sub(e.mul(Math.sqrt(1 - products[s]))).div(Math.sqrt(products[s]));
                x = clean.mul(Math.sqrt(products[s + 1])).add(e.mul(Math.sqrt(1 - products[s + 1])));
            }
            NDArray found = subject.sampled(inputs, Tap.NONE, (step, y, p) -> {}, manager);
            assertThat(Fixture.farthest(found, x)).as(guided).isLessThan(1e-4);
        }
    }

    private NDArray eps(DiffusionSubject subject, NDArray x, int time, long label) {
        Condition told = Condition.labels(manager.create(new long[] {label}));
        return subject.network().forward(x, time, told, Tap.NONE).get(":, 0:4");
    }

    @Test
    void pixArtInItsAuthorsNamesSamplesFromGivenEmbeddings() throws IOException {
        Map<String, HostTensor> weights = new LinkedHashMap<>();
        try (Fixture f = Fixture.of(DiffusionTransformer.class, "pixart.safetensors")) {
            f.weights("authors.")
                    .names()
                    .forEach(n ->
                            weights.put("state_dict." + n, f.weights("authors.").tensor(n)));
            Path file = dir.resolve("PixArt.safetensors");
            SafetensorsWriter.write(file, weights, Map.of());
            assertThat(new TransformerKind().recognises(file)).isTrue();
            Path vae = dir.resolve("vae2");
            TwoLayouts.autoencoder(vae, 2, false);
            DiffusionSubject subject = open(new TransformerOptions(
                    file,
                    Optional.of(vae),
                    List.of(),
                    "",
                    Optional.empty(),
                    3,
                    12,
                    "float32",
                    ModelFolders.sampling(3, 0, "second")));
            assertThat(subject.plan().guidance().scale()).isEqualTo(4.5);
            assertThat(subject.plan().sampler().name()).contains("DPM");
            Map<String, NDArray> given = new LinkedHashMap<>();
            given.put("noise", f.array("x"));
            given.put("condition", f.array("text"));
            given.put("unconditional", f.array("text").mul(0));
            Map<String, NDArray> all = subject.makesPictures().orElseThrow().trajectory(given);
            assertThat(all.get("pictures").getShape().getShape()).containsExactly(2, 3, 12, 12);
            assertThatThrownBy(() -> subject.prepare(List.of(new MadeSample("a", "a cat", "", 0)), manager))
                    .hasMessageContaining("T5");
        }
    }

    /** Its pipelines' defaults are 20 steps and a guidance of 4.5. */
    @Test
    void pixArtInAFolderSamplesAsItsPipelineDoes() throws IOException {
        SamplingPlan plan =
                context.open(pixArtAtAThousandPixels(), ModelFolders.USUAL).plan();
        assertThat(plan.guidance().scale()).isEqualTo(4.5);
        assertThat(plan.sampler().steps()).hasSize(20);
    }

    /** Sizes as the published pipeline makes them: height and width in pixels, height over width. */
    @Test
    void pixArtAtAThousandPixelsNamesTheTensorOfItsSizes() throws IOException {
        DiffusionSubject subject = context.open(pixArtAtAThousandPixels(), ModelFolders.sampling(2, 1, "second"));
        PictureMaker maker = subject.makesPictures().orElseThrow();
        assertThat(maker.given())
                .filteredOn(spec -> spec.name().equals("sizes"))
                .extracting(TensorSpec::shape)
                .containsExactly(List.of(-1L, 3L));
        try (Fixture f = Fixture.of(DiffusionTransformer.class, "pixart_1024.safetensors")) {
            Map<String, NDArray> given = new LinkedHashMap<>();
            given.put("noise", f.array("x"));
            given.put("condition", f.array("text"));
            assertThatThrownBy(() -> maker.trajectory(given))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessage(
                            "There is no tensor 'sizes', which this model reads; give [samples, 3], height and width"
                                    + " of the picture in pixels and their ratio, height over width.");
            given.put("sizes", f.array("sizes").get(":, 0:2"));
            assertThatThrownBy(() -> maker.trajectory(given))
                    .hasMessageContaining("The tensor 'sizes' is (2, 2), but this model takes [-1, 3]");
            given.put("sizes", f.array("sizes"));
            assertThat(maker.trajectory(given).get("pictures").getShape().get(0))
                    .isEqualTo(2);
        }
    }

    private Path pixArtAtAThousandPixels() throws IOException {
        Path root = dir.resolve("pixart");
        Files.createDirectories(root.resolve("transformer"));
        try (Fixture f = Fixture.of(DiffusionTransformer.class, "pixart_1024.safetensors")) {
            Weights weights = f.weights("diffusers.");
            Map<String, HostTensor> tensors = new LinkedHashMap<>();
            weights.names().forEach(n -> tensors.put(n, weights.tensor(n)));
            SafetensorsWriter.write(root.resolve("transformer/diffusion_pytorch_model.safetensors"), tensors, Map.of());
        }
        Files.writeString(root.resolve("transformer/config.json"), """
                {"_class_name": "PixArtTransformer2DModel", "num_attention_heads": 3, "attention_head_dim": 4, "sample_size": 6,
                 "patch_size": 2, "activation_fn": "gelu-approximate", "norm_type": "ada_norm_single",
                 "norm_elementwise_affine": false, "interpolation_scale": 2, "caption_channels": 10}
                """);
        TwoLayouts.autoencoder(root.resolve("vae"), 2, false);
        ModelFolders.scheduler(
                root, "{\"_class_name\": \"DPMSolverMultistepScheduler\", \"lambda_min_clipped\": -Infinity}");
        return root;
    }

    @Test
    void aFileIsRecognisedByItsNames() {
        assertThat(new TransformerKind().recognises(facebook)).isTrue();
        assertThat(new TransformerKind().recognises(folder)).isFalse();
        assertThat(new FlowKind().recognises(facebook)).isFalse();
        assertThat(new CheckpointKind().recognises(facebook)).isFalse();
    }

    @Test
    void whatIsMissingOrDoesNotFitIsOneSentence() {
        TransformerOptions usual = options(facebook, "", Optional.empty(), ModelFolders.USUAL);
        refused(
                options(facebook, "two", Optional.empty(), ModelFolders.USUAL),
                "'guided-channels' is 'two'",
                "three or all");
        refused(
                new TransformerOptions(
                        facebook, Optional.empty(), NAMES, "", Optional.empty(), 3, 0, "float32", ModelFolders.USUAL),
                "4 channels, which are latents",
                "subject.vae");
        refused(
                new TransformerOptions(
                        facebook,
                        usual.vae(),
                        List.of("cat"),
                        "",
                        Optional.empty(),
                        3,
                        0,
                        "float32",
                        ModelFolders.USUAL),
                "1 class names for a network with 5 classes");
        refused(
                new TransformerOptions(
                        facebook, usual.vae(), NAMES, "", Optional.empty(), 0, 0, "float32", ModelFolders.USUAL),
                "width 24",
                "heads");
        refused(
                new TransformerOptions(
                        facebook, usual.vae(), NAMES, "", Optional.empty(), 3, 5, "float32", ModelFolders.USUAL),
                "'size' is 5",
                "multiple of 2");
        refused(
                options(folder.resolve("vae"), "", Optional.empty(), ModelFolders.USUAL),
                "neither a DiT nor a PixArt-alpha");
    }

    private void refused(TransformerOptions options, String... words) {
        assertThatThrownBy(() -> open(options))
                .isInstanceOf(EchelleException.class)
                .hasMessageContainingAll(words);
    }
}
