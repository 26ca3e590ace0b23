package org.echelle.pictures;

import org.echelle.api.SiteActivations;

/**
 * A feature's activations on a grid as a small picture, one pixel a cell: one hue (the vermilion of Okabe and Ito's colour-blind
 * safe palette), the stronger the less transparent. Cells without a stored row stay clear.
 */
public final class HeatMap {
    private static final int HUE = 0xD55E00;

    private final int rows;
    private final int columns;
    private final float[] values; // [y * columns + x]
    private final float full;
    private int strongest = -1;
    private float whole;

    /** @param grid rows and columns, as {@link PictureGrid#gridSize} tells them */
    public HeatMap(int[] grid, SiteActivations activations) {
        rows = grid[0];
        columns = grid[1];
        values = new float[rows * columns];
        full = activations.full() > 0 ? activations.full() : 1;
        boolean placed = activations.sites().hook().axis("y") >= 0
                && activations.sites().hook().axis("x") >= 0;
        int[] ys = placed ? activations.sites().along("y") : null;
        int[] xs = placed ? activations.sites().along("x") : null;
        for (int row = 0; row < activations.values().length; row++) {
            float value = activations.values()[row];
            if (placed && ys[row] >= 0 && xs[row] >= 0 && ys[row] < rows && xs[row] < columns) {
                int at = ys[row] * columns + xs[row];
                values[at] = Math.max(values[at], value);
                if (value > 0 && (strongest < 0 || value > values[strongest])) {
                    strongest = at;
                }
            } else {
                whole = Math.max(whole, value);
            }
        }
    }

    /** Whether any cell is active. */
    public boolean active() {
        return strongest >= 0;
    }

    /** Row and column of the strongest cell. */
    public int[] strongest() {
        return new int[] {strongest / columns, strongest % columns};
    }

    /** Activation of the strongest cell; 0 where none is active. */
    public float strongestValue() {
        return strongest < 0 ? 0 : values[strongest];
    }

    /** Activation of the rows without a place, such as the class token; 0 where they are silent. */
    public float whole() {
        return whole;
    }

    /** Activation of a cell; 0 where it has no stored row. */
    public float at(int row, int column) {
        return Math.max(0, values[row * columns + column]);
    }

    /**
     * The map as an address that needs no file.
     *
     * @param opacity of the largest activation, from 0 to 255: below 255 the picture still shows through
     */
    public String dataUri(int opacity) {
        int[] argb = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            int alpha = Math.round(opacity * Math.max(0, Math.min(1, values[i] / full)));
            argb[i] = alpha << 24 | HUE;
        }
        return Png.dataUri(Png.tiny(columns, rows, argb));
    }
}
