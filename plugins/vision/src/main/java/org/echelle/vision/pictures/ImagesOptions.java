package org.echelle.vision.pictures;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * Which picture files are read.
 *
 * @param path see the options' sentences
 */
public record ImagesOptions(
        @Option("A picture file, a folder of them (with any subfolders), or a zip of such a folder")
        Path path,

        @Option("Take at most this many pictures, evenly spaced over the sorted list")
        Optional<Integer> limit,

        @Option("With limit: choose at random by this seed") Optional<Long> seed) {}
