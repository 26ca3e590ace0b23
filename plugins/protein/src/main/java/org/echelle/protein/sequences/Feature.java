package org.echelle.protein.sequences;

import java.util.List;

/**
 * One line of a feature table.
 *
 * @param type its key
 * @param location where
 * @param note what it is, without final stop and without words about evidence; empty when there is none
 * @param ligand what is bound there ({@code Zn(2+)}); empty when not told
 * @param evidence ECO codes ({@code ECO:0000269}) or, in files before 2014, {@code By similarity}, {@code Potential}, {@code Probable};
 *     empty when not told
 */
public record Feature(FeatureType type, Location location, String note, String ligand, List<String> evidence) {
    public Feature {
        evidence = List.copyOf(evidence);
    }

    /** What names the feature's sub-type: its note up to the first semicolon, else its ligand; empty when it has neither. */
    public String name() {
        int semicolon = note.indexOf(';');
        String first = (semicolon < 0 ? note : note.substring(0, semicolon)).strip();
        return first.isEmpty() ? ligand.strip() : first;
    }

    /** Whether somebody saw it in an experiment (ECO:0000269, or a code for manual assertion from combined or large-scale data). */
    public boolean experimental() {
        return evidence.stream()
                .anyMatch(e -> e.equals("ECO:0000269") || e.equals("ECO:0007744") || e.equals("ECO:0007829"));
    }
}
