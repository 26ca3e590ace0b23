package org.echelle.report;

import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** The kinds of chart that pages show. */
final class Charts {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 230;
    /** About what the axes leave. */
    private static final int PLOT_WIDTH = 390;

    private Charts() {}

    /** A training curve over rows seen; {@code share} axes run from 0 to at most 1 and are written in per cent. */
    static String training(
            String id,
            String title,
            List<TrainingPoint> history,
            ToDoubleFunction<TrainingPoint> value,
            boolean share) {
        List<TrainingPoint> points = history.stream()
                .filter(p -> Double.isFinite(value.applyAsDouble(p)))
                .toList();
        double[] x = points.stream().mapToDouble(TrainingPoint::rows).toArray();
        double[] y = points.stream().mapToDouble(value).toArray();
        if (x.length == 0) {
            return "";
        }
        double top = 0;
        for (double v : y) {
            top = Math.max(top, v);
        }
        ChartSvg chart = new ChartSvg(WIDTH, HEIGHT, "rows seen", title)
                .ticks(Numbers::axis, share ? v -> Numbers.figure(v * 100) + " %" : Numbers::axis)
                .yRange(0, top > 0 ? top * 1.06 : 1)
                .xRange(0, x[x.length - 1])
                .series(ChartSvg.Form.LINE, x, y);
        return chart.svg(id, title + " over rows seen, ending at " + Numbers.figure(y[y.length - 1]));
    }

    /** Number of features by density (share of rows on which they are active), in bins of a fifth of a decade. */
    static String density(String id, long[] counts, long rows) {
        final double perDecade = 5;
        int decades = (int) Math.max(1, Math.ceil(Math.log10((double) Math.max(rows, 1))));
        int bins = (int) (decades * perDecade);
        long[] histogram = new long[bins];
        for (long count : counts) {
            if (count > 0) {
                double log = Math.log10(count / (double) rows);
                int bin = (int) Math.floor((log + decades) * perDecade);
                histogram[Math.max(0, Math.min(bins - 1, bin))]++;
            }
        }
        double[] edges = new double[bins + 1];
        for (int i = 0; i <= bins; i++) {
            edges[i] = -decades + i / perDecade;
        }
        return bars(
                id,
                edges,
                histogram,
                "share of rows on which a feature is active",
                "features",
                Charts::decade,
                PLOT_WIDTH / decades,
                "Histogram of feature densities on a logarithmic axis");
    }

    private static String decade(double log) {
        return Math.abs(log - Math.rint(log)) > 1e-6 ? "" : Numbers.figure(Math.pow(10, log) * 100) + " %";
    }

    private static String bars(
            String id,
            double[] edges,
            long[] histogram,
            String xTitle,
            String yTitle,
            DoubleFunction<String> ticks,
            int spacing,
            String description) {
        double[] x = new double[histogram.length * 2];
        double[] y = new double[histogram.length * 2];
        double top = 0;
        for (int i = 0; i < histogram.length; i++) {
            x[2 * i] = edges[i];
            x[2 * i + 1] = edges[i + 1];
            y[2 * i] = histogram[i];
            y[2 * i + 1] = histogram[i];
            top = Math.max(top, y[2 * i]);
        }
        return new ChartSvg(WIDTH, HEIGHT, xTitle, yTitle)
                .ticks(ticks, v -> Math.abs(v - Math.rint(v)) > 1e-6 ? "" : Numbers.axis(v))
                .yRange(0, top * 1.06)
                .xRange(edges[0], edges[histogram.length])
                .xSpacing(spacing)
                .series(ChartSvg.Form.BARS, x, y)
                .svg(id, description);
    }
}
