package org.echelle.torchscript.samples;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * How arrays are read as samples.
 *
 * @param path see the options' sentences
 */
public record ArraysOptions(
        @Option(
                "A .npy, .npz or .safetensors file whose first dimension counts samples, or a folder of such files, one a sample;"
                        + " tensors called input.0, input.1, ... are the inputs where there are any, else all are")
        Path path,

        @Option(
                "A CSV with a heading that knows more of the samples: a row a sample in the same order, or for a folder in any order")
        Optional<Path> table,

        @Option("Its column with the samples' names; numbers from 0 when absent. For a folder: with the files' names")
        Optional<String> name,

        @Option("Its column with the group that must stay together, such as a patient")
        Optional<String> group,

        @Option("Its columns of measured numbers, for predict and hypotheses")
        List<String> measures) {
    TabledSource.Columns columns() {
        return new TabledSource.Columns(table, name, group, measures);
    }
}
