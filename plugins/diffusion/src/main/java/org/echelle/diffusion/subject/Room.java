package org.echelle.diffusion.subject;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.echelle.diffusion.DiffusionException;
import org.echelle.torch.TorchException;

/** Turns the engine's word that memory ran out into a sentence with a batch that is worth a try. */
final class Room {
    /** What the engine says of it on CPUs and GPUs; a kernel's failure has these words in its sentence. */
    private static final List<String> SAID = List.of("out of memory", "can't allocate", "not enough memory");

    private Room() {}

    /**
     * Runs something on a batch whose size a config decides.
     *
     * @param shape of the batch
     * @throws DiffusionException when memory runs out
     */
    static <T> T within(Shape shape, Supplier<T> work) {
        return within(shape, "set extract.batch to ", "", work);
    }

    /** The same on a batch that stands in a file of tensors. */
    static <T> T withinGiven(Shape shape, Supplier<T> work) {
        return within(shape, "give ", " of them in a file", work);
    }

    private static <T> T within(Shape shape, String before, String behind, Supplier<T> work) {
        try {
            return work.get();
        } catch (EngineException | TorchException e) {
            String said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            if (SAID.stream().noneMatch(said::contains)) {
                throw e;
            }
            long batch = shape.get(0);
            throw new DiffusionException(
                    batch > 1
                            ? "There is not enough memory to make " + batch + " samples of " + shape.slice(1)
                                    + " at once; " + before + batch / 2 + behind
                                    + " (half of it; guidance doubles what the network sees)."
                            : "There is not enough memory to make one sample of " + shape.slice(1)
                                    + "; use a device with more, or a smaller model.",
                    e);
        }
    }
}
