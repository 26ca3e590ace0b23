package org.echelle.diffusion.network.dit;

import ai.djl.ndarray.NDArray;
import org.echelle.diffusion.network.Sinusoid;
import org.echelle.nn.Activation;
import org.echelle.nn.Linear;
import org.echelle.nn.Parameters;

/** A time or a size as a vector: its sinusoid through two linear layers with SiLU between. */
final class NumberEmbedding {
    private final Linear in;
    private final Linear out;

    NumberEmbedding(Parameters p, String inName, String outName, int width) {
        in = new Linear(p.at(inName), DitConfig.FREQUENCIES, width, true);
        out = new Linear(p.at(outName), width, width, true);
    }

    /** The sinusoid that {@link #forward} takes. */
    static Sinusoid sinusoid(double shift) {
        return new Sinusoid(DitConfig.FREQUENCIES, true, shift);
    }

    /** {@code [numbers, 256]} to {@code [numbers, width]}. */
    NDArray forward(NDArray waves) {
        try (NDArray first = in.forward(waves);
                NDArray active = Activation.SILU.forward(first)) {
            return out.forward(active);
        }
    }
}
