package org.echelle.report;

import java.util.Locale;
import org.echelle.analysis.Interval;

/** A signed figure with its interval as a mark on a short common axis with 0 in the middle. */
final class ShiftMark {
    private static final int WIDTH = 120;

    private ShiftMark() {}

    /** @param end the axis runs from {@code -end} to {@code end} */
    static String of(double value, Interval interval, double end) {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg class=\"mark\" aria-hidden=\"true\" width=\"%d\" height=\"16\" viewBox=\"0 0 %d 16\""
                        + " xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M3 8H%dM60 2V14\" style=\"stroke:var(--chart-grid)\"/>",
                WIDTH,
                WIDTH,
                WIDTH - 3));
        if (interval.known()) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<path d=\"M%.1f 8H%.1f\" style=\"stroke:var(--chart-series);stroke-width:3\"/>",
                    at(interval.low(), end),
                    at(interval.high(), end)));
        }
        return svg.append(String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"8\" r=\"3.5\" style=\"fill:var(--chart-series)\"/></svg>",
                        at(value, end)))
                .toString();
    }

    private static double at(double value, double end) {
        return 60 + 56 * Math.max(-1, Math.min(1, value / end));
    }
}
