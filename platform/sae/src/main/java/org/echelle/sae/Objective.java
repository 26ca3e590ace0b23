package org.echelle.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Kernel;

/**
 * The maths of one training: what is learned, and the gradient of its loss as a kernel text. One object a training; what it
 * remembers between steps is saved with every checkpoint.
 */
public interface Objective {
    /**
     * The resource whose {@code gradients} gives the gradient of every parameter. {@code learning.py} says what it is called with
     * and what it returns.
     */
    String kernel();

    /** Codes that the host can select in the kernel's stead: the k largest of a row or of the batch, or all above a floor. */
    enum HostCode {
        NONE,
        ROW,
        BATCH,
        FLOOR
    }

    /**
     * Whether the first thing that the kernel does is to select by {@code chosen}, on {@code x - b_dec} with encoder and b_enc as they
     * are (parameters 0, 3 and 2), or by {@code active}, what {@code looks} says; then the host may have done it.
     */
    default HostCode hostSelection() {
        return HostCode.NONE;
    }

    /** What is learned, in the order that the kernel expects. */
    List<Parameter> parameters();

    /**
     * First values.
     *
     * @param start the data and the random numbers that they may depend on
     * @return in the order of {@link #parameters}, owned by {@code start.manager()}, of {@code start.type()}
     */
    List<NDArray> begin(Start start);

    /** The architecture's own numbers of a step, from {@code o[9]} on. */
    double[] numbers(long step);

    /** Features a row in a step; at most the config's batch was planned with {@link #stepFloats}. */
    default int k(TrainConfig config, long step) {
        return config.k();
    }

    /** Tensors that a step needs besides, owned by {@code scope}; drawn from the seed and the step alone. */
    default NDArray[] tensors(long step, NDManager scope) {
        return new NDArray[0];
    }

    /** Where an architecture's own sums begin in the row of doubles that a step returns. */
    int OWN_SUMS = 6;

    /**
     * Told after every step.
     *
     * @param stats the kernel's row of doubles
     */
    default void learned(long step, double[] stats) {}

    /** What {@link #learned} gathered, for a checkpoint. */
    default double[] memory() {
        return new double[0];
    }

    /** Takes over a {@link #memory}. */
    default void remember(double[] memory) {}

    /**
     * The finished dictionary's tensors, in normalised units.
     *
     * @param learned the parameters by name
     */
    default Map<String, HostTensor> finished(Map<String, HostTensor> learned) {
        return learned;
    }

    /** More for {@code dictionary.json}. */
    default Map<String, Object> facts() {
        return Map.of();
    }

    /** Rows before normalisation from rows after it; see {@link Normalisation#fold}. */
    default StoredDictionary fold(Normalisation normalisation, StoredDictionary trained) {
        return normalisation.fold(trained);
    }

    /**
     * Rows of {@code n} values that a step has room for, {@code work} of the kernel.
     *
     * @param slice rows of the encoder product that are made at once
     */
    default int workRows(int slice) {
        return slice;
    }

    /** Values of type float that a step holds at its worst besides parameters, gradients and moments; see {@link org.echelle.sae.train.TrainPlan}. */
    long stepFloats(TrainConfig config, int width);

    /** What every value of a parameter {@code [n]} is at the start; for {@link org.echelle.sae.step.Resampling}. */
    default double firstValue(String parameter) {
        return 0;
    }

    /**
     * For benchmarks: moves biases or thresholds to where about {@code k} features a row fire, as late in a training; nothing where
     * the architecture sees to that itself.
     *
     * @param kernel of the training
     * @param parameter a parameter by name
     * @param x normalised rows
     */
    default void steady(Kernel kernel, Function<String, NDArray> parameter, NDArray x, int k) {}
}
