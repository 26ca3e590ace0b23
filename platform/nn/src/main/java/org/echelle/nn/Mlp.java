package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.echelle.api.Tap;

/**
 * A transformer's feed-forward part: plain ({@code fc2(f(fc1(x)))}) or gated ({@code out(f(a) * b)} or {@code out(a * f(b))},
 * {@code [a; b] = in(x)}).
 */
public final class Mlp {
    private final Linear in;
    private final Linear out;
    private final Activation activation;
    private final Gate gate;

    /** Which half of the first layer's output goes through the non-linearity. */
    private enum Gate {
        NONE,
        FIRST,
        SECOND
    }

    private Mlp(Linear in, Activation activation, Linear out, Gate gate) {
        this.in = in;
        this.activation = activation;
        this.out = out;
        this.gate = gate;
    }

    /** Two linear layers with a non-linearity between them. */
    public static Mlp plain(Linear in, Activation activation, Linear out) {
        return new Mlp(in, activation, out, Gate.NONE);
    }

    /** A gated unit: the first half of {@code in}'s output goes through the non-linearity and gates the second (Shazeer 2020). */
    public static Mlp gated(Linear in, Activation activation, Linear out) {
        return new Mlp(in, activation, out, Gate.FIRST);
    }

    /** A gated unit with the halves the other way round, as diffusers' {@code GEGLU} has them: the second goes through the non-linearity. */
    public static Mlp gatedBySecond(Linear in, Activation activation, Linear out) {
        return new Mlp(in, activation, out, Gate.SECOND);
    }

    /**
     * Applies the block.
     *
     * @param x {@code [..., width]}
     * @param tap offered the result at {@code path}
     */
    public NDArray forward(NDArray x, Tap tap, String path) {
        try (NDArray hidden = in.forward(x);
                NDArray active = activate(hidden)) {
            return Taps.at(tap, path, out.forward(active));
        }
    }

    /**
     * The same with one more place.
     *
     * @param hiddenPath offered what the second layer reads, {@code [..., hidden]}
     */
    public NDArray forward(NDArray x, Tap tap, String hiddenPath, String path) {
        try (NDArray hidden = in.forward(x);
                NDArray active = Taps.at(tap, hiddenPath, activate(hidden))) {
            return Taps.at(tap, path, out.forward(active));
        }
    }

    private NDArray activate(NDArray hidden) {
        if (gate == Gate.NONE) {
            return activation.forward(hidden);
        }
        int first = gate == Gate.FIRST ? 0 : 1;
        try (NDList halves = hidden.split(2, hidden.getShape().dimension() - 1);
                NDArray active = activation.forward(halves.get(first))) {
            return active.mul(halves.get(1 - first));
        }
    }
}
