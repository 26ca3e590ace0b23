package org.echelle.vision.shapes;

import org.echelle.api.Option;

/**
 * Which pictures of the shapes world are drawn.
 *
 * @param count see the options' sentences
 */
public record ShapesOptions(
        @Option(value = "Number of pictures", fallback = "2000")
        int count,

        @Option(value = "Decides the pictures; the embedded subject was trained on 2026", fallback = "1")
        long seed) {}
