package org.echelle.pictures;

/** A part of a picture whose overlap with rectangles can be told exactly. */
public interface Region {
    /**
     * Area shared with a rectangle, in square pixels of the picture.
     *
     * @param x0 left edge; edges are real numbers
     */
    double area(double x0, double y0, double x1, double y1);

    /** Share of a rectangle (left, upper, right, lower) that the region covers. */
    default double coverage(double[] cell) {
        double whole = (cell[2] - cell[0]) * (cell[3] - cell[1]);
        return whole <= 0 ? 0 : area(cell[0], cell[1], cell[2], cell[3]) / whole;
    }
}
