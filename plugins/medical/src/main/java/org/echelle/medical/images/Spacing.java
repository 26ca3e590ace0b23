package org.echelle.medical.images;

/**
 * Distances between neighbours' centres, in mm; NaN where the file does not tell.
 *
 * @param row from one row to the next
 * @param column from one column to the next
 * @param slice from one slice to the next
 */
public record Spacing(double row, double column, double slice) {
    /** Nothing is known. */
    public static final Spacing UNKNOWN = new Spacing(Double.NaN, Double.NaN, Double.NaN);

    /** @return whether the distances within a slice are known */
    public boolean isKnown() {
        return row > 0 && column > 0;
    }
}
