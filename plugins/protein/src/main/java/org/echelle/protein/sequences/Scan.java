package org.echelle.protein.sequences;

import java.util.List;

/**
 * What is known of samples that are variants of one protein.
 *
 * @param name of the wild type
 * @param wildType its letters
 * @param firstNumber by which the scan calls the wild type's first residue; 1 where it counts as UniProt does
 * @param measures names of what was measured
 * @param values {@code [measure][variant]}, NaN where it is not known
 * @param groups {@code [variant]}, what stays on one side of a split
 * @param groupedBy what these are, in a word
 */
public record Scan(
        String name,
        String wildType,
        int firstNumber,
        List<String> measures,
        double[][] values,
        String[] groups,
        String groupedBy) {
    public Scan {
        measures = List.copyOf(measures);
    }
}
