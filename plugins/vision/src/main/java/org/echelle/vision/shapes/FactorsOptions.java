package org.echelle.vision.shapes;

import org.echelle.api.Option;

/**
 * Which truths about the shapes world are told.
 *
 * @param pictures see the options' sentences
 */
public record FactorsOptions(
        @Option(value = "Tell all seven factors of each picture", fallback = "true")
        boolean pictures,

        @Option(value = "Tell shape, colour, texture and background of each patch", fallback = "true")
        boolean patches,

        @Option(value = "Share of a patch that an object must cover, 0 to 1; 0 for any overlap", fallback = "0.5")
        double overlap) {}
