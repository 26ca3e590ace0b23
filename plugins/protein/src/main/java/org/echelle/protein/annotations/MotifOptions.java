package org.echelle.protein.annotations;

import java.util.Map;
import org.echelle.api.Option;

/**
 * Motifs to look for.
 *
 * @param patterns see the option's sentence
 */
public record MotifOptions(
        @Option("PROSITE patterns by name, such as n-glycosylation: N-{P}-[ST]-{P}")
        Map<String, String> patterns) {}
