package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.echelle.api.Tap;

/** A transformer's feed-forward part: plain ({@code fc2(f(fc1(x)))}) or gated ({@code out(f(a) * b)}, {@code [a; b] = in(x)}). */
public final class Mlp {
    private final Linear in;
    private final Linear out;
    private final Activation activation;
    private final boolean gated;

    private Mlp(Linear in, Activation activation, Linear out, boolean gated) {
        this.in = in;
        this.activation = activation;
        this.out = out;
        this.gated = gated;
    }

    /** Two linear layers with a non-linearity between them. */
    public static Mlp plain(Linear in, Activation activation, Linear out) {
        return new Mlp(in, activation, out, false);
    }

    /** A gated unit: the first half of {@code in}'s output goes through the non-linearity and gates the second (Shazeer 2020). */
    public static Mlp gated(Linear in, Activation activation, Linear out) {
        return new Mlp(in, activation, out, true);
    }

    /**
     * Applies the block.
     *
     * @param x {@code [..., width]}
     * @param tap offered the result at {@code path}
     */
    public NDArray forward(NDArray x, Tap tap, String path) {
        try (NDArray hidden = in.forward(x);
                NDArray active = gated ? gate(hidden) : activation.forward(hidden)) {
            return Taps.at(tap, path, out.forward(active));
        }
    }

    private NDArray gate(NDArray hidden) {
        try (NDList halves = hidden.split(2, hidden.getShape().dimension() - 1);
                NDArray gate = activation.forward(halves.get(0))) {
            return gate.mul(halves.get(1));
        }
    }
}
