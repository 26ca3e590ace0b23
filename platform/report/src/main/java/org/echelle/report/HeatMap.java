package org.echelle.report;

import java.util.List;
import java.util.Locale;

/**
 * Figures of rows and columns as inline SVG: a cell is the darker, the higher its figure lies between two ends, and says its figure where
 * there is room. Cells without a figure stay empty.
 *
 * @param title for those who cannot see it
 * @param rows names, from top to bottom
 * @param columns names, from left to right
 * @param below what the columns are
 * @param values {@code [row][column]}, NaN for none
 * @param low figure of an empty cell's colour
 * @param high figure of the darkest
 */
record HeatMap(
        String title,
        List<String> rows,
        List<String> columns,
        String below,
        double[][] values,
        double low,
        double high) {
    private static final int PLOT = 560;
    private static final int CELL = 26;
    private static final int TOP = 6;
    private static final int RIGHT = 12;
    /** Width of a letter of a row's name, about. */
    private static final double LETTER = 6.2;

    private static final int MOST_LABELS = 16;
    /** Narrower cells have no room for a figure. */
    private static final int ROOM = 30;

    private static final double DARK = 0.55;

    String svg() {
        int left = 16
                + (int) Math.ceil(
                        LETTER * rows.stream().mapToInt(String::length).max().orElse(0));
        double cell = Math.min(64, PLOT / (double) Math.max(1, columns.size()));
        double plot = cell * columns.size();
        int width = (int) Math.ceil(left + Math.max(plot, 320) + RIGHT);
        int bottom = TOP + CELL * rows.size();
        StringBuilder out = new StringBuilder(4096);
        out.append(String.format(
                Locale.ROOT,
                "<svg class=\"chart\" style=\"max-width:%dpx\" role=\"img\" viewBox=\"0 0 %d %d\" xmlns=\"http://www.w3.org/2000/svg\">"
                        + "<title>%s</title>",
                width,
                width,
                bottom + 78,
                Html.escape(title)));
        for (int r = 0; r < rows.size(); r++) {
            int y = TOP + r * CELL;
            text(out, left - 8, y + CELL / 2.0 + 4, "class=\"y\"", rows.get(r));
            for (int c = 0; c < columns.size(); c++) {
                cell(out, left + c * cell, y, cell, r, c);
            }
        }
        int every = (columns.size() + MOST_LABELS - 1) / MOST_LABELS;
        for (int c = 0; c < columns.size(); c += every) {
            text(out, left + (c + .5) * cell, bottom + 16, "", columns.get(c));
        }
        text(out, left + plot / 2, bottom + 34, "", below);
        legend(out, left, bottom + 48);
        return out.append("</svg>").toString();
    }

    private double share(double value) {
        return high > low ? Math.max(0, Math.min(1, (value - low) / (high - low))) : 0;
    }

    private void cell(StringBuilder out, double x, int y, double cell, int r, int c) {
        double value = values[r][c];
        if (Double.isNaN(value)) {
            return;
        }
        out.append(String.format(
                Locale.ROOT,
                "<g><title>%s, %s: %s</title><rect x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\" fill=\"var(--chart-series)\""
                        + " fill-opacity=\"%.3f\" stroke=\"var(--chart-grid)\" stroke-width=\".5\"/>",
                Html.escape(rows.get(r)),
                Html.escape(columns.get(c)),
                Numbers.percent(value),
                x,
                y,
                cell,
                CELL,
                share(value)));
        if (cell >= ROOM) {
            String ink = share(value) > DARK ? "var(--paper)" : "var(--ink)";
            text(
                    out,
                    x + cell / 2,
                    y + CELL / 2.0 + 4,
                    "style=\"fill:" + ink + "\"",
                    String.format(Locale.ROOT, "%.0f", 100 * value));
        }
        out.append("</g>");
    }

    private void legend(StringBuilder out, int left, int y) {
        int steps = 20;
        for (int i = 0; i < steps; i++) {
            out.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"7\" height=\"9\" fill=\"var(--chart-series)\" fill-opacity=\"%.3f\"/>",
                    left + 7 * i,
                    y,
                    (i + .5) / steps));
        }
        text(out, left, y + 24, "", Numbers.percent(low));
        text(out, left + 7 * steps, y + 24, "", Numbers.percent(high));
    }

    private static void text(StringBuilder out, double x, double y, String style, String content) {
        out.append(String.format(
                Locale.ROOT, "<text %s x=\"%.1f\" y=\"%.1f\">%s</text>", style, x, y, Html.escape(content)));
    }
}
