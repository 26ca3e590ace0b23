package org.echelle.report;

import java.util.Locale;

/**
 * The small histogram on a feature's page, written as SVG at the size it is shown. Hundreds of pages have one: an SVG of a path and a
 * few labels costs a hundredth of a chart that is laid out and painted.
 */
final class Histogram {
    private static final int WIDTH = 304;
    private static final int HEIGHT = 150;
    private static final int LEFT = 54;
    private static final int RIGHT = 10;
    private static final int TOP = 8;
    private static final int BOTTOM = 34;
    private static final int BINS = 40;

    private Histogram() {}

    /** Positive activations in 40 equal bins from 0 to {@code max}. */
    static String of(float[] values, float max) {
        long[] bins = new long[BINS];
        for (float value : values) {
            bins[(int) Math.min(BINS - 1, Math.max(0, value / max * BINS))]++;
        }
        double top = 1;
        for (long bin : bins) {
            top = Math.max(top, (double) bin);
        }
        StringBuilder svg = new StringBuilder(2048);
        svg.append(String.format(
                Locale.ROOT,
                "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 %d %d\" xmlns=\"http://www.w3.org/2000/svg\">"
                        + "<title>Histogram of the feature’s activations</title>",
                WIDTH,
                HEIGHT));
        double step = Math.max(1, step(top, 3));
        for (double y = step; y <= top; y += step) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<path d=\"M%d %.1fH%d\" style=\"stroke:var(--chart-grid)\"/><text class=\"y\" x=\"%d\" y=\"%.1f\">%s</text>",
                    LEFT,
                    y(y, top),
                    WIDTH - RIGHT,
                    LEFT - 5,
                    y(y, top) + 4,
                    Numbers.axis(y)));
        }
        svg.append("<path style=\"fill:var(--chart-fill);stroke:var(--chart-series)\" d=\"M")
                .append(LEFT);
        svg.append(' ').append(HEIGHT - BOTTOM);
        for (int i = 0; i < BINS; i++) {
            svg.append(String.format(Locale.ROOT, "V%.1fH%.1f", y((double) bins[i], top), x(i + 1.0, BINS)));
        }
        svg.append('V').append(HEIGHT - BOTTOM).append("Z\"/>");
        double tick = step(max, 4);
        for (int i = 0; i * tick <= max; i++) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\">%s</text>",
                    x(i * tick, max),
                    HEIGHT - BOTTOM + 14,
                    Numbers.axis(i * tick)));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%d\">activation</text><text x=\"10\" y=\"%d\" transform=\"rotate(-90 10 %d)\">rows</text></svg>",
                x(0.5, 1),
                HEIGHT - 4,
                (HEIGHT - BOTTOM + TOP) / 2,
                (HEIGHT - BOTTOM + TOP) / 2));
        return svg.toString();
    }

    private static double x(double value, double max) {
        return LEFT + (WIDTH - LEFT - RIGHT) * value / max;
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top;
    }

    /** The smallest of 1, 2, 5 times a power of ten that cuts a length into at most so many parts. */
    private static double step(double length, int parts) {
        double power = Math.pow(10, Math.floor(Math.log10(length / parts)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power * parts >= length) {
                return factor * power;
            }
        }
        return 10 * power;
    }
}
