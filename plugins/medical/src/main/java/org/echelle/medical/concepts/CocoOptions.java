package org.echelle.medical.concepts;

import java.nio.file.Path;
import org.echelle.api.Option;

/** How COCO boxes are read. */
public record CocoOptions(
        @Option("The JSON file") Path path,

        @Option(value = "Share of a cell that must be covered, 0 to 1; 0 for any overlap", fallback = "0.5")
        double overlap,

        @Option(value = "Boxes of which the network sees less than this share are left out", fallback = "0.25")
        double minKept,

        @Option(value = "Whether one more concept, any, is the union of all categories", fallback = "true")
        boolean any) {}
