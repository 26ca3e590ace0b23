package org.echelle.diffusion.concepts;

import java.nio.file.Path;
import java.util.List;
import org.echelle.api.Option;

/** A concept entry of kind {@code masks}. */
public record MasksOptions(
        @Option(
                "folder of PNG files of the pictures' size, each drawn on a picture and named like its sample (cat-00003.png) or as `echelle"
                        + " sample` names pictures (cat/00003.png): either a folder a concept (hat/cat/00003.png), in which all but"
                        + " black is the concept, or label maps, one a sample, with names for their values. Samples without a file are"
                        + " not known")
        Path path,

        @Option(
                value =
                        "label maps: names of the values from 1 on (0 is background, 255 not judged); empty for a folder a concept, or for"
                                + " the columns value and name of a table names.csv in the folder",
                fallback = "[]")
        List<String> names,

        @Option(value = "share of a place of the hook point that must be covered, from 0 (any) to 1", fallback = "0.5")
        double overlap,

        @Option(value = "what the concepts are values of, such as part", fallback = "mask")
        String group) {}
