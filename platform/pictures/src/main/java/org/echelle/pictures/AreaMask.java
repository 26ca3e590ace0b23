package org.echelle.pictures;

/**
 * A mask as a summed-area table: the overlap with any rectangle takes four look-ups. Between pixel corners the table is bilinear,
 * which is exact because a mask is constant within a pixel.
 */
public final class AreaMask implements Region {
    private final int width;
    private final int height;
    private final double[] sums; // [height + 1][width + 1]

    private AreaMask(int width, int height, double[] sums) {
        this.width = width;
        this.height = height;
        this.sums = sums;
    }

    /** A mask of shares. */
    @FunctionalInterface
    public interface Shares {
        /** Share of that pixel that is covered, from 0 to 1. */
        double at(int x, int y);
    }

    /** Builds the table. */
    public static AreaMask of(int width, int height, Shares shares) {
        double[] sums = new double[(width + 1) * (height + 1)];
        for (int y = 0; y < height; y++) {
            double row = 0;
            for (int x = 0; x < width; x++) {
                row += shares.at(x, y);
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
            }
        }
        return new AreaMask(width, height, sums);
    }

    /** A box with real edges, left, upper, right and lower, as far as it lies in the picture. */
    public static AreaMask box(int width, int height, double[] edges) {
        return of(
                width,
                height,
                (x, y) -> Math.max(0, Math.min(x + 1, edges[2]) - Math.max(x, edges[0]))
                        * Math.max(0, Math.min(y + 1, edges[3]) - Math.max(y, edges[1])));
    }

    /** Columns of the picture. */
    public int width() {
        return width;
    }

    /** Rows of the picture. */
    public int height() {
        return height;
    }

    /** Covered area, in square pixels. */
    public double area() {
        return sums[sums.length - 1];
    }

    @Override
    public double area(double x0, double y0, double x1, double y1) {
        return upTo(x1, y1) - upTo(x0, y1) - upTo(x1, y0) + upTo(x0, y0);
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
