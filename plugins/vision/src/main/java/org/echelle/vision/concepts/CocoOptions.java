package org.echelle.vision.concepts;

import java.nio.file.Path;
import org.echelle.api.Option;

/**
 * How COCO annotations are read.
 *
 * @param path see the options' sentences
 */
public record CocoOptions(
        @Option("The JSON file, such as instances_val2017.json")
        Path path,

        @Option(value = "What is used: masks where there are any (auto), masks only, or boxes", fallback = "auto")
        Use use,

        @Option(value = "What carries the labels: sites (patches, cells) or the whole sample", fallback = "site")
        Level level,

        @Option(value = "Share of a patch that must be covered, 0 to 1; 0 for any overlap", fallback = "0.5")
        double overlap,

        @Option(
                value = "Objects of which preprocessing keeps less than this share of the box are left out",
                fallback = "0.25")
        double minKept,

        @Option(value = "What a crowd region means: unknown, present or absent", fallback = "unknown")
        Crowd crowd) {
    /** Which geometry is used. */
    public enum Use {
        /** The segmentation where there is one, else the box. */
        AUTO,
        /** Segmentations; objects without are left out. */
        MASKS,
        /** Boxes. */
        BOXES
    }

    /** What carries the labels. */
    public enum Level {
        /** Patches and cells. */
        SITE,
        /** Whole samples. */
        SAMPLE
    }

    /** What a region of many objects means. */
    public enum Crowd {
        /** Neither present nor absent. */
        UNKNOWN,
        /** Like any object. */
        PRESENT,
        /** Nothing. */
        ABSENT
    }

    AreaRules rules() {
        return new AreaRules(overlap, minKept, level == Level.SITE);
    }
}
