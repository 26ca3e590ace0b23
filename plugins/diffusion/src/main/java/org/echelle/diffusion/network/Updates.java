package org.echelle.diffusion.network;

import ai.djl.ndarray.NDArray;
import org.echelle.api.Tap;
import org.echelle.nn.Taps;

/** Offers what a residual block adds to its input, and its output. */
public final class Updates {
    /** What the name of a hook point ends with when it holds a block's update. */
    public static final String SUFFIX = ".update";

    private Updates() {}

    /**
     * Offers a block's update (output less input), then its output. An edited update goes back as {@code output + (edited - update)}, so
     * that an update that was only read leaves every bit of the output.
     *
     * @param tap the listener
     * @param path the block's module path
     * @param input what went into the block; not changed, not closed
     * @param output what came out, of the same shape; the caller's, as {@link Taps#at} has it
     * @return what the pass goes on with
     */
    public static NDArray offer(Tap tap, String path, NDArray input, NDArray output) {
        NDArray result = output;
        if (tap.wants(path + SUFFIX)) {
            NDArray update = output.sub(input);
            NDArray edited = tap.at(path + SUFFIX, update);
            if (edited != update) {
                try (NDArray change = edited.sub(update)) {
                    result = output.add(change);
                    result.attach(output.getManager());
                }
                output.close();
            }
            update.close();
        }
        return Taps.at(tap, path, result);
    }
}
