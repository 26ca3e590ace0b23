package org.echelle.diffusion.subject;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Locale;
import java.util.function.Supplier;
import org.echelle.diffusion.DiffusionException;

/** Turns the engine's word that memory ran out into a sentence with a batch that is worth a try. */
final class Room {
    private Room() {}

    /**
     * Runs something on a batch.
     *
     * @param shape of the batch
     * @throws DiffusionException when memory runs out
     */
    static NDArray within(Shape shape, Supplier<NDArray> work) {
        try {
            return work.get();
        } catch (EngineException e) {
            String said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            if (!said.contains("out of memory")
                    && !said.contains("can't allocate")
                    && !said.contains("not enough memory")) {
                throw e;
            }
            long batch = shape.get(0);
            throw new DiffusionException(
                    batch > 1
                            ? "There is not enough memory to make " + batch + " samples of " + shape.slice(1)
                                    + " at once; set extract.batch to " + batch / 2
                                    + " (half of it; guidance doubles what the network sees)."
                            : "There is not enough memory to make one sample of " + shape.slice(1)
                                    + "; use a device with more, or a smaller model.",
                    e);
        }
    }
}
