package org.echelle.medical.concepts;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/** How a table of boxes is read. */
public record BoxesOptions(
        @Option("The table (CSV), a row a box; rows without numbers say that the film was looked at")
        Path path,

        @Option("Column that names the film; found by itself when absent")
        Optional<String> id,

        @Option("Column of the finding's name; without, all boxes are one finding, named box")
        Optional<String> label,

        @Option(
                value =
                        "Columns of the left, upper, right and lower edge in pixels, as in VinDr's resized boxes: [resized_xmin,"
                                + " resized_ymin, resized_xmax, resized_ymax]",
                fallback = "[xmin, ymin, xmax, ymax]")
        List<String> edges,

        @Option(
                value = "Whether the third and fourth column are width and height instead of edges (RSNA)",
                fallback = "false")
        boolean sizes,

        @Option(
                "Width and height of the pictures that the numbers are for, such as [912, 1520]; the film's own when absent")
        List<Integer> frame,

        @Option(value = "Share of a cell that must be covered, 0 to 1; 0 for any overlap", fallback = "0.5")
        double overlap,

        @Option(value = "Boxes of which the network sees less than this share are left out", fallback = "0.25")
        double minKept) {
    public BoxesOptions {
        edges = List.copyOf(edges);
        frame = List.copyOf(frame);
    }
}
