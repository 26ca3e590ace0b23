package org.echelle.protein.variants;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * A scan and its wild type.
 *
 * @param path see the options' sentences
 */
public record VariantOptions(
        @Option("A table (CSV, TSV) with a column of variants such as A42G or A42G:K77R, or a FASTA file whose headers"
                + " name variant and score, as in >7|protein_A42G|0.93; plain or gzipped")
        Path path,

        @Option("Letters of the wild type; not needed where the file has whole sequences")
        Optional<String> wildType,

        @Option("A FASTA file whose first record is the wild type, in place of its letters")
        Optional<Path> wildTypeFile,

        @Option("The column of variants; usually found by its name (mutant, variant, mutation, hgvs_pro)")
        Optional<String> mutant,

        @Option("The measured number that matters, a column's name; further columns of numbers are kept, too")
        Optional<String> score,

        @Option(value = "Number by which the file calls the wild type's first residue", fallback = "1")
        int firstResidue,

        @Option(
                value =
                        "What a split keeps together: variant (each by itself) or position (all variants of a position)",
                fallback = "variant")
        Grouping group,

        @Option("Take at most this many variants, evenly spaced over the file")
        Optional<Integer> limit) {
    /** What stays on one side of a split. */
    public enum Grouping {
        /** Each variant by itself: tells how well known positions are filled in. */
        VARIANT,
        /** All variants of the same positions: tells how well unseen positions are predicted. */
        POSITION
    }
}
