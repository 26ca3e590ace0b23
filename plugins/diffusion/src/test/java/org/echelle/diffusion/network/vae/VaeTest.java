package org.echelle.diffusion.network.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.RenamedWeights;
import org.echelle.diffusion.network.SmallNetwork;
import org.echelle.diffusion.network.config.ConfigFile;
import org.echelle.nn.NnException;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.Test;

/** A small autoencoder against what make_networks.py computed in float64. */
class VaeTest {
    private static final double TOLERANCE = 1e-4;

    private static Weights renamed(Weights weights, UnaryOperator<String> name) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        weights.names().forEach(n -> {
            if (!name.apply(n).isEmpty()) {
                tensors.put(name.apply(n), weights.tensor(n));
            }
        });
        return Weights.of(tensors);
    }

    private static Map<String, Object> settings(SmallNetwork f) throws IOException {
        Map<String, Object> settings = new LinkedHashMap<>();
        new ObjectMapper()
                .readTree(Files.readAllBytes(f.folder().resolve("config.json")))
                .properties()
                .forEach(e -> settings.put(e.getKey(), e.getValue()));
        return settings;
    }

    private static void holds(SmallNetwork f, Vae vae, int i) {
        NDArray x = f.array(i + ".x");
        assertThat(f.difference(i + ".mode", HostTensor.of(vae.encode(x)))).isLessThan(TOLERANCE);
        assertThat(f.difference(i + ".drawn", HostTensor.of(vae.encode(x, f.array(i + ".noise")))))
                .isLessThan(TOLERANCE);
        assertThat(f.difference(i + ".decoded", HostTensor.of(vae.decode(f.array(i + ".z")))))
                .isLessThan(TOLERANCE);
    }

    @Test
    void bothWaysEqualTheReference() {
        try (SmallNetwork f = new SmallNetwork("vae")) {
            holds(f, Vae.read(f.folder(), f.manager), 0);
        }
    }

    @Test
    void scaleAndShiftAreThoseOfTheConfigAndTheOuterConvolutionsMayBeAbsent() throws IOException {
        try (SmallNetwork f = new SmallNetwork("vae")) {
            Map<String, Object> settings = settings(f);
            settings.put("use_quant_conv", false);
            settings.put("use_post_quant_conv", false);
            settings.put("scaling_factor", 0.3611);
            settings.put("shift_factor", 0.1159);
            Weights inner = renamed(Weights.read(f.folder()), n -> n.contains("quant_conv") ? "" : n);
            holds(f, Vae.of(VaeConfig.of(ConfigFile.of("config", settings)), inner, f.manager), 1);
        }
    }

    @Test
    void namesOfBefore2023GiveTheSame() {
        try (SmallNetwork f = new SmallNetwork("vae")) {
            Map<String, String> old =
                    Map.of(".to_q.", ".query.", ".to_k.", ".key.", ".to_v.", ".value.", ".to_out.0.", ".proj_attn.");
            Weights weights = renamed(Weights.read(f.folder()), n -> {
                String name = n;
                for (Map.Entry<String, String> e : old.entrySet()) {
                    name = name.replace(e.getKey(), e.getValue());
                }
                return name;
            });
            assertThat(weights.names()).contains("decoder.mid_block.attentions.0.proj_attn.weight");
            VaeConfig config = Vae.read(f.folder(), f.manager).config();
            holds(f, Vae.of(config, weights, f.manager), 0);
        }
    }

    @Test
    void theAutoencoderOfAOneFileCheckpointGivesTheSame() throws IOException {
        try (SmallNetwork f = new SmallNetwork("vae")) {
            Weights folder = Weights.read(f.folder());
            Map<String, HostTensor> file = new LinkedHashMap<>();
            file.put("model.diffusion_model.out.2.bias", HostTensor.ofFloats(new float[1], 1));
            for (RenamedWeights line : RenamedWeights.read(f.folder().resolve("ldm.txt.gz"))) {
                file.put(line.theirs(), folder.tensor(line.ours()).reshape(line.shape()));
            }
            Weights checkpoint = Weights.of(file);
            assertThat(LdmVae.isOne(checkpoint)).isTrue();
            assertThat(LdmVae.isOne(folder)).isFalse();
            Weights alone = checkpoint.strip("first_stage_model.");
            assertThat(LdmVae.isOne(alone)).isTrue();
            VaeConfig config = Vae.read(f.folder(), f.manager).config();
            holds(f, Vae.of(config, LdmVae.weights(checkpoint), f.manager), 0);
            assertThat(LdmVae.weights(renamed(alone, n -> n.startsWith("model.") ? "" : n))
                            .names())
                    .isEqualTo(LdmVae.weights(checkpoint).names());
            assertThatThrownBy(() -> LdmVae.config(folder))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("no autoencoder");
        }
    }

    @Test
    void theSettingsOfThePublishedAutoencoderAreReadFromShapes() throws IOException {
        Map<String, HostTensor> file = new LinkedHashMap<>();
        // the 83,653,863 numbers of the published one as views of one empty buffer
        for (RenamedWeights line : RenamedWeights.read(SmallNetwork.file("ldm-vae.txt.gz"))) {
            file.put(line.theirs(), RenamedWeights.zeros(line.shape()));
        }
        VaeConfig config = LdmVae.config(Weights.of(file));
        Map<String, Object> published = Map.of(
                "block_out_channels", List.of(128, 256, 512, 512), "layers_per_block", 2, "scaling_factor", 0.18215);
        assertThat(config).isEqualTo(VaeConfig.of(ConfigFile.of("published", published)));
        assertThat(config.factor()).isEqualTo(8);
        file.put("conditioner.embedders.0.x", HostTensor.ofFloats(new float[1], 1));
        assertThat(LdmVae.config(Weights.of(file)).scale()).isEqualTo(0.13025);
    }

    @Test
    void nothingIsLeftBehind() {
        try (SmallNetwork f = new SmallNetwork("vae")) {
            Vae vae = Vae.read(f.folder(), f.manager);
            vae.encode(f.array("0.x")).close(); // compiles
            try (NDManager scope = f.manager.newSubManager()) {
                NDArray x = f.array("0.x");
                NDArray noise = f.array("0.noise");
                x.attach(scope);
                noise.attach(scope);
                int before = f.manager.getManagedArrays().size();
                NDArray z = vae.encode(x, noise);
                vae.decode(z);
                assertThat(scope.getManagedArrays().size()).isEqualTo(4);
                assertThat(f.manager.getManagedArrays().size()).isEqualTo(before + 2);
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefusedInASentence() throws IOException {
        try (SmallNetwork f = new SmallNetwork("vae")) {
            Vae vae = Vae.read(f.folder(), f.manager);
            assertThatThrownBy(() -> vae.decode(f.array("0.x")))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("[batch, 4, rows, columns]");
            assertThatThrownBy(() -> vae.encode(f.array("0.x").get(":, :, 0:7")))
                    .hasMessageContaining("multiples of 2");
            assertThatThrownBy(() -> vae.encode(f.array("0.x"), f.array("0.x"))).hasMessageContaining("noise");
            Map<String, Object> settings = settings(f);
            settings.put("down_block_types", List.of("DownEncoderBlock2D", "AttnDownEncoderBlock2D"));
            assertThatThrownBy(() -> VaeConfig.of(ConfigFile.of("config.json", settings)))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("\"down_block_types\"")
                    .hasMessageContaining("AttnDownEncoderBlock2D");
            Weights less = renamed(Weights.read(f.folder()), n -> n.startsWith("decoder.conv_out") ? "" : n);
            assertThatThrownBy(() -> Vae.of(vae.config(), less, f.manager))
                    .isInstanceOf(NnException.class)
                    .hasMessageContaining("decoder.conv_out.weight");
        }
    }
}
