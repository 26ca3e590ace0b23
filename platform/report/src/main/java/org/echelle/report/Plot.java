package org.echelle.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.echelle.analysis.Interval;

/** A small chart drawn directly: one horizontal and one vertical axis, curves with bands, marks. Colours are the page's. */
final class Plot {
    private static final int LEFT = 62;
    private static final int RIGHT = 14;
    private static final int TOP = 12;
    private static final int BOTTOM = 44;
    /** The page's palette, for a chart as a file of its own. */
    static final String PALETTE = "<style>svg{--chart-ink:#55585d;--chart-grid:#deded9;--chart-series:#17507d;"
            + "--chart-fill:#a9c6dc;background:#fdfdfb;font:11px sans-serif}text{fill:var(--chart-ink)}</style>";

    private final StringBuilder body = new StringBuilder();
    private final int width;
    private final int height;
    private final double x0;
    private final double x1;
    private final double y0;
    private final double y1;

    Plot(int width, int height, double x0, double x1, double y0, double y1) {
        this.width = width;
        this.height = height;
        this.x0 = x0;
        this.x1 = x1 > x0 ? x1 : x0 + 1;
        this.y0 = y0;
        this.y1 = y1 > y0 ? y1 : y0 + 1;
    }

    double x(double value) {
        return LEFT + (value - x0) / (x1 - x0) * (width - LEFT - RIGHT);
    }

    double y(double value) {
        return height - BOTTOM - (value - y0) / (y1 - y0) * (height - TOP - BOTTOM);
    }

    /** Grid lines and labels at round values of both axes. */
    Plot axes(String xTitle, String yTitle, boolean xTicks) {
        for (double v : ticks(y0, y1)) {
            add("<path d=\"M%d %.1fH%d\" style=\"stroke:var(--chart-grid)\"/>", LEFT, y(v), width - RIGHT);
            label(LEFT - 6, y(v) + 4, "end", Numbers.figure(v));
        }
        if (xTicks) {
            for (double v : ticks(x0, x1)) {
                label(x(v), height - BOTTOM + 16, "middle", Numbers.figure(v));
            }
        }
        if (y0 < 0 && y1 > 0) {
            add("<path d=\"M%d %.1fH%d\" style=\"stroke:var(--chart-ink)\"/>", LEFT, y(0), width - RIGHT);
        }
        label(LEFT + (width - LEFT - RIGHT) / 2.0, height - 8, "middle", xTitle);
        add(
                "<text transform=\"translate(14 %.1f) rotate(-90)\" style=\"text-anchor:middle\">%s</text>",
                TOP + (height - TOP - BOTTOM) / 2.0, Html.escape(yTitle));
        return this;
    }

    /** Round values within a range, at most seven. */
    static List<Double> ticks(double low, double high) {
        double raw = (high - low) / 5;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double step = Arrays.stream(new double[] {1, 2, 5, 10})
                .map(m -> m * power)
                .filter(s -> s >= raw)
                .findFirst()
                .orElse(10 * power);
        List<Double> ticks = new java.util.ArrayList<>();
        for (double v = Math.ceil(low / step - 1e-9) * step; v <= high + step * 1e-9; v += step) {
            ticks.add(Math.abs(v) < step * 1e-9 ? 0.0 : v);
        }
        return ticks;
    }

    /** A text; {@code y} is its base line, in pixels as {@code x}. */
    Plot label(double x, double y, String anchor, String text) {
        return add("<text x=\"%.1f\" y=\"%.1f\" style=\"text-anchor:%s\">%s</text>", x, y, anchor, Html.escape(text));
    }

    /** A curve with its intervals; {@code dash} such as {@code 5 4}, empty for a solid line. */
    Plot curve(double[] xs, double[] ys, List<Interval> intervals, String colour, String dash) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < xs.length; i++) {
            line.append(String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", x(xs[i]), y(ys[i])));
            if (intervals.get(i).known()) {
                add(
                        "<path d=\"M%.1f %.1fV%.1f\" style=\"stroke:%s;stroke-width:2;opacity:.55\"/>",
                        x(xs[i]), y(intervals.get(i).low()), y(intervals.get(i).high()), colour);
            }
        }
        add(
                "<path d=\"%s\" style=\"fill:none;stroke:%s;stroke-width:2%s\"/>",
                line, colour, dash.isEmpty() ? "" : ";stroke-dasharray:" + dash);
        for (int i = 0; i < xs.length; i++) {
            mark(xs[i], ys[i], colour, 3);
        }
        return this;
    }

    /** A dot. */
    Plot mark(double xValue, double yValue, String colour, double radius) {
        return add(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" style=\"fill:%s\"/>", x(xValue), y(yValue), radius, colour);
    }

    Plot add(String format, Object... values) {
        body.append(String.format(Locale.ROOT, format, values));
        return this;
    }

    /** @param description read aloud in place of the picture */
    String svg(String description) {
        return String.format(
                Locale.ROOT,
                "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 %d %d\" font-size=\"11\""
                        + " xmlns=\"http://www.w3.org/2000/svg\"><title>%s</title><g style=\"fill:var(--chart-ink)\">%s</g></svg>",
                width,
                height,
                Html.escape(description),
                body);
    }

    /** The same as a file that needs no page. */
    static String file(String svg) {
        return svg.replaceFirst("</title>", "</title>" + PALETTE);
    }
}
