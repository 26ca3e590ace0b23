package org.echelle.diffusion.training;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * Which pictures with captions are learned from.
 *
 * @param path see the options' sentences
 */
public record CaptionOptions(
        @Option("A folder of PNG, JPEG, BMP or GIF pictures with a table of their captions in it")
        Path path,

        @Option("Name of the table in that folder; metadata.csv or captions.csv when absent")
        Optional<String> table,

        @Option(value = "Column of the pictures' file names, seen from the folder", fallback = "file_name")
        String fileColumn,

        @Option(value = "Column of the captions", fallback = "text")
        String textColumn,

        @Option("Height and width in pixels that pictures are brought to; their own when absent")
        Optional<Integer> size,

        @Option(value = "1 for grey or 3 for colour", fallback = "3")
        int channels,

        @Option("Take at most this many pictures, evenly spaced")
        Optional<Integer> limit) {}
