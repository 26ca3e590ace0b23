package org.echelle.protein.annotations;

import java.nio.file.Path;
import java.util.List;
import org.echelle.api.Option;

/**
 * Where conservation comes from.
 *
 * @param path see the options' sentences
 */
public record AlignmentOptions(
        @Option(
                "Alignments of the proteins with their relatives: aligned FASTA (A2M, A3M too) or Stockholm files, plain or gzipped, or folders"
                        + " of them; proteins are found in them by sequence")
        List<Path> path,

        @Option(
                value =
                        "Share of a protein's scored residues that count as conserved, and as variable at the other end",
                fallback = "0.2")
        double conserved,

        @Option(value = "Columns with a larger share of gaps are not scored, their residues unknown", fallback = "0.3")
        double gaps) {}
