package org.echelle.vision.pictures;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * Which IDX pictures are read.
 *
 * @param path see the options' sentences
 */
public record IdxOptions(
        @Option("An IDX file of pictures (plain or .gz), or the folder of MNIST's files")
        Path path,

        @Option("The IDX file of labels; looked for beside the pictures when absent")
        Optional<Path> labels,

        @Option(value = "Which files of a folder: train, test or all", fallback = "all")
        CifarOptions.Part part,

        @Option("Take at most this many pictures, evenly spaced")
        Optional<Integer> limit,

        @Option("With limit: choose at random by this seed") Optional<Long> seed) {}
