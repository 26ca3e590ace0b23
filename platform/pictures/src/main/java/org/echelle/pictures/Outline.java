package org.echelle.pictures;

import java.util.BitSet;
import org.echelle.api.SampleSites;

/** The border of cells that an annotation covers, as a drawing to lie over a picture; holes have borders, too. */
public final class Outline {
    private Outline() {}

    /**
     * Draws the border, light with a dark edge so that it shows on any ground.
     *
     * @param grid rows and columns, as {@link PictureGrid#gridSize} tells them
     * @param sites the rows of the sample
     * @param rows that are covered; those without a place are left out
     * @param style of the element, such as {@link ViewText#place} makes it
     * @return SVG with the class {@code outlined}; empty where no covered row has a place
     */
    public static String svg(int[] grid, SampleSites sites, BitSet rows, String style) {
        boolean[][] inside = inside(grid, sites, rows);
        String path = path(grid, inside);
        return path.isEmpty()
                ? ""
                : "<svg class=\"outlined\" aria-hidden=\"true\" preserveAspectRatio=\"none\" viewBox=\"0 0 " + grid[1]
                        + ' '
                        + grid[0] + "\" style=\"position:absolute;overflow:visible;fill:none;stroke-linecap:square;"
                        + style + "\">"
                        + stroke(path, "#000", 3.5) + stroke(path, "#5ff", 1.5) + "</svg>";
    }

    private static String stroke(String path, String colour, double width) {
        return "<path d=\"" + path + "\" vector-effect=\"non-scaling-stroke\" stroke=\"" + colour + "\" stroke-width=\""
                + ViewText.decimal(width) + "\"/>";
    }

    private static boolean[][] inside(int[] grid, SampleSites sites, BitSet rows) {
        boolean[][] inside = new boolean[grid[0]][grid[1]];
        if (sites.hook().axis("y") >= 0 && sites.hook().axis("x") >= 0) {
            int[] ys = sites.along("y");
            int[] xs = sites.along("x");
            rows.stream()
                    .filter(r -> ys[r] >= 0 && xs[r] >= 0 && ys[r] < grid[0] && xs[r] < grid[1])
                    .forEach(r -> inside[ys[r]][xs[r]] = true);
        }
        return inside;
    }

    /** Runs of edges between a covered cell and one that is not, along rows and then along columns. */
    private static String path(int[] grid, boolean[][] inside) {
        StringBuilder path = new StringBuilder();
        for (int y = 0; y <= grid[0]; y++) {
            int from = -1;
            for (int x = 0; x <= grid[1]; x++) {
                boolean edge = x < grid[1] && at(inside, y - 1, x) != at(inside, y, x);
                if (edge && from < 0) {
                    from = x;
                } else if (!edge && from >= 0) {
                    path.append('M')
                            .append(from)
                            .append(' ')
                            .append(y)
                            .append('H')
                            .append(x);
                    from = -1;
                }
            }
        }
        for (int x = 0; x <= grid[1]; x++) {
            int from = -1;
            for (int y = 0; y <= grid[0]; y++) {
                boolean edge = y < grid[0] && at(inside, y, x - 1) != at(inside, y, x);
                if (edge && from < 0) {
                    from = y;
                } else if (!edge && from >= 0) {
                    path.append('M')
                            .append(x)
                            .append(' ')
                            .append(from)
                            .append('V')
                            .append(y);
                    from = -1;
                }
            }
        }
        return path.toString();
    }

    private static boolean at(boolean[][] inside, int y, int x) {
        return y >= 0 && y < inside.length && x >= 0 && x < inside[y].length && inside[y][x];
    }
}
