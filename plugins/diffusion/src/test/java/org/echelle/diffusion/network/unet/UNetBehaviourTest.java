package org.echelle.diffusion.network.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Conditioning;
import org.echelle.diffusion.network.Place;
import org.echelle.diffusion.network.SmallNetwork;
import org.echelle.diffusion.network.config.ConfigFile;
import org.echelle.nn.NnException;
import org.echelle.nn.Precision;
import org.echelle.testkit.EditAt;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Edits, gradients, refusals. */
class UNetBehaviourTest {
    @TempDir
    Path folder;

    private static float[] run(UNet network, SmallNetwork f, Tap tap) {
        try (NDArray y = network.forward(f.array("0.x"), 500, UNetNumericsTest.condition(f, 0), tap)) {
            return y.toFloatArray();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sdxl", "pixel-classes"})
    void readingChangesNoBitAndEditingChangesTheOutputFromEveryPlace(String name) {
        try (SmallNetwork f = new SmallNetwork(name)) {
            UNet network = UNet.read(f.folder(), f.manager);
            float[] plain = run(network, f, Tap.NONE);
            assertThat(run(network, f, new SmallNetwork.Recorder())).isEqualTo(plain);
            for (Place place : network.places()) {
                String hook = place.hook().name();
                assertThat(run(network, f, new EditAt(hook, NDArray::duplicate)))
                        .as(hook)
                        .isEqualTo(plain);
                assertThat(run(network, f, new EditAt(hook, x -> x.mul(-0.5))))
                        .as(hook)
                        .isNotEqualTo(plain);
            }
        }
    }

    @Test
    void anEditedUpdateMovesTheOutputOfTheBlockByTheEdit() {
        try (SmallNetwork f = new SmallNetwork("sd1")) {
            UNet network = UNet.read(f.folder(), f.manager);
            String block = "up_blocks.1.attentions.0";
            SmallNetwork.Recorder plain = new SmallNetwork.Recorder();
            run(network, f, plain);
            float[][] seen = new float[1][];
            // 0.25 and what it is added to are sums of powers of two that float32 holds, up to the rounding of one
            // addition
            run(network, f, new Tap() {
                @Override
                public boolean wants(String hook) {
                    return hook.startsWith(block);
                }

                @Override
                public NDArray at(String hook, NDArray x) {
                    if (hook.equals(block + ".update")) {
                        return x.add(0.25);
                    }
                    if (hook.equals(block)) {
                        seen[0] = x.toFloatArray();
                    }
                    return x;
                }

                @Override
                public Tap with(String axis, int value) {
                    return this;
                }
            });
            float[] before = plain.seen.get(block).toFloats();
            for (int i = 0; i < before.length; i++) {
                assertThat(seen[0][i] - before[i]).isCloseTo(0.25f, within(2e-6f));
            }
        }
    }

    @Test
    void aTwinHasTheSameParametersWithOtherValues() {
        try (SmallNetwork f = new SmallNetwork("pixel-old")) {
            UNet network = UNet.read(f.folder(), f.manager);
            UNet twin = network.twin(5, f.manager);
            assertThat(twin.parameters().keySet())
                    .isEqualTo(network.parameters().keySet());
            assertThat(twin.parameters().get("mid_block.attentions.0.query.weight"))
                    .isNotEqualTo(network.parameters().get("mid_block.attentions.0.query.weight"));
            float[] once = run(twin, f, Tap.NONE);
            assertThat(run(network.twin(5, f.manager), f, Tap.NONE)).isEqualTo(once);
            assertThat(run(network.twin(6, f.manager), f, Tap.NONE)).isNotEqualTo(once);
        }
    }

    @Test
    void tokensThatAMaskLeavesOutDoNotCount() {
        try (SmallNetwork f = new SmallNetwork("sd2")) {
            UNet network = UNet.read(f.folder(), f.manager);
            NDArray x = f.array("0.x");
            NDArray text = f.array("0.text"); // five tokens
            NDArray mask = f.manager.create(new float[] {1, 1, 1, 0, 0, 1, 1, 1, 0, 0}, new Shape(2, 5));
            Condition masked = new Condition(
                    Optional.empty(), Optional.of(text), Optional.of(mask), Optional.empty(), Optional.empty());
            float[] three = network.forward(x, 9, Condition.text(text.get(":, 0:3")), Tap.NONE)
                    .toFloatArray();
            assertThat(network.forward(x, 9, masked, Tap.NONE).toFloatArray()).containsExactly(three, within(1e-5f));
            Condition wrong = new Condition(
                    Optional.empty(), Optional.of(text), Optional.of(x), Optional.empty(), Optional.empty());
            assertThatThrownBy(() -> network.forward(x, 9, wrong, Tap.NONE)).hasMessageContaining("The mask is");
        }
    }

    @Test
    void anEditOfABlocksOutputDoesNotReachWhatTheWayUpSeesAgain() {
        try (SmallNetwork f = new SmallNetwork("sd1")) {
            UNet network = UNet.read(f.folder(), f.manager);
            SmallNetwork.Recorder plain = new SmallNetwork.Recorder();
            float[] expected = run(network, f, plain);
            // with the middle put back to what it was, only activations that were kept for the way up could carry the
            // edit on
            HostTensor middle = plain.seen.get("mid_block");
            assertThat(run(network, f, new Edits("down_blocks.1", middle))).isEqualTo(expected);
            assertThat(run(network, f, new Edits("down_blocks.1.resnets.0", middle)))
                    .isNotEqualTo(expected);
        }
    }

    /** Triples one place and sets the middle. */
    private record Edits(String tripled, HostTensor middle) implements Tap {
        @Override
        public boolean wants(String hook) {
            return true;
        }

        @Override
        public NDArray at(String hook, NDArray x) {
            return hook.equals(tripled) ? x.mul(3) : hook.equals("mid_block") ? middle.toArray(x.getManager()) : x;
        }

        @Override
        public Tap with(String axis, int value) {
            return this;
        }
    }

    @Test
    void aFreshPixelNetworkHasTheGradientsOfItsDifferences() {
        PixelUNet plan = new PixelUNet(8, 8, 1, List.of(4, 8), List.of(1), 1, 4, 2, 3);
        try (SmallNetwork f = new SmallNetwork("pixel-classes")) {
            UNet network = plan.fresh(7, f.manager);
            NDArray x = f.array("0.x");
            double[] times = {3, 900};
            Condition condition = Condition.labels(f.manager.create(new long[] {1, 3}));
            NDArray target = f.manager.zeros(x.getShape());
            Map<String, NDArray> leaves = network.parameters();
            leaves.values().forEach(a -> a.setRequiresGradient(true));
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector();
                    NDArray y = network.forward(x, times, condition, Tap.NONE);
                    NDArray difference = y.sub(target).square();
                    NDArray loss = difference.mean()) {
                collector.backward(loss);
            }
            Map<String, float[]> gradients = new LinkedHashMap<>();
            leaves.forEach((name, a) -> {
                try (NDArray g = a.getGradient()) {
                    gradients.put(name, g.toFloatArray());
                }
            });
            leaves.values().forEach(a -> a.setRequiresGradient(false));
            float h = 1e-2f;
            leaves.forEach((name, leaf) -> {
                float[] gradient = gradients.get(name);
                int at = 0;
                for (int i = 0; i < gradient.length; i++) {
                    at = Math.abs(gradient[i]) > Math.abs(gradient[at]) ? i : at;
                }
                float[] values = leaf.toFloatArray();
                double[] ends = new double[2];
                for (int side = 0; side < 2; side++) {
                    float[] moved = values.clone();
                    moved[at] += side == 0 ? -h : h;
                    leaf.set(FloatBuffer.wrap(moved));
                    try (NDArray y = network.forward(x, times, condition, Tap.NONE)) {
                        ends[side] = y.sub(target).square().mean().getFloat();
                    }
                }
                leaf.set(FloatBuffer.wrap(values));
                double numeric = (ends[1] - ends[0]) / (2 * h);
                assertThat((double) gradient[at]).as(name).isCloseTo(numeric, within(1e-3 + 3e-2 * Math.abs(numeric)));
            });
        }
    }

    @Test
    void aFreshNetworkOpensAgainFromWhatItPublishes() throws IOException {
        PixelUNet plan = new PixelUNet(16, 8, 3, List.of(4, 4, 8), List.of(2), 2, 4, 2, 10);
        try (SmallNetwork f = new SmallNetwork("pixel-classes")) {
            UNet network = plan.fresh(7, f.manager);
            assertThat(network.conditioning()).isEqualTo(Conditioning.classes(10, 10));
            assertThat(List.of(network.height(), network.width(), network.channels(), network.outputChannels()))
                    .isEqualTo(List.of(16, 8, 3, 3));
            Map<String, HostTensor> tensors = new LinkedHashMap<>();
            network.parameters().forEach((name, array) -> tensors.put(name, HostTensor.of(array)));
            String json = new ObjectMapper().writeValueAsString(plan.published());
            ConfigFile config = ConfigFile.read(Files.writeString(folder.resolve("config.json"), json));
            UNet again = UNet.of(UNetConfig.of(config), Weights.of(tensors), Precision.FLOAT32, f.manager);
            NDArray x = f.manager.randomNormal(new Shape(1, 3, 16, 8));
            Condition condition = Condition.labels(f.manager.create(new long[] {10}));
            assertThat(again.forward(x, 5, condition, Tap.NONE).toFloatArray())
                    .isEqualTo(network.forward(x, 5, condition, Tap.NONE).toFloatArray());
        }
        assertThatThrownBy(() -> new PixelUNet(28, 28, 1, List.of(4, 4, 8, 8), List.of(), 2, 4, 2, 10))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("28 x 28");
    }

    @ParameterizedTest
    @CsvSource({
        "sd1, resnet_time_scale_shift, spatial",
        "sd1, mid_block_type, UNetMidBlock2DSimpleCrossAttn",
        "sd1, addition_embed_type, image",
        "sd1, act_fn, mish",
        "sd1, _class_name, Transformer2DModel",
        "sd1, norm_num_groups, 3",
        "sd1, attention_head_dim, 3",
        "sd1, encoder_hid_dim_type, text_proj",
        "sd1, only_cross_attention, true",
        "pixel-classes, downsample_type, resnet",
        "pixel-classes, time_embedding_type, fourier",
        "pixel-classes, class_embed_type, identity",
    })
    void whatIsNotImplementedIsRefusedByKeyAndValue(String name, String key, String value) throws IOException {
        Map<String, Object> config = settings(name);
        Object typed = value.equals("true") ? (Object) true : value.equals("3") ? (Object) 3 : value;
        config.put(key, typed);
        assertThatThrownBy(() -> UNetConfig.of(ConfigFile.of("config.json", config)))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("\"" + key + "\"")
                .hasMessageContaining(value)
                .hasMessageContaining("config.json")
                .satisfies(e -> assertThat(e.getMessage()).endsWith(".").doesNotContain("null,"));
    }

    @Test
    void foreignBlocksAndMissingSettingsAreRefused() throws IOException {
        Map<String, Object> config = settings("sd1");
        config.put("down_block_types", List.of("AttnDownBlock2D", "DownBlock2D"));
        assertThatThrownBy(() -> UNetConfig.of(ConfigFile.of("config.json", config)))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("AttnDownBlock2D is not implemented")
                .hasMessageContaining("CrossAttnDownBlock2D and DownBlock2D");
        config.remove("down_block_types");
        assertThatThrownBy(() -> UNetConfig.of(ConfigFile.of("config.json", config)))
                .hasMessageContaining("has no \"down_block_types\"");
        config.put("down_block_types", List.of("CrossAttnDownBlock2D"));
        assertThatThrownBy(() -> UNetConfig.of(ConfigFile.of("config.json", config)))
                .hasMessageContaining("2 widths");
    }

    @Test
    void weightsOfAnotherNetworkAreRefusedByName() throws IOException {
        try (SmallNetwork f = new SmallNetwork("sd1")) {
            UNetConfig config = UNetConfig.of(ConfigFile.read(f.folder().resolve("config.json")));
            Weights other = Weights.read(SmallNetwork.file("sd2"));
            assertThatThrownBy(() -> UNet.of(config, other, Precision.FLOAT32, f.manager))
                    .isInstanceOf(NnException.class)
                    .hasMessageContaining("text-conditional U-Net")
                    .hasMessageContaining("proj_in.weight is [8, 8] and should be [8, 8, 1, 1]");
        }
    }

    @Test
    void conditionsThatDoNotFitAreRefusedInASentence() {
        try (SmallNetwork f = new SmallNetwork("sdxl")) {
            UNet network = UNet.read(f.folder(), f.manager);
            NDArray x = f.array("0.x");
            Condition fits = UNetNumericsTest.condition(f, 0);
            assertThatThrownBy(() -> network.forward(x, 1, Condition.NONE, Tap.NONE))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("hidden states");
            assertThatThrownBy(() -> network.forward(x, 1, Condition.text(f.array("0.text")), Tap.NONE))
                    .hasMessageContaining("pooled");
            assertThatThrownBy(() -> network.forward(x, 1, Condition.text(f.array("0.pooled")), Tap.NONE))
                    .hasMessageContaining("another text encoder");
            assertThatThrownBy(() -> network.forward(x.get("0:1"), 1, fits, Tap.NONE))
                    .hasMessageContaining("text is");
            assertThatThrownBy(() -> network.forward(f.array("0.pooled"), 1, fits, Tap.NONE))
                    .hasMessageContaining("[batch, 4, height, width]");
            assertThatThrownBy(() -> network.forward(x, new double[] {1, 2, 3}, fits, Tap.NONE))
                    .hasMessageContaining("3 times for 2 samples");
        }
        try (SmallNetwork f = new SmallNetwork("pixel-classes")) {
            UNet network = UNet.read(f.folder(), f.manager);
            assertThatThrownBy(() -> network.forward(
                            f.array("0.x"), 1, Condition.labels(f.manager.create(new long[] {1, 5})), Tap.NONE))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("no class 5");
        }
    }

    private static Map<String, Object> settings(String name) throws IOException {
        Map<String, Object> settings = new LinkedHashMap<>();
        new ObjectMapper()
                .readTree(Files.readAllBytes(SmallNetwork.file(name).resolve("config.json")))
                .properties()
                .forEach(e -> settings.put(e.getKey(), e.getValue()));
        return settings;
    }
}
