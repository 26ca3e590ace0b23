package org.echelle.medical.concepts;

import java.nio.file.Path;
import java.util.Map;
import org.echelle.api.Option;

/** How NIfTI volumes of labels are read. */
public record LabelVolumesOptions(
        @Option("The folder of the label volumes, apart from the films' own")
        Path path,

        @Option(
                value = "A label volume's name, in which * stands for the image's path without its ending",
                fallback = "\"*.nii.gz\"")
        String pattern,

        @Option(
                "Names of the labels' numbers, such as {tumour: 1}; without, every number but 0 is a concept, named by it")
        Map<String, Integer> values,

        @Option(value = "Share of a cell that must be covered, 0 to 1; 0 for any overlap", fallback = "0.5")
        double overlap) {
    public LabelVolumesOptions {
        values = Map.copyOf(values);
    }
}
