package org.echelle.diffusion.network.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.RenamedWeights;
import org.echelle.diffusion.network.SmallNetwork;
import org.echelle.diffusion.network.config.ConfigFile;
import org.echelle.diffusion.network.unet.Stage.Kind;
import org.echelle.nn.Precision;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of one-file checkpoints as make_networks.py counts them; with the published sizes they make the published numbers of parameters. */
class LdmCheckpointTest {
    private static final String PREFIX = "model.diffusion_model.";

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sd2", "sdxl"})
    void checkpointsOfOneFileGiveTheOutputOfDiffusersFolders(String name) throws IOException {
        try (SmallNetwork f = new SmallNetwork(name)) {
            Weights folder = Weights.read(f.folder());
            Map<String, HostTensor> file = new LinkedHashMap<>();
            file.put("first_stage_model.quant_conv.bias", HostTensor.ofFloats(new float[1], 1));
            for (RenamedWeights line : RenamedWeights.read(f.folder().resolve("ldm.txt.gz"))) {
                file.put(line.theirs(), folder.tensor(line.ours()));
            }
            Weights checkpoint = Weights.of(file);
            assertThat(LdmCheckpoint.isOne(checkpoint)).isTrue();
            assertThat(LdmCheckpoint.isOne(folder)).isFalse();
            file.remove("first_stage_model.quant_conv.bias");
            assertThat(LdmCheckpoint.weights(Weights.of(file).strip(PREFIX)).names())
                    .isEqualTo(LdmCheckpoint.weights(checkpoint).names());
            UNet network = UNet.read(f.folder(), f.manager);
            UNet same = UNet.of(network.config(), LdmCheckpoint.weights(checkpoint), Precision.FLOAT32, f.manager);
            NDArray x = f.array("0.x");
            assertThat(same.forward(x, 7, UNetNumericsTest.condition(f, 0), Tap.NONE)
                            .toFloatArray())
                    .isEqualTo(network.forward(x, 7, UNetNumericsTest.condition(f, 0), Tap.NONE)
                            .toFloatArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sd2", "sdxl"})
    void theSettingsOfThePublishedModelsAreReadFromShapes(String name) throws IOException {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        List<RenamedWeights> lines = RenamedWeights.read(SmallNetwork.file("ldm-" + name + ".txt.gz"));
        lines.forEach(l -> shapes.put(l.theirs().substring(PREFIX.length()), l.shape()));
        LdmCheckpoint checkpoint = LdmCheckpoint.of(shapes);
        for (RenamedWeights line : lines) {
            assertThat(checkpoint.rename(line.theirs().substring(PREFIX.length())))
                    .isEqualTo(line.ours());
        }
        // what the published config.json of these models say
        Map<String, Object> published = new LinkedHashMap<>();
        boolean xl = name.equals("sdxl");
        published.put("sample_size", xl ? 128 : 64);
        published.put("block_out_channels", xl ? List.of(320, 640, 1280) : List.of(320, 640, 1280, 1280));
        published.put("cross_attention_dim", xl ? 2048 : name.equals("sd1") ? 768 : 1024);
        published.put("attention_head_dim", xl ? List.of(5, 10, 20) : name.equals("sd1") ? 8 : List.of(5, 10, 20, 20));
        published.put("use_linear_projection", !name.equals("sd1"));
        String cross = "CrossAttnDownBlock2D";
        published.put(
                "down_block_types",
                xl ? List.of("DownBlock2D", cross, cross) : List.of(cross, cross, cross, "DownBlock2D"));
        cross = "CrossAttnUpBlock2D";
        published.put(
                "up_block_types", xl ? List.of(cross, cross, "UpBlock2D") : List.of("UpBlock2D", cross, cross, cross));
        if (xl) {
            published.put("transformer_layers_per_block", List.of(1, 2, 10));
            published.put("addition_embed_type", "text_time");
            published.put("addition_time_embed_dim", 256);
            published.put("projection_class_embeddings_input_dim", 2816);
        }
        UNetConfig expected = UNetConfig.of(ConfigFile.of("published", published));
        assertThat(checkpoint.config("file", 0)).isEqualTo(expected);
        assertThat(expected.down().stream().anyMatch(s -> s.attention() == Kind.CROSS))
                .isTrue();
    }

    @Test
    void pipelinesTheirPartsAndSingleFilesAreOpened(@TempDir Path pipeline) throws IOException {
        try (SmallNetwork f = new SmallNetwork("sd1")) {
            NDArray x = f.array("0.x");
            float[] expected = run(UNet.read(f.folder(), f.manager), f, x);
            Path part = Files.createDirectory(pipeline.resolve("unet"));
            for (String name : List.of("config.json", "diffusion_pytorch_model.safetensors")) {
                Files.copy(f.folder().resolve(name), part.resolve(name));
            }
            assertThat(run(UNet.read(pipeline, f.manager), f, x)).isEqualTo(expected);
            Path file = part.resolve("diffusion_pytorch_model.safetensors");
            assertThat(run(UNet.read(file, f.manager), f, x)).isEqualTo(expected);
            Files.delete(part.resolve("config.json"));
            assertThatThrownBy(() -> UNet.read(file, f.manager))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("no config.json");
            // groups of norms are always 32 in the published ones, and 8 channels do not have so many
            Weights folder = Weights.read(f.folder());
            Map<String, HostTensor> renamed = new LinkedHashMap<>();
            for (RenamedWeights line : RenamedWeights.read(f.folder().resolve("ldm.txt.gz"))) {
                renamed.put(line.theirs(), folder.tensor(line.ours()));
            }
            Path single = pipeline.resolve("v1.safetensors");
            SafetensorsWriter.write(single, renamed, Map.of());
            assertThatThrownBy(() -> UNet.read(single, f.manager)).hasMessageContaining("\"norm_num_groups\": 32");
        }
    }

    private static float[] run(UNet network, SmallNetwork f, NDArray x) {
        return network.forward(x, 7, UNetNumericsTest.condition(f, 0), Tap.NONE).toFloatArray();
    }

    @Test
    void aFileOfAnotherKindIsRefused() {
        Weights other = Weights.of(Map.of("blocks.0.weight", HostTensor.ofFloats(new float[1], 1)));
        assertThatThrownBy(() -> LdmCheckpoint.config(other))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("input_blocks.0.0.weight");
    }
}
