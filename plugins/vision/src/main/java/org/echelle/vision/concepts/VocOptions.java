package org.echelle.vision.concepts;

import java.nio.file.Path;
import java.util.List;
import org.echelle.api.Option;

/**
 * How Pascal VOC annotations are read.
 *
 * @param path see the options' sentences
 */
public record VocOptions(
        @Option("The VOC folder with Annotations/ and SegmentationClass/, or one of these two folders")
        Path path,

        @Option(value = "What is used: boxes (XML) or masks (palette PNG)", fallback = "boxes")
        Use use,

        @Option(value = "What carries the labels: sites (patches, cells) or the whole sample", fallback = "site")
        CocoOptions.Level level,

        @Option(value = "Share of a patch that must be covered, 0 to 1; 0 for any overlap", fallback = "0.5")
        double overlap,

        @Option(value = "Boxes of which preprocessing keeps less than this share are left out", fallback = "0.25")
        double minKept,

        @Option(value = "What an object marked difficult means: unknown, present or absent", fallback = "unknown")
        CocoOptions.Crowd difficult,

        @Option("Names of the masks' values from 1 on; VOC's twenty classes when absent")
        List<String> classes) {
    /** Which files are used. */
    public enum Use {
        /** {@code Annotations/*.xml}. */
        BOXES,
        /** {@code SegmentationClass/*.png}. */
        MASKS
    }

    AreaRules rules() {
        return new AreaRules(overlap, minKept, level == CocoOptions.Level.SITE);
    }
}
