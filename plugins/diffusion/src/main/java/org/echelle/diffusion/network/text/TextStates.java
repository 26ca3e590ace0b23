package org.echelle.diffusion.network.text;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * What a text encoder gives.
 *
 * @param last hidden states behind the last norm, {@code [batch, positions, width]}: Stable Diffusion 1.x and 2.x read them
 * @param penultimate hidden states before the last layer, without a norm, of the same shape: SDXL reads them
 * @param pooled the last norm's output at the end of the text, {@code [batch, width]}
 * @param projected the pooled vector through the projection, {@code [batch, projection]}, where the model has one: SDXL's pooled text
 */
public record TextStates(NDArray last, NDArray penultimate, NDArray pooled, Optional<NDArray> projected)
        implements AutoCloseable {
    @Override
    public void close() {
        last.close();
        penultimate.close();
        pooled.close();
        projected.ifPresent(NDArray::close);
    }
}
