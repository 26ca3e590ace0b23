package org.echelle.protein;

import java.util.Objects;
import org.echelle.api.Sample;

/**
 * A protein, or a window of a long one.
 *
 * <p>Windows overlap, so that a residue near an edge is seen with its surroundings by one of them; a residue that two windows show
 * belongs to only one, the one in which it lies further from an edge. A subject drops the rows of the others
 * ({@link org.echelle.api.Sites#dropped}), so that nothing is trained on or counted twice; concepts call them unknown where they were
 * kept nevertheless.
 *
 * @param id stable name: the accession; a window of a longer protein adds {@code #from-to}, 1-based and inclusive
 * @param sequence residues as the tokenizers want them: upper-case letters A to Z, no stops, no gaps, at least one
 * @param offset residues of the whole protein before this one's first (0 for a whole protein): residue {@code i} of the sequence is
 *     residue {@code offset + i} of the protein, counted from 0, which is the coordinate of its rows
 * @param keptFrom first residue of {@code sequence} that belongs to this window, counted from 0
 * @param keptTo first residue after those that belong to it
 */
public record Protein(String id, String sequence, int offset, int keptFrom, int keptTo) implements Sample {
    public Protein {
        Objects.requireNonNull(id);
        if (sequence.isEmpty()) {
            throw new IllegalArgumentException("protein " + id + " has no residues");
        }
        for (int i = 0; i < sequence.length(); i++) {
            char c = sequence.charAt(i);
            if (c < 'A' || c > 'Z') {
                throw new IllegalArgumentException("protein " + id + " has '" + c + "' at residue " + (offset + i + 1)
                        + ", which is no upper-case letter");
            }
        }
        if (offset < 0 || keptFrom < 0 || keptFrom > keptTo || keptTo > sequence.length()) {
            throw new IllegalArgumentException("protein " + id + " begins at " + offset + " and keeps " + keptFrom
                    + " to " + keptTo + " of " + sequence.length());
        }
    }

    /** A protein or window that keeps all its residues. */
    public Protein(String id, String sequence, int offset) {
        this(id, sequence, offset, 0, sequence.length());
    }

    /** Whether residue {@code i} of {@link #sequence} belongs to this window and not to a neighbour. */
    public boolean keeps(int i) {
        return i >= keptFrom && i < keptTo;
    }
}
