package org.echelle.diffusion.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Sample;
import org.echelle.api.Tap;
import org.echelle.diffusion.network.Fixture;
import org.echelle.diffusion.network.config.ConfigFile;
import org.echelle.diffusion.network.text.ClipTextConfig;
import org.echelle.diffusion.network.text.ClipTextEncoder;
import org.echelle.diffusion.network.text.ClipTokenizer;
import org.echelle.diffusion.network.text.TextStates;
import org.echelle.diffusion.samples.MadeSample;
import org.echelle.nn.Parameters;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stable Diffusion XL's arrangement: what its two text encoders, its sizes and an empty negative prompt become. */
class TwoEncodersTest {
    @TempDir
    Path dir;

    private final ModelFolders context = new ModelFolders();
    private final NDManager manager = Torch.newManager(Device.cpu());

    @BeforeEach
    void model() throws IOException {
        ModelFolders.text(dir);
        ModelFolders.delete(dir.resolve("unet"));
        ModelFolders.delete(dir.resolve("text_encoder"));
        ModelFolders.copy(ModelFolders.HERE.resolve("network/sdxl"), dir.resolve("unet"));
        ModelFolders.copy(dir.resolve("tokenizer"), dir.resolve("tokenizer_2"));
        Files.writeString(dir.resolve("model_index.json"), "{\"force_zeros_for_empty_prompt\": true}");
        encoder("text_encoder", 4, "CLIPTextModel", 1);
        encoder("text_encoder_2", 8, "CLIPTextModelWithProjection", 2);
    }

    private void encoder(String name, int width, String architecture, long seed) throws IOException {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architectures", List.of(architecture));
        config.put("model_type", "clip_text_model");
        config.put("vocab_size", 516);
        config.put("max_position_embeddings", 8);
        config.put("hidden_size", width);
        config.put("intermediate_size", 12);
        config.put("num_hidden_layers", 2);
        config.put("num_attention_heads", 2);
        config.put("eos_token_id", 515);
        config.put("projection_dim", 6);
        Parameters random = Parameters.random(seed, manager);
        new ClipTextEncoder(ClipTextConfig.of(ConfigFile.of(name, config)), random);
        Map<String, HostTensor> weights = new LinkedHashMap<>();
        random.taken().forEach((key, array) -> weights.put(key, HostTensor.of(array)));
        Path folder = Files.createDirectories(dir.resolve(name));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), weights, Map.of());
        Files.writeString(folder.resolve("config.json"), new ObjectMapper().writeValueAsString(config));
    }

    @AfterEach
    void close() {
        manager.close();
        context.close();
    }

    private TextStates states(String encoder, String... prompts) {
        ClipTokenizer tokenizer = ClipTokenizer.read(dir.resolve("tokenizer"));
        NDArray ids = tokenizer.encode(
                List.of(prompts).stream().map(tokenizer::encode).toList(), manager);
        return ClipTextEncoder.read(dir.resolve(encoder), manager).forward(ids, Tap.NONE);
    }

    @Test
    void promptsGiveWhatTheirPartsGiveByHand() {
        DiffusionSubject subject = context.open(dir, ModelFolders.sampling(3, 4, "second"));
        List<Sample> asked = List.of(new MadeSample("a", "red cat", "", 0), new MadeSample("b", "a cow", "cat", 1));
        NDList inputs = subject.prepare(asked, manager);
        NDArray pictures = subject.forward(inputs, Tap.NONE).get(0);

        TextStates one = states("text_encoder", "red cat", "a cow");
        TextStates two = states("text_encoder_2", "red cat", "a cow");
        TextStates none = states("text_encoder", "", "cat");
        TextStates noneTwo = states("text_encoder_2", "", "cat");
        NDArray zeroFirst = manager.create(new float[] {0, 1});
        Map<String, NDArray> given = new LinkedHashMap<>();
        given.put("noise", inputs.get(0));
        given.put("condition", one.penultimate().concat(two.penultimate(), 2));
        given.put("pooled", two.projected().orElseThrow());
        given.put(
                "unconditional",
                none.penultimate().concat(noneTwo.penultimate(), 2).mul(zeroFirst.reshape(2, 1, 1)));
        given.put("unconditional_pooled", noneTwo.projected().orElseThrow().mul(zeroFirst.reshape(2, 1)));
        given.put("sizes", manager.create(new float[] {16, 16, 0, 0, 16, 16, 16, 16, 0, 0, 16, 16}, new Shape(2, 6)));
        NDArray byHand = subject.makesPictures().orElseThrow().trajectory(given).get("pictures");
        assertThat(Fixture.farthest(pictures, byHand)).isLessThan(1e-5);
    }

    @Test
    void bothEncodersHaveHookPoints() {
        DiffusionSubject subject = context.open(dir, ModelFolders.USUAL);
        assertThat(subject.hookPoints())
                .extracting(h -> h.name())
                .contains("text_encoder.text_model.encoder.layers.0", "text_encoder_2.text_model.encoder.layers.1");
        assertThat(subject.plan().guidance().scale()).isEqualTo(5);
    }

    @Test
    void aMissingSecondEncoderIsNamed() {
        ModelFolders.delete(dir.resolve("text_encoder_2"));
        assertThatThrownBy(() -> context.open(dir, ModelFolders.USUAL))
                .hasMessageContaining(dir.resolve("text_encoder_2").toString());
    }
}
