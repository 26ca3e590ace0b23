package org.echelle.medical.samples;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/** Which films of a MedMNIST file are read. */
public record MedmnistOptions(
        @Option("The .npz file, such as pneumoniamnist.npz") Path path,

        @Option(value = "Which splits: train, val, test, several joined by +, or all", fallback = "all")
        String split,

        @Option("Names of the classes in the order of their numbers, such as [normal, pneumonia]")
        List<String> labels,

        @Option("Take at most this many films, evenly spaced over the list")
        Optional<Integer> limit) {
    public MedmnistOptions {
        labels = List.copyOf(labels);
    }
}
