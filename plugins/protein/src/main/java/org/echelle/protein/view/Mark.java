package org.echelle.protein.view;

/**
 * Something known about a stretch of a protein, drawn beneath its sequence.
 *
 * @param kind such as {@code Zinc finger}
 * @param name what it is more precisely; empty when there is no more to say
 * @param from first residue of the whole protein, counted from 0
 * @param to after the last
 * @param paired only the two ends are meant, as in a disulfide bond
 */
public record Mark(String kind, String name, int from, int to, boolean paired) {
    public Mark {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException(kind + " lies at " + from + " to " + to);
        }
    }

    /** Whether a residue belongs to it. */
    boolean covers(int residue) {
        return paired ? residue == from || residue == to - 1 : residue >= from && residue < to;
    }

    /** For people, with positions counted from 1: {@code Active site 70: Acyl-ester intermediate}. */
    String told() {
        String where = to - from == 1 ? "" + (from + 1) : (from + 1) + (paired ? " with " : "–") + to;
        return kind + " " + where + (name.isEmpty() ? "" : ": " + name);
    }
}
