package org.echelle.report;

import java.util.Locale;
import org.echelle.analysis.Interval;

/** A figure with its interval as a mark on a short common axis, for reading a column of a table at a glance. */
final class IntervalMark {
    private static final int WIDTH = 120;
    private static final int HEIGHT = 16;

    private IntervalMark() {}

    /** @param end right end of the axis, which begins at 0 */
    static String of(double value, Interval interval, double end, boolean ours) {
        double x = at(value, end);
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg class=\"mark\" aria-hidden=\"true\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M3 8H%d\" style=\"stroke:var(--chart-grid)\"/>",
                WIDTH,
                HEIGHT,
                WIDTH,
                HEIGHT,
                WIDTH - 3));
        String colour = ours ? "var(--chart-series)" : "var(--chart-ink)";
        if (interval.known()) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<path d=\"M%.1f 8H%.1f\" style=\"stroke:%s;stroke-width:3\"/>",
                    at(interval.low(), end),
                    at(interval.high(), end),
                    colour));
        }
        svg.append(String.format(
                Locale.ROOT, "<circle cx=\"%.1f\" cy=\"8\" r=\"3.5\" style=\"fill:%s\"/></svg>", x, colour));
        return svg.toString();
    }

    private static double at(double value, double end) {
        return 4 + (WIDTH - 8) * Math.max(0, Math.min(1, value / end));
    }
}
