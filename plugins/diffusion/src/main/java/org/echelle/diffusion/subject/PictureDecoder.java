package org.echelle.diffusion.subject;

import ai.djl.ndarray.NDArray;
import org.echelle.api.Tap;

/** Turns what a sampler ends with into pictures. */
interface PictureDecoder {
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
                    NDArray scaled = moved.div(high - low)) {
                return scaled.clip(0, 1);
            }
        }

        @Override
        public int scale() {
            return 1;
        }
    }
}
