package org.echelle.diffusion.subject;

import ai.djl.ndarray.NDManager;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.echelle.api.Progress;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.diffusion.network.config.ModelFolder;
import org.echelle.diffusion.network.text.ClipTokenizer;
import org.echelle.diffusion.network.text.LdmText;
import org.echelle.diffusion.network.unet.LdmCheckpoint;
import org.echelle.diffusion.network.unet.UNet;
import org.echelle.diffusion.network.unet.UNetConfig;
import org.echelle.diffusion.network.vae.LdmVae;
import org.echelle.diffusion.network.vae.Vae;
import org.echelle.diffusion.network.vae.VaeConfig;
import org.echelle.diffusion.sampling.PredictionType;
import org.echelle.diffusion.sampling.SamplerKind;
import org.echelle.diffusion.sampling.SchedulerConfig;
import org.echelle.nn.Precision;
import org.echelle.torch.Checksums;
import org.echelle.torch.Weights;
import org.echelle.torch.hub.HubCache;

/**
 * The parts of Stable Diffusion in one file. What is missing or does not fit the rest is told with its path.
 *
 * @param file all weights
 * @param vae those of the autoencoder: the same, or others
 * @param texts the text encoders
 * @param tokenizer folder of CLIP's files
 * @param prediction of the network
 * @param size of the latents
 */
record CheckpointFile(
        Weights file, Weights vae, List<LdmText> texts, Path tokenizer, PredictionType prediction, int size) {
    private static final List<String> TOKENS = List.of("vocab.json", "merges.txt");
    /** Of 2.x that predicts v, in pixels; all others have the size that {@link LdmCheckpoint} knows. */
    private static final int V_SIZE = 768;

    static CheckpointFile of(CheckpointOptions options) {
        Path path = HubCache.local().resolve(options.weights());
        if (Files.isDirectory(path)) {
            throw new DiffusionException(
                    path + " is a folder, and Stable Diffusion in one file is wanted; give the file,"
                            + " or set subject.kind to diffusers for a folder in diffusers' layout.");
        }
        Weights file = Weights.read(path);
        LdmCheckpoint.config(file); // refuses what is no Stable Diffusion before anything else is missed
        Weights vae = options.vae()
                .map(given -> Weights.read(ModelFolder.part(HubCache.local().resolve(given), "vae")))
                .orElse(file);
        List<LdmText> texts = LdmText.of(file);
        PredictionType prediction = prediction(options, file, second(texts));
        int pixels = options.size() == 0 && second(texts) && prediction == PredictionType.V ? V_SIZE : options.size();
        return new CheckpointFile(
                file, vae, texts, tokenizer(options, file.path()), prediction, latents(pixels, config(vae, xl(texts))));
    }

    /** Whether it is of the second release (2.x): OpenCLIP's text encoder, and no other. */
    private static boolean second(List<LdmText> texts) {
        return texts.size() == 1 && texts.get(0).openClip();
    }

    private static boolean xl(List<LdmText> texts) {
        return texts.size() > 1;
    }

    private static PredictionType prediction(CheckpointOptions options, Weights file, boolean second) {
        if (!options.prediction().isEmpty()) {
            PredictionType told = PredictionType.named(options.prediction(), "subject: 'prediction'");
            if (told == PredictionType.VELOCITY) {
                throw new DiffusionException(
                        "subject: 'prediction' is velocity, which no Stable Diffusion of one file predicts; it is"
                                + " epsilon or v_prediction.");
            }
            return told;
        }
        if (second) {
            throw new DiffusionException(file.path()
                    + " is Stable Diffusion 2.x, whose tensors do not tell what it predicts; set subject.prediction to"
                    + " epsilon (models of 512 pixels) or v_prediction (768 pixels).");
        }
        return PredictionType.EPSILON;
    }

    private static int latents(int pixels, VaeConfig vae) {
        if (pixels < 0 || pixels % vae.factor() != 0) {
            throw new DiffusionException("subject: 'size' is " + pixels
                    + ", but pictures have sides that are multiples of " + vae.factor() + " pixels.");
        }
        return pixels / vae.factor();
    }

    private static Path tokenizer(CheckpointOptions options, Path file) {
        Path beside = file.toAbsolutePath().getParent();
        List<Path> places = options.tokenizer()
                .map(given -> List.of(
                        Files.isRegularFile(given) ? given.resolveSibling(".").normalize() : given))
                .orElse(List.of(beside, beside.resolve("tokenizer")));
        return places.stream()
                .filter(p -> TOKENS.stream().allMatch(name -> Files.isRegularFile(p.resolve(name))))
                .findFirst()
                .orElseThrow(() -> new DiffusionException("There are no " + String.join(" and ", TOKENS) + " in "
                        + String.join(
                                " or ", places.stream().map(Path::toString).toList())
                        + ", and a checkpoint of one file holds no vocabulary; give CLIP's tokenizer folder as"
                        + " subject.tokenizer (any Stable Diffusion in diffusers' layout has it under tokenizer/)."));
    }

    /** The autoencoder's settings, of its own folder or as shapes tell them. */
    private static VaeConfig config(Weights vae, boolean xl) {
        if (LdmVae.isOne(vae)) {
            return LdmVae.config(vae, xl);
        }
        if (LdmCheckpoint.isOne(vae)) {
            throw new DiffusionException("There is no autoencoder in " + vae.path()
                    + " (first_stage_model.*); name one as subject.vae, a folder in diffusers' layout or a file.");
        }
        return VaeConfig.of(ModelFolder.config(vae));
    }

    Denoiser network(Precision precision, NDManager manager) {
        UNetConfig config = LdmCheckpoint.config(file, size);
        if (config.in() != config.out()) {
            throw new DiffusionException("The U-Net in " + file.path() + " reads " + config.in()
                    + " channels and makes "
                    + config.out() + ", as models that fill in or change pictures do; it cannot sample from noise and"
                    + " prompts alone.");
        }
        return UNet.of(config, LdmCheckpoint.weights(file), precision, manager);
    }

    PictureDecoder decoder(Denoiser network, Progress progress, NDManager manager) {
        Weights renamed = LdmVae.isOne(vae) ? LdmVae.weights(vae) : vae;
        return VaeDecoder.of(
                Vae.of(config(vae, xl(texts)), renamed, manager),
                vae.path(),
                network,
                file.path(),
                vae.fingerprint(),
                progress);
    }

    SchedulerConfig scheduler() {
        return SchedulerConfig.stableDiffusion(xl(texts) ? SamplerKind.EULER : SamplerKind.DDIM, prediction);
    }

    Conditioner conditioner(
            Denoiser network,
            PictureDecoder decoder,
            SamplingPlan plan,
            Precision precision,
            Progress progress,
            NDManager manager) {
        ClipTokenizer files = ClipTokenizer.read(tokenizer);
        List<TextConditioner.Reader> readers = new ArrayList<>();
        for (LdmText text : texts) {
            ClipTokenizer own = text.tokenizer(files);
            String name = readers.isEmpty() ? "text_encoder" : "text_encoder_" + (readers.size() + 1);
            readers.add(new TextConditioner.Reader(name, own, text.encoder(own, precision, manager)));
        }
        // XL's program has zeros for an empty text in the branch without condition.
        return TextConditioner.of(
                readers,
                network.conditioning(),
                plan.guidance().scale() != 1,
                xl(texts),
                TextConditioner.Sizes.of(network, decoder),
                progress);
    }

    /** Everything that decides the outputs but the sampling. */
    String fingerprint() {
        StringBuilder all = new StringBuilder(file.fingerprint());
        if (vae != file) {
            all.append(' ').append(vae.fingerprint());
        }
        for (String name : TOKENS) {
            all.append(' ').append(DiffusersFolder.hash(tokenizer.resolve(name)));
        }
        all.append(' ').append(prediction).append(' ').append(size);
        return Checksums.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }
}
