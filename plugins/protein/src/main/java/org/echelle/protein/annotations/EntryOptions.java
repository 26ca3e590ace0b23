package org.echelle.protein.annotations;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * Which annotations of whole proteins become concepts.
 *
 * @param path see the options' sentences
 */
public record EntryOptions(
        @Option("UniProt flat file, XML or TSV with the annotations; those that came with the samples when absent")
        Optional<Path> path,

        @Option("Any of keyword, ec and go; all when absent")
        List<String> groups,

        @Option(value = "Keep concepts that at least so many proteins have", fallback = "3")
        int minProteins) {}
