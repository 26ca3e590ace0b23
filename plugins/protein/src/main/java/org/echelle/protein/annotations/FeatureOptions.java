package org.echelle.protein.annotations;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * Which features of UniProt become concepts.
 *
 * @param path see the options' sentences
 */
public record FeatureOptions(
        @Option("UniProt flat file, XML, TSV or GFF with the annotations; those that came with the samples when absent")
        Optional<Path> path,

        @Option("Only these types, such as active-site, zinc-finger, helix; all but chains and variants when absent")
        List<String> types,

        @Option(value = "Keep concepts with at least so many instances, or with min-residues", fallback = "10")
        int minInstances,

        @Option(
                value = "Keep concepts with at least so many labelled residues, or with min-instances",
                fallback = "200")
        int minResidues,

        @Option(
                value =
                        "Of these, keep concepts that at least so many proteins have; one of one protein cannot be held out",
                fallback = "3")
        int minProteins,

        @Option(
                value = "any, or experimental: residues of features that nobody saw in an experiment are then unknown",
                fallback = "any")
        Evidence evidence) {
    /** What a feature must rest on. */
    public enum Evidence {
        /** Anything, predictions too. */
        ANY,
        /** An experiment. */
        EXPERIMENTAL
    }
}
