package org.echelle.diffusion.subject;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Progress;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.diffusion.network.vae.Vae;
import org.echelle.torch.Scalars;
import org.echelle.torch.Weights;

/** Turns what a sampler ends with into pictures. */
interface PictureDecoder {
    /** Channels of coloured pictures. */
    int COLOURS = 3;

    /**
     * What stands behind a network: an autoencoder, or nothing where its samples are pixels from -1 to 1.
     *
     * @param at where the network lies, for messages
     * @param vaeAt where the autoencoder lies, if there is one
     * @param lacking what messages say where latents have none
     * @throws DiffusionException where they do not fit each other
     */
    static PictureDecoder of(
            Denoiser network, Path at, Optional<Vae> vae, Optional<Path> vaeAt, String lacking, Progress progress) {
        if (vae.isPresent()) {
            Path from = vaeAt.orElseThrow();
            return VaeDecoder.of(
                    vae.get(), from, network, at, Weights.read(from).fingerprint(), progress);
        }
        int channels = network.channels();
        if (channels != 1 && channels != COLOURS) {
            throw new DiffusionException("The network in " + at + " makes samples of " + channels
                    + " channels, which are latents, but " + lacking + " to make pictures of them.");
        }
        return new Pixels(-1, 1, channels);
    }

    /** {@code [batch, channels, height, width]} of the sampler to pictures from 0 to 1, owned by the same manager. */
    NDArray pictures(NDArray x, Tap tap);

    /** Height of a picture for each pixel of the sampler's. */
    int scale();

    /** 1 or 3. */
    int channels();

    /**
     * Pixels themselves, between two bounds.
     *
     * @param low of black
     * @param high of white
     * @param channels 1 or 3
     */
    record Pixels(double low, double high, int channels) implements PictureDecoder {
        @Override
        public NDArray pictures(NDArray x, Tap tap) {
            try (NDArray moved = x.sub(low);
                    NDArray scaled = Scalars.over(moved, high - low)) {
                return scaled.clip(0, 1);
            }
        }

        @Override
        public int scale() {
            return 1;
        }
    }
}
