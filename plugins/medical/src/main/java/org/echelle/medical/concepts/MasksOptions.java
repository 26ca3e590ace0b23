package org.echelle.medical.concepts;

import java.nio.file.Path;
import java.util.Map;
import org.echelle.api.Option;

/** How picture files of masks are read. */
public record MasksOptions(
        @Option("The folder of the masks") Path path,

        @Option(
                value = "A mask's name, in which * stands for the film's path without its ending",
                fallback = "\"*-mask.png\"")
        String pattern,

        @Option(
                "Names of the values in a mask, such as {lung: 255}; without, whatever is not black is one concept, named mask")
        Map<String, Integer> values,

        @Option(value = "Share of a cell that must be covered, 0 to 1; 0 for any overlap", fallback = "0.5")
        double overlap) {
    public MasksOptions {
        values = Map.copyOf(values);
    }
}
