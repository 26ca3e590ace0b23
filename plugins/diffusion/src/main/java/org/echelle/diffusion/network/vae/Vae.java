package org.echelle.diffusion.network.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.config.ModelFolder;
import org.echelle.nn.Conv2d;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;
import org.echelle.torch.Scalars;
import org.echelle.torch.Weights;

/**
 * The autoencoder whose latents Stable Diffusion denoises (Kingma and Welling 2014; Rombach et al. 2022), in the layout of diffusers'
 * {@code AutoencoderKL}. Pictures are from -1 to 1; latents that go in and out are as a U-Net sees them, {@code (z - shift) * scale}.
 */
public final class Vae {
    private static final double LEAST_LOG_VARIANCE = -30;
    private static final double MOST_LOG_VARIANCE = 20;

    private final VaeConfig config;
    private final Encoder encoder;
    private final Decoder decoder;
    private final Conv2d quant; // null without
    private final Conv2d postQuant; // null without

    /**
     * Takes all parameters.
     *
     * @param p the whole set; the caller calls {@link Parameters#verify}
     */
    public Vae(VaeConfig config, Parameters p) {
        this.config = config;
        encoder = new Encoder(p.at("encoder"), config);
        decoder = new Decoder(p.at("decoder"), config);
        int both = 2 * config.latent();
        quant = config.quantConv() ? new Conv2d(p.at("quant_conv"), both, both, 1, 1, 0, true) : null;
        postQuant = config.postQuantConv()
                ? new Conv2d(p.at("post_quant_conv"), config.latent(), config.latent(), 1, 1, 0, true)
                : null;
    }

    /**
     * Opens an autoencoder.
     *
     * @param path a folder with diffusers' {@code config.json} and weights, a pipeline's folder with such a folder {@code vae} in it, or a
     *     weight file: one of Stable Diffusion's checkpoints, or one with its {@code config.json} beside it
     * @param manager owns the parameters
     * @throws org.echelle.api.EchelleException if it is absent, damaged or of another network; says what and where
     */
    public static Vae read(Path path, NDManager manager) {
        Weights weights = Weights.read(ModelFolder.part(path, "vae"));
        return LdmVae.isOne(weights)
                ? of(LdmVae.config(weights), LdmVae.weights(weights), manager)
                : of(VaeConfig.of(ModelFolder.config(weights)), weights, manager);
    }

    /** Takes weights with diffusers' names, all of them. */
    public static Vae of(VaeConfig config, Weights weights, NDManager manager) {
        Parameters parameters = Parameters.of(weights, manager);
        Vae vae = new Vae(config, parameters);
        parameters.verify("the autoencoder (AutoencoderKL) that its config describes");
        return vae;
    }

    /** What it is made of. */
    public VaeConfig config() {
        return config;
    }

    /**
     * The most likely latents.
     *
     * @param pictures {@code [batch, in, height, width]} from -1 to 1, sides multiples of {@link VaeConfig#factor}
     * @return {@code [batch, latent, height / factor, width / factor]}, owned by the manager of {@code pictures}
     */
    public NDArray encode(NDArray pictures) {
        NDManager owner = pictures.getManager();
        try (NDManager scope = owner.newSubManager();
                NDList halves = moments(pictures, scope)) {
            return scaled(halves.get(0), owner);
        }
    }

    /**
     * Latents drawn from their distribution.
     *
     * @param noise standard normal, of the latents' shape
     */
    public NDArray encode(NDArray pictures, NDArray noise) {
        NDManager owner = pictures.getManager();
        try (NDManager scope = owner.newSubManager();
                NDList halves = moments(pictures, scope)) {
            NDArray mean = halves.get(0);
            if (!noise.getShape().equals(mean.getShape())) {
                throw new DiffusionException(
                        "The noise is " + noise.getShape() + ", but the latents are " + mean.getShape() + ".");
            }
            NDArray deviation = Scalars.times(halves.get(1).clip(LEAST_LOG_VARIANCE, MOST_LOG_VARIANCE), 0.5)
                    .exp();
            return scaled(mean.add(deviation.mul(Taps.alias(noise, scope))), owner);
        }
    }

    /**
     * Pictures of latents.
     *
     * @param latents {@code [batch, latent, rows, columns]}
     * @return {@code [batch, out, rows * factor, columns * factor]}, about -1 to 1, owned by the manager of {@code latents}
     */
    public NDArray decode(NDArray latents) {
        Shape s = latents.getShape();
        if (s.dimension() != 4 || s.get(1) != config.latent()) {
            throw new DiffusionException("This autoencoder decodes latents [batch, " + config.latent()
                    + ", rows, columns], but was given " + s + ".");
        }
        NDManager owner = latents.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray z = Scalars.over(Taps.alias(latents, scope), config.scale()).add(config.shift());
            NDArray pictures = decoder.forward(postQuant == null ? z : postQuant.forward(z));
            pictures.attach(owner);
            return pictures;
        }
    }

    private NDList moments(NDArray pictures, NDManager scope) {
        Shape s = pictures.getShape();
        int factor = config.factor();
        if (s.dimension() != 4 || s.get(1) != config.in() || s.get(2) % factor != 0 || s.get(3) % factor != 0) {
            throw new DiffusionException("This autoencoder encodes pictures [batch, " + config.in()
                    + ", height, width] with sides that are multiples of " + factor + ", but was given " + s + ".");
        }
        NDArray both = encoder.forward(Taps.alias(pictures, scope));
        return (quant == null ? both : quant.forward(both)).split(2, 1);
    }

    private NDArray scaled(NDArray z, NDManager owner) {
        NDArray latents = Scalars.times(z.sub(config.shift()), config.scale());
        latents.attach(owner);
        return latents;
    }
}
