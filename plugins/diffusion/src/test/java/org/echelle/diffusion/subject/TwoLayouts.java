package org.echelle.diffusion.subject;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.diffusion.network.RenamedWeights;
import org.echelle.diffusion.network.SmallNetwork;
import org.echelle.diffusion.network.config.ConfigFile;
import org.echelle.diffusion.network.text.ClipTextConfig;
import org.echelle.diffusion.network.text.ClipTextEncoder;
import org.echelle.diffusion.network.text.OpenClipNames;
import org.echelle.diffusion.network.unet.UNet;
import org.echelle.diffusion.network.unet.UNetConfig;
import org.echelle.diffusion.network.vae.Vae;
import org.echelle.diffusion.network.vae.VaeConfig;
import org.echelle.nn.Parameters;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Torch;
import org.echelle.torch.Weights;

/** A small Stable Diffusion with random weights, written as a folder of diffusers and as one file in the authors' names. */
final class TwoLayouts implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TEXT = 64;

    final Path folder;
    final Path file;
    final Map<String, HostTensor> one = new LinkedHashMap<>();
    private final String release;
    private final NDManager manager = Torch.newManager(Device.cpu());

    /** @param release sd1, sd2 or sdxl */
    TwoLayouts(Path dir, String release) throws IOException {
        this.release = release;
        folder = dir.resolve("folder");
        file = dir.resolve("one.safetensors");
        boolean xl = release.equals("sdxl");
        network(xl);
        autoencoder(xl);
        texts();
        Files.writeString(folder.resolve("model_index.json"), "{\"force_zeros_for_empty_prompt\": " + xl + "}");
        ModelFolders.scheduler(
                folder,
                ModelFolders.SD
                        .replace("\"DDIMScheduler\"", xl ? "\"EulerDiscreteScheduler\"" : "\"DDIMScheduler\"")
                        .replace("}", (release.equals("sd2") ? ", \"prediction_type\": \"v_prediction\"}" : "}"))
                        .replace("{", "{\"timestep_spacing\": \"leading\", "));
        one.put("model_ema.decay", HostTensor.ofFloats(new float[] {1}));
        write();
    }

    /** The file, as {@link #one} is now. */
    void write() {
        SafetensorsWriter.write(file, one, Map.of());
    }

    private void network(boolean xl) throws IOException {
        Map<String, Object> config = config("network/" + release, List.of(32, 64));
        config.put("attention_head_dim", release.equals("sd1") ? 8 : 1); // heads
        config.put("cross_attention_dim", xl ? 2 * TEXT : TEXT);
        config.put("sample_size", 8);
        config.remove("norm_eps");
        if (xl) {
            config.put("addition_time_embed_dim", 256);
            config.put("projection_class_embeddings_input_dim", TEXT + 6 * 256);
        }
        Parameters p = Parameters.random(0, manager);
        new UNet(UNetConfig.of(ConfigFile.of("unet", config)), p);
        Map<String, HostTensor> weights = Drawn.like(p);
        save(folder.resolve("unet"), config, weights);
        part(weights, release + "/ldm.txt.gz");
    }

    private void autoencoder(boolean xl) throws IOException {
        part(autoencoder(folder.resolve("vae"), 4, xl), "vae/ldm.txt.gz");
    }

    /** An autoencoder's folder with random numbers; its pictures have twice the latents' sides. */
    static Map<String, HostTensor> autoencoder(Path at, int latents, boolean xl) throws IOException {
        Map<String, Object> config = config("network/vae", List.of(32, 64));
        config.put("scaling_factor", xl ? 0.13025 : 0.18215);
        config.put("latent_channels", latents);
        try (NDManager own = Torch.newManager(Device.cpu())) {
            Parameters p = Parameters.random(0, own);
            new Vae(VaeConfig.of(ConfigFile.of("vae", config)), p);
            Map<String, HostTensor> weights = Drawn.like(p);
            save(at, config, weights);
            return weights;
        }
    }

    private static Map<String, Object> config(String from, List<Integer> widths) throws IOException {
        @SuppressWarnings("unchecked")
        Map<String, Object> config = JSON.readValue(
                ModelFolders.HERE.resolve(from).resolve("config.json").toFile(), LinkedHashMap.class);
        config.put("block_out_channels", widths);
        config.put("norm_num_groups", 32);
        return config;
    }

    private void part(Map<String, HostTensor> weights, String list) throws IOException {
        for (RenamedWeights line : RenamedWeights.read(SmallNetwork.file(list))) {
            HostTensor tensor = weights.get(line.ours());
            long[] shape = Arrays.copyOf(tensor.shape(), line.shape().length);
            Arrays.fill(shape, Math.min(shape.length, tensor.shape().length), shape.length, 1);
            one.put(line.theirs(), tensor.reshape(shape)); // 1 x 1 convolutions where diffusers has linear layers
        }
    }

    private static void save(Path part, Map<String, Object> config, Map<String, HostTensor> weights)
            throws IOException {
        Files.createDirectories(part);
        JSON.writeValue(part.resolve("config.json").toFile(), config);
        SafetensorsWriter.write(part.resolve("model.safetensors"), weights, Map.of());
    }

    private void texts() throws IOException {
        switch (release) {
            case "sd1" -> {
                Map<String, HostTensor> weights = text("text_encoder", "quick_gelu", 0, 2, 2);
                weights.forEach((n, t) -> one.put("cond_stage_model.transformer." + n, t));
                tokenizer("tokenizer", false);
            }
            case "sd2" -> {
                Map<String, HostTensor> whole = text("text_encoder", "gelu", TEXT, 3, 2);
                one.putAll(OpenClipNames.of(Weights.of(whole), 3, "cond_stage_model.model."));
                tokenizer("tokenizer", true);
            }
            default -> {
                Map<String, HostTensor> first = text("text_encoder", "quick_gelu", 0, 2, 2);
                first.forEach((n, t) -> one.put("conditioner.embedders.0.transformer." + n, t));
                Map<String, HostTensor> second = text("text_encoder_2", "gelu", TEXT, 3, 3);
                one.putAll(OpenClipNames.of(Weights.of(second), 3, "conditioner.embedders.1.model."));
                tokenizer("tokenizer", false);
                tokenizer("tokenizer_2", true);
            }
        }
    }

    /**
     * Draws and saves a text encoder.
     *
     * @param layers drawn
     * @param kept layers that the folder has; fewer come without projection
     */
    private Map<String, HostTensor> text(String name, String activation, int projection, int layers, int kept)
            throws IOException {
        Map<String, Object> config = new LinkedHashMap<>();
        boolean projected = projection > 0 && kept == layers;
        config.put("architectures", List.of(projected ? "CLIPTextModelWithProjection" : "CLIPTextModel"));
        config.put("model_type", "clip_text_model");
        config.put("vocab_size", 516);
        config.put("max_position_embeddings", 8);
        config.put("hidden_size", TEXT);
        config.put("intermediate_size", 96);
        config.put("num_hidden_layers", layers);
        config.put("num_attention_heads", 1);
        config.put("hidden_act", activation);
        config.put("eos_token_id", 515);
        config.put("projection_dim", TEXT);
        Parameters p = Parameters.random(0, manager);
        Map<String, Object> whole = new LinkedHashMap<>(config);
        whole.put("architectures", List.of(projection > 0 ? "CLIPTextModelWithProjection" : "CLIPTextModel"));
        new ClipTextEncoder(ClipTextConfig.of(ConfigFile.of(name, whole)), p);
        Map<String, HostTensor> all = Drawn.like(p);
        Map<String, HostTensor> own = new LinkedHashMap<>(all);
        own.keySet().removeIf(n -> n.contains("layers." + kept + ".") || (!projected && n.contains("projection")));
        config.put("num_hidden_layers", kept);
        save(folder.resolve(name), config, own);
        return all;
    }

    /** @param zeros whether the token 0 stands behind texts, as in OpenCLIP's program */
    private void tokenizer(String name, boolean zeros) throws IOException {
        ModelFolders.copy(ModelFolders.HERE.resolve("subject/text/tokenizer"), folder.resolve(name));
        if (zeros) {
            Files.writeString(folder.resolve(name).resolve("special_tokens_map.json"), "{\"pad_token\": \"!\"}");
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
