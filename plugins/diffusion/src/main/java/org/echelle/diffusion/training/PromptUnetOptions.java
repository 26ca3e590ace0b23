package org.echelle.diffusion.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * How a U-Net on pixels that reads prompts is made.
 *
 * @param pictures see the options' sentences
 */
public record PromptUnetOptions(
        @Option("What it learns from") CaptionOptions pictures,

        @Option(
                value = "Channels at each level from the top; all but the last level halve the pictures",
                fallback = "[16, 32, 64]")
        List<Integer> widths,

        @Option(
                value = "Levels that attend to themselves and to the prompt, counted from 0 at the top; the middle"
                        + " always does",
                fallback = "[2]")
        List<Integer> attention,

        @Option(value = "Residual blocks at each level on the way down; one more on the way up", fallback = "1")
        int resnets,

        @Option(value = "Heads of each attention; divides the width of its level", fallback = "4")
        int heads,

        @Option(value = "Groups of the norms; divides all widths", fallback = "8")
        int groups,

        @Option(
                "A folder that this trainer wrote, of the same sizes and captions, to go on from; fresh weights when absent")
        Optional<Path> start,

        @Option("The text encoder, which learns beside it") TextOptions text,

        @Option("How it learns") TrainingOptions training) {
    public PromptUnetOptions {
        widths = List.copyOf(widths);
        attention = List.copyOf(attention);
    }
}
