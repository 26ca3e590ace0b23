package org.echelle.diffusion.subject;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.HookPoint;
import org.echelle.api.Sites;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.samples.MadeSample;

/** Turns what samples ask for into what a denoiser is told. */
interface Conditioner {
    /** The tensors of {@link #prepare}. */
    List<TensorSpec> inputs();

    /**
     * One array for each of {@link #inputs}, batch first.
     *
     * @throws org.echelle.diffusion.DiffusionException where one asks for what is not known: a config asks, so more samples than one do
     */
    NDList prepare(List<MadeSample> batch, NDManager manager);

    /** What both branches are told. */
    record Both(Condition with, Optional<Condition> without) {}

    /**
     * Runs what stands before the denoiser, such as a text encoder.
     *
     * @param inputs as {@link #prepare} made them
     * @param tap offered activations at {@link #hookPoints}, each branch with its coordinate
     */
    Both conditions(NDList inputs, Tap tap);

    /** Hook points before the denoiser's. */
    default List<HookPoint> hookPoints() {
        return List.of();
    }

    /** Rows at one of {@link #hookPoints}. */
    default Sites sites(HookPoint hook, NDList inputs) {
        throw new IllegalArgumentException(hook.name());
    }

    /** What can be asked for by name. */
    List<String> names();

    /** Whether any text can be asked for. */
    boolean takesText();

    /** The same with fresh random weights. */
    Conditioner twin(long seed, NDManager manager);

    /** For the reader. */
    Map<String, String> facts();
}
