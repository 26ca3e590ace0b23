package org.echelle.torchscript.samples;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * How arrays are read as samples.
 *
 * @param path see the options' sentences
 */
public record ArraysOptions(
        @Option(
                "A .npy, .npz or .safetensors file whose first dimension counts samples, or a folder of .npy files, one a sample")
        Path path,

        @Option(
                "A text file with a line a sample: its name, and after a comma the group that must stay together, such as a patient")
        Optional<Path> names) {}
