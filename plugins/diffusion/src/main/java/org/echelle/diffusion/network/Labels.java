package org.echelle.diffusion.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.echelle.diffusion.DiffusionException;

/** Classes as a class-conditional network looks them up. */
public final class Labels {
    private Labels() {}

    /**
     * The labels of a condition, checked: libtorch's own word for a label beyond the table is no sentence. Without labels every
     * sample is told that it has no class.
     *
     * @param condition of the batch
     * @param conditioning of the network, which knows classes
     * @param batch number of samples
     * @param manager owns the result
     * @return int64 {@code [batch]}
     */
    public static NDArray of(Condition condition, Conditioning conditioning, long batch, NDManager manager) {
        if (condition.labels().isEmpty()) {
            if (conditioning.unconditional() < 0) {
                throw new DiffusionException("This network was trained with a class for every sample; give it labels"
                        + " from 0 to " + (conditioning.classes() - 1) + ".");
            }
            return manager.full(new Shape(batch), conditioning.unconditional(), DataType.INT64);
        }
        NDArray labels = condition.labels().get().toType(DataType.INT64, true);
        labels.attach(manager);
        if (!labels.getShape().equals(new Shape(batch))) {
            throw new DiffusionException("The labels are " + labels.getShape() + ", but there are " + batch
                    + " samples; give one label a sample.");
        }
        int most = Math.max(conditioning.classes() - 1, conditioning.unconditional());
        for (long label : labels.toLongArray()) {
            if (label < 0 || label > most) {
                throw new DiffusionException("There is no class " + label + ": the network knows 0 to "
                        + (conditioning.classes() - 1)
                        + (conditioning.unconditional() < 0
                                ? ""
                                : ", and " + conditioning.unconditional() + " for none")
                        + ".");
            }
        }
        return labels;
    }
}
