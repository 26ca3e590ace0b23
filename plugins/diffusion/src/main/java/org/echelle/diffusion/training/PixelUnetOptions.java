package org.echelle.diffusion.training;

import java.util.List;
import org.echelle.api.Option;

/**
 * How a class-conditional U-Net on pixels is made.
 *
 * @param pictures see the options' sentences
 */
public record PixelUnetOptions(
        @Option("What it learns from") PictureOptions pictures,

        @Option(
                value = "Channels at each level from the top; all but the last level halve the pictures",
                fallback = "[16, 32, 64]")
        List<Integer> widths,

        @Option(
                value = "Levels with self-attention, counted from 0 at the top; the middle always has",
                fallback = "[2]")
        List<Integer> attention,

        @Option(value = "Residual blocks at each level on the way down; one more on the way up", fallback = "1")
        int resnets,

        @Option(value = "Channels of a head of attention", fallback = "16")
        int headWidth,

        @Option(value = "Groups of the norms; divides all widths", fallback = "8")
        int groups,

        @Option("How it learns") TrainingOptions training) {
    public PixelUnetOptions {
        widths = List.copyOf(widths);
        attention = List.copyOf(attention);
    }
}
