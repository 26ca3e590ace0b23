package org.echelle.diffusion.concepts;

import org.echelle.api.Option;

/** A concept entry of kind {@code asked}. */
public record AskedOptions(
        @Option(value = "what the classes are values of, such as digit", fallback = "class")
        String group) {}
