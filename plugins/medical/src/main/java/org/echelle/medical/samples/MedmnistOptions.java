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
        Optional<Integer> limit,

        @Option(
                "Burns a bright corner into films, for trying the confounder report: the class that mostly gets it, by number or name")
        Optional<String> markerClass,

        @Option(value = "Share of that class that gets the corner, 0 to 1", fallback = "0.9")
        double markerShare,

        @Option(value = "Share of the other classes that gets it, 0 to 1", fallback = "0.1")
        double markerElsewhere) {
    public MedmnistOptions {
        labels = List.copyOf(labels);
    }
}
