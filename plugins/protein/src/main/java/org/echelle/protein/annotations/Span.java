package org.echelle.protein.annotations;

/**
 * Residues of one protein that carry a concept.
 *
 * @param concept index of the concept
 * @param from first residue, counted from 0 within the whole protein
 * @param to after the last
 * @param instance which one in this protein, from 1; 0 where instances are not told apart
 * @param value 1, or a degree; NaN where nobody knows
 */
record Span(int concept, int from, int to, int instance, float value) {
    static Span unknown(int concept, int from, int to) {
        return new Span(concept, from, to, 0, Float.NaN);
    }

    boolean known() {
        return !Float.isNaN(value);
    }
}
