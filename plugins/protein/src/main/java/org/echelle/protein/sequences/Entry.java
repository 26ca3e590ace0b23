package org.echelle.protein.sequences;

import java.util.List;
import java.util.Map;

/**
 * A protein as a file tells it.
 *
 * @param id its name: the primary accession where there is one
 * @param others further accessions
 * @param sequence upper-case letters; empty where the file has none (GFF)
 * @param length number of residues; 0 when not told
 * @param features empty for files without
 * @param terms of the whole protein: each group's concept ids with their names, such as {@code keyword}, {@code ec}, {@code go}
 * @param annotated whether the file could say something about it (a FASTA file cannot): what it does not say is then absent
 */
public record Entry(
        String id,
        List<String> others,
        String sequence,
        int length,
        List<Feature> features,
        Map<String, Map<String, String>> terms,
        boolean annotated) {
    public Entry {
        others = List.copyOf(others);
        features = List.copyOf(features);
        terms = Map.copyOf(terms);
    }

    /** A bare sequence. */
    public static Entry bare(String id, String sequence) {
        return new Entry(id, List.of(), sequence, sequence.length(), List.of(), Map.of(), false);
    }
}
