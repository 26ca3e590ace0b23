package org.echelle.diffusion.network;

import java.util.Arrays;
import org.echelle.diffusion.DiffusionException;
import org.echelle.torch.Weights;

/** Shapes of weights by name, for inferring an architecture. */
public final class WeightShapes {
    private final Weights weights;
    private final String what;

    /** @param what names the architecture in messages, such as {@code "a DiT"} */
    public WeightShapes(Weights weights, String what) {
        this.weights = weights;
        this.what = what;
    }

    /** Whether there is such a parameter. */
    public boolean has(String name) {
        return weights.names().contains(name);
    }

    /**
     * The shape of a parameter that nothing can be inferred without.
     *
     * @param rank the number of dimensions that makes sense
     * @throws DiffusionException when it is not there or has another rank
     */
    public int[] of(String name, int rank) {
        if (!has(name)) {
            throw new DiffusionException("The weights in " + weights.path() + " look like " + what
                    + " but have no parameter " + name
                    + ", so its sizes cannot be inferred; the file may be incomplete.");
        }
        long[] shape = weights.tensor(name).shape();
        if (shape.length != rank) {
            throw new DiffusionException("The parameter " + name + " in " + weights.path() + " has the shape "
                    + Arrays.toString(shape) + ", which is none of " + what + ".");
        }
        return Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
    }

    /** The number of blocks: one more than the last number for which the name exists, {@code %d} standing for it. */
    public int count(String template) {
        int n = 0;
        while (has(template.replace("%d", Integer.toString(n)))) {
            n++;
        }
        return n;
    }

    /**
     * The edge of a square with that many cells.
     *
     * @param cells a square number
     * @param name of the parameter, for the message
     */
    public int side(int cells, String name) {
        int side = (int) Math.round(Math.sqrt(cells));
        if (side * side != cells) {
            throw new DiffusionException("The " + cells + " positions of " + name + " in " + weights.path()
                    + " are no square grid, so the samples' size cannot be inferred.");
        }
        return side;
    }
}
