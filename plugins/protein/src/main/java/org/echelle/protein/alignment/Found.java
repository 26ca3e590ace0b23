package org.echelle.protein.alignment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Proteins in alignments, by sequence: a row is a protein, or a stretch of it (a domain; every place is taken), or a protein is a stretch of
 * a row. A stretch has at least {@link #LEAST} residues; shorter ones are found by chance. Time grows with the alignments' letters, not
 * with their number times the proteins.
 */
public final class Found {
    /** Of 20 residues there are 10^26 words. */
    static final int LEAST = 20;

    private final List<String> proteins;
    private final Words words;
    private final Map<Integer, List<Integer>> byHead = new HashMap<>(); // proteins by the hash of their first word
    private final Map<String, List<Integer>> shorter = new HashMap<>(); // than a word
    private final double[][] scores; // [protein][residue], NaN where unknown

    /** @param proteins their sequences, upper-case letters */
    public Found(List<String> proteins) {
        this.proteins = List.copyOf(proteins);
        words = new Words(proteins, LEAST);
        scores = new double[proteins.size()][];
        for (int p = 0; p < scores.length; p++) {
            String protein = proteins.get(p);
            scores[p] = new double[protein.length()];
            Arrays.fill(scores[p], Double.NaN);
            if (protein.length() < LEAST) {
                shorter.computeIfAbsent(protein, s -> new ArrayList<>()).add(p);
            } else {
                int head = words.hashes(protein.substring(0, LEAST))[0];
                byHead.computeIfAbsent(head, h -> new ArrayList<>()).add(p);
            }
        }
    }

    /**
     * Gives the residues of all proteins that are in an alignment the scores of their columns, unless they have one from an alignment
     * before.
     *
     * @param columns {@code [column]}, NaN where unknown
     */
    public void add(Alignment alignment, double[] columns) {
        for (Alignment.Row row : alignment.rows()) {
            String residues = row.residues();
            shorter.getOrDefault(residues, List.of()).forEach(p -> put(p, 0, row, 0, columns));
            int[] hashes = words.hashes(residues);
            if (hashes.length > 0) {
                words.places(hashes[0], place -> {
                    int protein = words.sequence(place);
                    int at = place - words.start(protein);
                    if (proteins.get(protein).startsWith(residues, at)) {
                        put(protein, at, row, 0, columns);
                    }
                });
            }
            for (int at = 0; at < hashes.length; at++) {
                for (int protein : byHead.getOrDefault(hashes[at], List.of())) {
                    if (residues.startsWith(proteins.get(protein), at)) {
                        put(protein, 0, row, at, columns);
                    }
                }
            }
        }
    }

    /** From residue {@code at} of the protein and {@code from} of the row on, to where the first of both ends. */
    private void put(int protein, int at, Alignment.Row row, int from, double[] columns) {
        int[] columnOf = row.columnOfResidue();
        for (int i = 0; at + i < scores[protein].length && from + i < columnOf.length; i++) {
            int column = columnOf[from + i];
            if (column >= 0 && Double.isNaN(scores[protein][at + i])) {
                scores[protein][at + i] = columns[column];
            }
        }
    }

    /** The scores of a protein's residues, NaN where unknown. */
    public double[] scores(int protein) {
        return scores[protein].clone();
    }
}
