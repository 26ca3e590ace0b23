package org.echelle.vision.pictures;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * Which CIFAR pictures are read.
 *
 * @param path see the options' sentences
 */
public record CifarOptions(
        @Option("A .bin file of CIFAR-10 or CIFAR-100, or the folder of them")
        Path path,

        @Option(value = "Which files of a folder: train, test or all", fallback = "all")
        Part part,

        @Option("Take at most this many pictures, evenly spaced")
        Optional<Integer> limit,

        @Option("With limit: choose at random by this seed") Optional<Long> seed) {
    /** Which files of a folder. */
    public enum Part {
        /** {@code data_batch_*.bin}, {@code train.bin} or {@code train-*}. */
        TRAIN,
        /** {@code test_batch.bin}, {@code test.bin} or {@code t10k-*}. */
        TEST,
        /** Both, sorted by name. */
        ALL
    }
}
