package org.echelle.diffusion.training;

import org.echelle.api.Option;

/**
 * How a class-conditional diffusion transformer on pixels is made.
 *
 * @param pictures see the options' sentences
 */
public record PixelDitOptions(
        @Option("What it learns from") PictureOptions pictures,

        @Option(value = "Edge of a patch, in pixels", fallback = "4")
        int patch,

        @Option(value = "Width of a token; a multiple of 4 and of heads", fallback = "96")
        int width,

        @Option(value = "Number of blocks", fallback = "4") int depth,

        @Option(value = "Heads of each attention", fallback = "4")
        int heads,

        @Option("How it learns") TrainingOptions training) {}
