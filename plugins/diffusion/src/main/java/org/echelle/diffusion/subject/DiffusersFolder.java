package org.echelle.diffusion.subject;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Progress;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Conditioning;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.diffusion.network.dit.DiffusionTransformer;
import org.echelle.diffusion.network.dit.DitOptions;
import org.echelle.diffusion.network.text.ClipTextEncoder;
import org.echelle.diffusion.network.text.ClipTokenizer;
import org.echelle.diffusion.network.unet.UNet;
import org.echelle.diffusion.network.vae.Vae;
import org.echelle.diffusion.sampling.Guidance;
import org.echelle.diffusion.sampling.SamplerKind;
import org.echelle.diffusion.sampling.SchedulerConfig;
import org.echelle.diffusion.sampling.SchedulerFile;
import org.echelle.nn.Precision;
import org.echelle.torch.Checksums;
import org.echelle.torch.JsonFiles;
import org.echelle.torch.Weights;

/**
 * The parts of a model in diffusers' layout. What is missing or does not fit the rest is told with its path.
 *
 * @param root of the model
 * @param network folder of the network
 * @param index what {@code model_index.json} says; missing where there is none
 */
record DiffusersFolder(Path root, Path network, JsonNode index) {
    /** Questions to the network where nobody says otherwise, as diffusers' pipelines have it. */
    static final int STEPS = 50;

    /** The same of PixArt's pipelines. */
    private static final int PIXART_STEPS = 20;

    private static final double TEXT_GUIDANCE = 7.5;
    private static final double XL_GUIDANCE = 5;
    private static final double PIXART_GUIDANCE = 4.5;
    private static final double LATENT_GUIDANCE = 4;
    private static final double PIXEL_GUIDANCE = 2;

    static DiffusersFolder of(Path root) {
        if (!Files.isDirectory(root)) {
            throw new DiffusionException(
                    "There is no folder " + root
                            + "; give the folder of a model in diffusers' layout, with unet or transformer and scheduler in it.");
        }
        for (String name : List.of("unet", "transformer")) {
            if (Files.isDirectory(root.resolve(name))) {
                return new DiffusersFolder(root, root.resolve(name), json(root.resolve("model_index.json")));
            }
        }
        throw new DiffusionException("There is neither a folder unet nor a folder transformer in " + root
                + ", so this is no diffusion model in diffusers' layout.");
    }

    private static JsonNode json(Path file) {
        if (!Files.isRegularFile(file)) {
            return MissingNode.getInstance();
        }
        try {
            return JsonFiles.mapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new DiffusionException(
                    file + " is not readable JSON: " + JsonFiles.fault(e) + "; repair it or fetch it again.", e);
        }
    }

    private Path part(String name) {
        return root.resolve(name);
    }

    private boolean has(String name) {
        return Files.isDirectory(part(name));
    }

    Denoiser network(Precision precision, NDManager manager) {
        return network.endsWith("unet")
                ? UNet.read(network, precision, manager)
                : DiffusionTransformer.read(Weights.read(network), DitOptions.NONE, precision, manager);
    }

    /**
     * The schedule; of a scheduler that is not built its betas are used where a sampler was chosen.
     *
     * @param chosen name of the sampler; empty for what the config names
     * @throws DiffusionException when there is none, or it asks the sampler for what is not built
     */
    SchedulerConfig scheduler(String chosen) {
        Path file = part("scheduler").resolve("scheduler_config.json");
        if (!Files.isRegularFile(file)) {
            throw new DiffusionException("There is no " + file
                    + ", which says how much noise each timestep has; fetch the model's folder scheduler.");
        }
        return SchedulerFile.read(file, chosen.isEmpty() ? null : SamplerKind.named(chosen));
    }

    /** Questions to a network where nobody says otherwise. */
    static int steps(Denoiser model) {
        return isPixArt(model) ? PIXART_STEPS : STEPS;
    }

    /** Of transformers, PixArt alone reads text. */
    private static boolean isPixArt(Denoiser model) {
        return model instanceof DiffusionTransformer && model.conditioning().textWidth() > 0;
    }

    Guidance guidance(Denoiser model) {
        return guidance(model, has("vae"));
    }

    /**
     * As the pipelines of diffusers guide: all channels that are samples, the learned variance is the conditional one.
     *
     * @param latents whether samples are an autoencoder's latents, else pixels
     */
    static Guidance guidance(Denoiser model, boolean latents) {
        double scale = scale(model, latents);
        int channels = model.outputChannels() > model.channels() ? model.channels() : 0;
        return new Guidance(scale, 0, 1, 0, channels, false);
    }

    private static double scale(Denoiser model, boolean latents) {
        Conditioning told = model.conditioning();
        if (told.pooledWidth() > 0) {
            return XL_GUIDANCE;
        }
        if (!latents) {
            return PIXEL_GUIDANCE;
        }
        if (told.textWidth() == 0) {
            return LATENT_GUIDANCE;
        }
        return isPixArt(model) ? PIXART_GUIDANCE : TEXT_GUIDANCE;
    }

    PictureDecoder decoder(Denoiser model, Progress progress, NDManager manager) {
        Optional<Path> at = Optional.of(part("vae")).filter(Files::isDirectory);
        return PictureDecoder.of(
                model, network, at.map(p -> Vae.read(p, manager)), at, "there is no folder " + part("vae"), progress);
    }

    Conditioner conditioner(
            Denoiser model,
            PictureDecoder decoder,
            List<String> classes,
            SamplingPlan plan,
            Precision precision,
            Progress progress,
            NDManager manager) {
        Conditioning told = model.conditioning();
        if (told.textWidth() == 0) {
            return new ClassConditioner(told, classes.isEmpty() ? names(told.classes()) : classes);
        }
        if (!network.endsWith("unet")) {
            return new GivenText(network);
        }
        List<TextConditioner.Reader> readers = new ArrayList<>();
        readers.add(reader("", precision, manager));
        if (told.pooledWidth() > 0) {
            readers.add(reader("_2", precision, manager));
        }
        return TextConditioner.of(
                readers,
                told,
                plan.guidance().scale() != 1,
                index.path("force_zeros_for_empty_prompt").asBoolean(false),
                TextConditioner.Sizes.of(model, decoder),
                progress);
    }

    private TextConditioner.Reader reader(String suffix, Precision precision, NDManager manager) {
        for (String name : List.of("text_encoder" + suffix, "tokenizer" + suffix)) {
            if (!has(name)) {
                throw new DiffusionException("There is no folder " + part(name) + ", but the network in " + network
                        + " reads text; fetch it from where the model comes from.");
            }
        }
        return new TextConditioner.Reader(
                "text_encoder" + suffix,
                ClipTokenizer.read(part("tokenizer" + suffix)),
                ClipTextEncoder.read(part("text_encoder" + suffix), precision, manager));
    }

    /** The classes' names as the index has them; empty where it has not one for each. */
    private List<String> names(int classes) {
        List<String> names = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            Optional.of(index.path("id2label").path(Integer.toString(c)))
                    .filter(JsonNode::isTextual)
                    .ifPresent(n -> names.add(n.asText()));
        }
        return names.size() == classes ? names : List.of();
    }

    /** Everything that decides the outputs but the sampling. */
    String fingerprint() {
        StringBuilder all = new StringBuilder(Weights.read(network).fingerprint());
        List<String> small =
                new ArrayList<>(List.of(network.resolve("config.json").toString()));
        for (String name : List.of("text_encoder", "text_encoder_2", "vae")) {
            if (has(name)) {
                all.append(' ').append(Weights.read(part(name)).fingerprint());
                small.add(part(name).resolve("config.json").toString());
            }
        }
        for (String name : List.of("tokenizer", "tokenizer_2")) {
            small.add(part(name).resolve("vocab.json").toString());
            small.add(part(name).resolve("merges.txt").toString());
        }
        small.add(part("scheduler").resolve("scheduler_config.json").toString());
        small.add(part("model_index.json").toString());
        for (String file : small) {
            if (Files.isRegularFile(Path.of(file))) {
                all.append(' ').append(hash(Path.of(file)));
            }
        }
        return Checksums.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    static String hash(Path file) {
        try {
            return Checksums.sha256(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new DiffusionException(file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }
}
