package org.echelle.protein.profile;

import java.util.Optional;

/**
 * What is kept of one protein, or window of one, until what a feature's strongest samples have in common is drawn.
 *
 * @param window the residues around the peak, for a logo
 * @param letters by amino acid
 * @param tenths by place in the whole protein
 * @param structure whether the protein's structure is known
 * @param spread of the most active residues; empty without structure, or with too few such residues
 * @param relatives who is drawn together by a bootstrap: windows of one protein and its relatives have one name
 */
public record Excerpt(
        String window, Tally letters, Tally tenths, boolean structure, Optional<Spread> spread, String relatives) {
    private static final String FIELD = "\t";
    private static final String SEEN = "structure";

    public Excerpt {
        // The last field of a line; tabs in it do no harm, line breaks might.
        relatives = relatives.replace('\n', ' ').replace('\r', ' ');
    }

    /**
     * Takes it from a sample.
     *
     * @param window the residues around the peak
     * @param sequence of the sample
     * @param values {@code [residue]} of it, NaN where the run has no activation
     * @param offset residues of the whole protein before its first
     * @param length residues of the whole protein
     */
    public static Excerpt of(
            String window,
            String sequence,
            float[] values,
            int offset,
            int length,
            Optional<ChainDistances> structure,
            String relatives) {
        return new Excerpt(
                window,
                Tally.letters(sequence, values),
                Tally.tenths(offset, length, values),
                structure.isPresent(),
                structure.flatMap(chain -> Spread.of(values, offset, chain)),
                relatives);
    }

    /** All of it in one line. */
    public String text() {
        String spatial = spread.map(Spread::text).orElse(structure ? SEEN : "");
        return String.join(FIELD, window, letters.text(), tenths.text(), spatial, relatives);
    }

    /** Reads {@link #text}. */
    public static Excerpt parse(String text) {
        String[] parts = text.split(FIELD, 5);
        boolean told = !parts[3].isEmpty() && !parts[3].equals(SEEN);
        return new Excerpt(
                parts[0],
                Tally.parse(parts[1]),
                Tally.parse(parts[2]),
                !parts[3].isEmpty(),
                told ? Optional.of(Spread.parse(parts[3])) : Optional.empty(),
                parts[4]);
    }
}
