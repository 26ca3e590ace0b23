package org.echelle.medical.concepts;

/**
 * A part of a film as a summed-area table: the overlap with any rectangle takes four look-ups. Between pixel corners the table is bilinear,
 * which is exact because a mask is constant within a pixel.
 */
final class AreaMask {
    private final int width;
    private final int height;
    private final double[] sums; // [height + 1][width + 1]

    /** A mask of shares. */
    @FunctionalInterface
    interface Shares {
        /** Share of that pixel that is covered, from 0 to 1. */
        double at(int x, int y);
    }

    AreaMask(int width, int height, Shares shares) {
        this.width = width;
        this.height = height;
        sums = new double[(width + 1) * (height + 1)];
        for (int y = 0; y < height; y++) {
            double row = 0;
            for (int x = 0; x < width; x++) {
                row += shares.at(x, y);
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
            }
        }
    }

    /** A box with real edges: left, upper, right, lower, in pixels. */
    static AreaMask box(int width, int height, double[] b) {
        return new AreaMask(
                width,
                height,
                (x, y) -> Math.max(0, Math.min(x + 1, b[2]) - Math.max(x, b[0]))
                        * Math.max(0, Math.min(y + 1, b[3]) - Math.max(y, b[1])));
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Covered area, in square pixels. */
    double area() {
        return sums[sums.length - 1];
    }

    /** Share of a rectangle (left, upper, right, lower edge, real numbers) that is covered. */
    double coverage(double[] cell) {
        double whole = (cell[2] - cell[0]) * (cell[3] - cell[1]);
        double shared =
                upTo(cell[2], cell[3]) - upTo(cell[0], cell[3]) - upTo(cell[2], cell[1]) + upTo(cell[0], cell[1]);
        return whole <= 0 ? 0 : shared / whole;
    }

    private double upTo(double x, double y) {
        double cx = Math.max(0, Math.min(width, x));
        double cy = Math.max(0, Math.min(height, y));
        int ix = (int) Math.min(cx, width - 1);
        int iy = (int) Math.min(cy, height - 1);
        double fx = cx - ix;
        double fy = cy - iy;
        int at = iy * (width + 1) + ix;
        double upper = sums[at] * (1 - fx) + sums[at + 1] * fx;
        double lower = sums[at + width + 1] * (1 - fx) + sums[at + width + 2] * fx;
        return upper * (1 - fy) + lower * fy;
    }
}
