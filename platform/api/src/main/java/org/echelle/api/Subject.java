package org.echelle.api;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The model under study: network, preprocessing and weights. */
public interface Subject extends AutoCloseable {
    /** SHA-256 (64 hexadecimal digits) over the weights and whatever else decides the outputs. */
    String fingerprint();

    /** What a reader wants to know: architecture, layout of the weights, number of parameters, preprocessing. Ordered. */
    Map<String, String> facts();

    /** Every place that can be read or edited, in the order in which a forward pass meets them. */
    List<HookPoint> hookPoints();

    /** The tensors that {@link #prepare} makes and {@link #forward} takes, in order. */
    List<TensorSpec> inputs();

    /** The tensors that {@link #forward} returns, in order. */
    List<TensorSpec> outputs();

    /**
     * Names of the values along the last dimension of the first output, in order, such as classes. Where several decisions lie
     * side by side, the part before the first slash says which one a value belongs to ({@code shape/circle}).
     *
     * @return empty where the outputs have no names
     */
    default List<String> outputNames() {
        return List.of();
    }

    /**
     * How it is asked for pictures, when it makes them; empty for any other subject.
     *
     * @since 1.5
     */
    default Optional<PictureMaker> makesPictures() {
        return Optional.empty();
    }

    /**
     * How it is shown pictures that are no samples of its domain, when it looks at pictures; empty for any other subject. Such a
     * subject can be studied on the {@linkplain PictureSample pictures} of any domain.
     *
     * @since 1.5
     */
    default Optional<PictureReader> readsPictures() {
        return Optional.empty();
    }

    /** How it is asked for letters, when its first output predicts those of its samples; empty for any other subject. */
    default Optional<SequenceModel> sequences() {
        return Optional.empty();
    }

    /**
     * Turns samples into input tensors. Called by a prefetching thread, beside {@link #forward}.
     *
     * @param batch samples of this subject's domain, at least one
     * @param manager owns what is returned; closed by the host
     * @return one array for each of {@link #inputs}, in order, batch first
     * @throws BadSampleException when a sample cannot be an input; the host drops it and asks again without it
     */
    NDList prepare(List<Sample> batch, NDManager manager);

    /**
     * Runs the network. Gradients may be recorded by whoever calls, so a pass keeps every number and index that it multiplies, divides or
     * looks up with in libtorch's own memory ({@code org.echelle.torch.Scalars}, {@code HostView.array}): what {@code x.mul(0.5)} or a closed
     * {@code manager.create(...)} lent it, Java's collector may free before the backward pass.
     *
     * @param inputs as {@link #inputs} says; not changed
     * @param tap is offered every activation at {@link #hookPoints}
     * @return one array for each of {@link #outputs}; attached, like all intermediates, to the manager of {@code inputs}
     */
    NDList forward(NDList inputs, Tap tap);

    /**
     * Where the rows at a hook point come from for these inputs.
     *
     * @param hook one of {@link #hookPoints}
     * @param inputs as given to {@link #forward}
     */
    Sites sites(HookPoint hook, NDList inputs);

    /**
     * The same architecture with fresh random weights: the baseline that tells what training gave.
     *
     * @param seed decides the weights
     * @param context as for {@link SubjectKind#open}
     * @return an open subject; the caller closes it
     */
    Subject randomTwin(long seed, OpenContext context);

    /** Frees the weights. */
    @Override
    void close();
}
