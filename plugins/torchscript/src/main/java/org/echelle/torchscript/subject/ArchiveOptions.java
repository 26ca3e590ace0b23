package org.echelle.torchscript.subject;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * What a run config says about a TorchScript archive. Only {@code weights} is needed where samples are arrays.
 *
 * @param weights see the options' sentences
 */
public record ArchiveOptions(
        @Option("The archive, as torch.jit.save writes it") Path weights,

        @Option("Arrays whose first sample tells the shapes of inputs and activations; the samples' path when absent")
        Optional<Path> example,

        @Option("Shape of a sample's first input, without the batch, where there is no example, such as [3, 224, 224]")
        List<Integer> shape,

        @Option(value = "Method that is run", fallback = "forward")
        String method,

        @Option(
                "Names of the method's arguments that the samples' tensors are given to, in order; by their names, or in order, when absent")
        List<String> arguments,

        @Option(
                "What is known of hook points, by their names, in which * stands for anything; the first that fits counts")
        Map<String, Place> places,

        @Option("Hook points beside outputs and inputs of submodules' forward, such as codec~encode")
        List<String> taps,

        @Option("Which output comes first, where there are several; one called logits when absent")
        Optional<String> output,

        @Option("Names of the values along the last dimension of the first output, such as classes")
        List<String> labels,

        @Option(
                value =
                        "Whether these values decide each by itself, as with a sigmoid, not between each other; each then has a partner of 0: NAME/no, NAME/yes",
                fallback = "false")
        boolean independent) {
    /** Where the width of an activation stands. */
    public enum Width {
        /** The last dimension. */
        LAST,
        /** The one behind the batch, as convolutions have it. */
        SECOND
    }

    /**
     * What is known of a hook point.
     *
     * @param axes see the options' sentences
     */
    public record Place(
            @Option("What the positions mean, in order, such as [token] or [y, x]")
            List<String> axes,

            @Option("Where the width stands: last or second; by the kind of module and the dimensions when absent")
            Optional<Width> width,

            @Option(value = "A phrase for the reader", fallback = "")
            String description) {}
}
