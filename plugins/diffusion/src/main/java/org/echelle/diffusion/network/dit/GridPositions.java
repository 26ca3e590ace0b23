package org.echelle.diffusion.network.dit;

/**
 * Fixed positions of a square grid: sines and cosines of the column in the first half, of the row in the second (MAE's table, as DiT and
 * diffusers take it; there the column goes first).
 */
final class GridPositions {
    private GridPositions() {}

    /**
     * The table.
     *
     * @param grid rows and columns
     * @param width of a token, a multiple of 4
     * @param scale what rows and columns are divided by
     * @return {@code [grid * grid][width]}, row by row, in one array
     */
    static float[] table(int grid, int width, double scale) {
        int quarter = width / 4;
        float[] table = new float[grid * grid * width];
        for (int cell = 0; cell < grid * grid; cell++) {
            int[] place = {cell % grid, cell / grid};
            for (int axis = 0; axis < 2; axis++) {
                int from = cell * width + axis * width / 2;
                double at = (float) (place[axis] / scale);
                for (int j = 0; j < quarter; j++) {
                    double angle = at / Math.pow(10000, (double) j / quarter);
                    table[from + j] = (float) Math.sin(angle);
                    table[from + quarter + j] = (float) Math.cos(angle);
                }
            }
        }
        return table;
    }
}
