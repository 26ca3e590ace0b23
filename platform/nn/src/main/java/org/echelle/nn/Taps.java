package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.echelle.api.Tap;

/** Offers activations to a {@link Tap} and keeps memory in order whoever made what comes back. */
public final class Taps {
    private Taps() {}

    /**
     * Offers an activation that the caller owns and goes on with what comes back.
     *
     * <p>The result is the caller's in any case: an edit that lives in another manager comes back as an alias in the manager of
     * {@code x} (so that later results land there, and closing it leaves the listener's array alone), and a replaced {@code x}
     * is closed.
     *
     * @param tap the listener
     * @param path the hook point
     * @param x the activation
     * @return {@code x} itself when it was only read
     * @throws NnException when the edit has another shape or type than the activation
     */
    public static NDArray at(Tap tap, String path, NDArray x) {
        NDManager manager = x.getManager();
        NDArray y = tap.at(path, x);
        if (y == x) {
            return x;
        }
        if (!y.getShape().equals(x.getShape()) || y.getDataType() != x.getDataType()) {
            throw new NnException("The edit at " + path + " came back as " + y.getDataType() + " " + y.getShape()
                    + ", but the activation there is " + x.getDataType() + " " + x.getShape()
                    + "; keep shape and type.");
        }
        NDArray mine = y.getManager() == manager ? y : alias(y, manager);
        x.close();
        return mine;
    }

    /**
     * A second handle on the same storage.
     *
     * @param x any array
     * @param manager owns the handle; results of operations on it land there
     */
    public static NDArray alias(NDArray x, NDManager manager) {
        NDArray y = x.reshape(x.getShape());
        y.attach(manager);
        return y;
    }
}
