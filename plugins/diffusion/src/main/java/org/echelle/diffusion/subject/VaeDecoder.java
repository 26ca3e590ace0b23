package org.echelle.diffusion.subject;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.echelle.api.Progress;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.diffusion.network.vae.Vae;
import org.echelle.torch.Scalars;

/** Latents through an autoencoder's decoder, whose pictures are from -1 to 1. */
final class VaeDecoder implements PictureDecoder {
    /** Latents vary by about 1, scaled and, within a factor of ten, not scaled; what lies beyond these was made for another autoencoder, or by a sampler that does not fit. */
    private static final double LEAST = 0.05;

    private static final double MOST = 20;

    /** Somewhat beyond the scales of published autoencoders: 0.13 of XL, 1.53 of the third release. */
    private static final double LEAST_SCALE = 0.05;

    private static final double MOST_SCALE = 5;

    private final Vae vae;
    private final String fingerprint;
    private final Progress progress;
    private final AtomicBoolean told = new AtomicBoolean();

    private VaeDecoder(Vae vae, String fingerprint, Progress progress) {
        this.vae = vae;
        this.fingerprint = fingerprint;
        this.progress = progress;
    }

    /**
     * Puts an autoencoder behind a network.
     *
     * @param at where it lies, for messages
     * @param networkAt where the network lies
     * @param fingerprint of its weights
     * @throws DiffusionException where they do not fit each other
     */
    static VaeDecoder of(Vae vae, Path at, Denoiser network, Path networkAt, String fingerprint, Progress progress) {
        if (vae.config().latent() != network.channels()) {
            throw new DiffusionException("The autoencoder in " + at + " has latents of "
                    + vae.config().latent() + " channels, but the network in " + networkAt + " makes "
                    + network.channels() + "; they belong to different models.");
        }
        double scale = vae.config().scale();
        if (!(scale >= LEAST_SCALE && scale <= MOST_SCALE)) {
            progress.note("The autoencoder in " + at + " says \"scaling_factor\": " + scale
                    + ", where published ones lie between 0.13 and 1.6; if that is wrong, so will be the pictures.");
        }
        return new VaeDecoder(vae, fingerprint, progress);
    }

    @Override
    public NDArray pictures(NDArray x, Tap tap) {
        check(x);
        try (NDArray decoded = vae.decode(x);
                NDArray halved = Scalars.over(decoded, 2);
                NDArray moved = halved.add(0.5)) {
            return moved.clip(0, 1);
        }
    }

    private void check(NDArray x) {
        try (NDArray mean = x.mean();
                NDArray centred = x.sub(mean);
                NDArray square = centred.square();
                NDArray variance = square.mean()) {
            double spread = Math.sqrt(variance.toFloatArray()[0]);
            if (!(spread >= LEAST && spread <= MOST) && !told.getAndSet(true)) {
                progress.note(String.format(
                        Locale.ROOT,
                        "Latents vary by %.3g where about 1 is usual, so pictures will be wrong: the autoencoder's scaling_factor (%s), the"
                                + " scheduler's config or the starting noise is that of another model.",
                        spread,
                        vae.config().scale()));
            }
        }
    }

    @Override
    public int scale() {
        return vae.config().factor();
    }

    @Override
    public int channels() {
        return vae.config().out();
    }

    /** Part of the subject's fingerprint. */
    @Override
    public String toString() {
        return "autoencoder " + fingerprint + " scaled by " + vae.config().scale();
    }
}
