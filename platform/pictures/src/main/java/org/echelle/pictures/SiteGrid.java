package org.echelle.pictures;

import org.echelle.api.SampleSites;

/**
 * Which part of a picture each stored row stands for: the cell of a grid over the network's input, carried back to the picture by
 * the inverse of the preprocessing's affine map. Edges are real numbers, so grids need not divide the input evenly.
 */
public final class SiteGrid {
    private final int[] grid;
    private final int[] ys;
    private final int[] xs;
    private final Placement placement;
    private final PictureGrid subject;

    private SiteGrid(PictureGrid subject, int[] grid, int[] ys, int[] xs, Placement placement) {
        this.subject = subject;
        this.grid = grid;
        this.ys = ys;
        this.xs = xs;
        this.placement = placement;
    }

    /**
     * @param subject tells grid and placement
     * @param sites the rows of one sample
     * @param imageWidth columns of that picture, in its own pixels
     * @param imageHeight rows of that picture
     */
    public static SiteGrid of(PictureGrid subject, SampleSites sites, int imageWidth, int imageHeight) {
        boolean placed = sites.hook().axis("y") >= 0 && sites.hook().axis("x") >= 0;
        return new SiteGrid(
                subject,
                placed ? subject.gridSize(sites.hook()) : new int[] {0, 0},
                placed ? sites.along("y") : new int[sites.rows()],
                placed ? sites.along("x") : new int[sites.rows()],
                subject.placement(imageWidth, imageHeight));
    }

    /** Number of rows. */
    public int rows() {
        return ys.length;
    }

    /** Whether a row stands for a place (a patch or cell), not for the whole picture (a class token, a pooled activation). */
    public boolean placed(int row) {
        return grid[0] > 0 && ys[row] >= 0 && xs[row] >= 0;
    }

    /**
     * The part of the picture that a row stands for.
     *
     * @return left, upper, right and lower edge in picture pixels; may reach beyond the picture where preprocessing pads
     */
    public double[] cell(int row) {
        double w = subject.inputWidth() / (double) grid[1];
        double h = subject.inputHeight() / (double) grid[0];
        return new double[] {
            placement.toImageX(xs[row] * w),
            placement.toImageY(ys[row] * h),
            placement.toImageX((xs[row] + 1) * w),
            placement.toImageY((ys[row] + 1) * h)
        };
    }

    /** The part of the picture that the network sees: left, upper, right and lower edge in picture pixels. */
    public static double[] window(PictureGrid subject, int imageWidth, int imageHeight) {
        Placement p = subject.placement(imageWidth, imageHeight);
        return new double[] {
            p.toImageX(0), p.toImageY(0), p.toImageX(subject.inputWidth()), p.toImageY(subject.inputHeight())
        };
    }
}
