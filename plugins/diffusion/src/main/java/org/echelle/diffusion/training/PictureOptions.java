package org.echelle.diffusion.training;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * Which pictures are learned from.
 *
 * @param path see the options' sentences
 */
public record PictureOptions(
        @Option("An IDX file of pictures as of MNIST (plain or .gz), or a folder with one folder of pictures a class")
        Path path,

        @Option("The IDX file of labels; looked for beside the pictures when absent")
        Optional<Path> labels,

        @Option("Height and width in pixels that pictures are brought to; their own when absent")
        Optional<Integer> size,

        @Option("1 for grey or 3 for colour; the IDX file's own, 3 for a folder")
        Optional<Integer> channels,

        @Option("Take at most this many pictures, evenly spaced")
        Optional<Integer> limit) {}
