package org.echelle.nn.subject;

import java.util.function.Function;
import org.echelle.nn.Parameters;

/**
 * How a network is built, and what decides its numbers.
 *
 * @param <N> the network
 * @param what names the network and its layout in messages, such as {@code "a ViT (timm layout)"}
 * @param identity everything that decides what the network computes, as text: the weights' fingerprint, sizes and choices
 * @param input everything that decides what the network is given for a sample, such as a resizing; empty where nothing is chosen. Unlike
 *     the identity, a random twin keeps it
 * @param builder takes its parameters by name and shape and computes nothing; serves the network and its twins
 */
public record Blueprint<N>(String what, String identity, String input, Function<Parameters, ? extends N> builder) {
    /** A network whose samples are never changed before it. */
    public static <N> Blueprint<N> of(String what, String identity, Function<Parameters, ? extends N> builder) {
        return new Blueprint<>(what, identity, "", builder);
    }

    /** The same with other numbers. */
    Blueprint<N> identified(String other) {
        return new Blueprint<>(what, other, input, builder);
    }
}
