package org.echelle.torchscript.concepts;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * How arrays of labels are read.
 *
 * @param path see the options' sentences
 */
public record ArrayConceptOptions(
        @Option(
                "A .npy, .npz or .safetensors file: whole numbers are classes, floating ones degrees from 0 to 1; first dimension: samples;"
                        + " further ones, if any: the axes of the hook points")
        Path path,

        @Option("Which tensor of the file; its only one when absent")
        Optional<String> tensor,

        @Option(value = "What the classes are values of, or what the degrees are", fallback = "label")
        String group,

        @Option("Names of the classes from 0; numbers when absent")
        List<String> names,

        @Option("The class that means none of the others, and is no concept")
        Optional<Long> background,

        @Option(value = "The class that means unknown", fallback = "-1")
        long unknown) {}
