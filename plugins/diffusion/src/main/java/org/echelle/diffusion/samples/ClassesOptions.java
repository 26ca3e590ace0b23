package org.echelle.diffusion.samples;

import java.util.List;
import org.echelle.api.Option;

/** The {@code samples} section of kind {@code classes}. */
public record ClassesOptions(
        @Option(value = "what to ask for, by name; empty to ask for nothing", fallback = "[]")
        List<String> ask,

        @Option(value = "samples of each", fallback = "100") int each,

        @Option(value = "seed of the first sample; the next ones count on", fallback = "0")
        long seed) {}
