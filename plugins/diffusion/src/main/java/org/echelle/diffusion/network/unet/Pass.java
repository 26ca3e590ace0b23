package org.echelle.diffusion.network.unet;

import ai.djl.ndarray.NDArray;
import org.echelle.api.Tap;

/**
 * What all blocks of one forward pass see.
 *
 * @param tap the listener
 * @param time the time's embedding, through the activation, {@code [batch or 1, timeWidth]}
 * @param text hidden states {@code [batch, tokens, textWidth]}; the time's embedding again where no block reads any
 * @param bias added to products with the text's keys, {@code [batch, 1, 1, tokens]}, far below zero where a token does not count; null
 *     where all do
 */
record Pass(Tap tap, NDArray time, NDArray text, NDArray bias) {}
