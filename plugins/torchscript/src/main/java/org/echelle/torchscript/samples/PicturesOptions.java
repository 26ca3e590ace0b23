package org.echelle.torchscript.samples;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * How pictures become inputs: drawn into a square (or a given height and width), scaled to 0 to 1, normalised a channel.
 *
 * @param path see the options' sentences
 */
public record PicturesOptions(
        @Option("A PNG, JPEG, BMP or GIF file, or a folder of them with any subfolders")
        Path path,

        @Option(value = "Height and width in pixels, or one number for both", fallback = "[224]")
        List<Integer> size,

        @Option(value = "Channels: 3 for red, green, blue; 1 for grey", fallback = "3")
        int channels,

        @Option("Mean of each channel, on a scale from 0 to 1; 0 when absent")
        List<Double> mean,

        @Option("Standard deviation of each channel; 1 when absent")
        List<Double> std,

        @Option("A CSV with a heading that knows more of the pictures, a row each in any order")
        Optional<Path> table,

        @Option("Its column with the pictures' file names") Optional<String> name,

        @Option("Its column with the group that must stay together, such as a patient")
        Optional<String> group,

        @Option("Its columns of measured numbers, for predict and hypotheses")
        List<String> measures) {
    TabledSource.Columns columns() {
        return new TabledSource.Columns(table, name, group, measures);
    }
}
