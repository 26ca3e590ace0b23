package org.echelle.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** The kinds of chart that pages show. */
final class Charts {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 230;
    private static final int FRONTIER_WIDTH = 640;
    private static final int FRONTIER_HEIGHT = 380;
    /** Beyond the last point, so that its mark is not cut by the edge. */
    private static final double ROOM = 1.04;
    /** About what the axes leave. */
    private static final int PLOT_WIDTH = 390;

    private Charts() {}

    /** A training curve over rows seen, a point where there is only one; {@code share} axes run from 0 to at most 1 and are written in per cent. */
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
                .yRange(x.length == 1 && y[0] == 0 ? 1 - ROOM : 0, top > 0 ? top * 1.06 : 1)
                .xRange(0, x[x.length - 1] * (x.length > 1 ? 1 : ROOM));
        if (x.length > 1) {
            chart.series(ChartSvg.Form.LINE, x, y);
        } else {
            chart.points(x, y, true); // a line of one point cannot be seen
        }
        return chart.svg(id, title + " over rows seen, ending at " + Numbers.figure(y[y.length - 1]));
    }

    /**
     * FVU over L0, a point a dictionary, and a line through those that no other beats in both.
     *
     * @param front whether the dictionary of that place is one of these
     */
    static String frontier(String id, double[] l0, double[] fvu, boolean[] front) {
        String what = "FVU over L0 of " + l0.length + " dictionaries, with a line through the " + marked(front)
                + " that no other beats in both";
        return frontier(id, what, "L0: active features a row", l0, "FVU", fvu, front);
    }

    /** How many are marked. */
    static int marked(boolean[] front) {
        int count = 0;
        for (boolean one : front) {
            count += one ? 1 : 0;
        }
        return count;
    }

    /**
     * Points, and a line through those that no other beats in both of two figures, of which less is better.
     *
     * @param what the chart shows, in words
     * @param front whether the point of that place is one of these
     */
    static String frontier(
            String id, String what, String xTitle, double[] x, String yTitle, double[] y, boolean[] front) {
        if (x.length == 0) {
            return "";
        }
        Integer[] order = new Integer[x.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.<Integer>comparingDouble(i -> x[i]).thenComparingDouble(i -> -y[i]));
        double[][] xs = new double[2][];
        double[][] ys = new double[2][];
        for (int side = 0; side < 2; side++) {
            boolean wanted = side == 1;
            int[] some = Arrays.stream(order)
                    .filter(i -> front[i] == wanted)
                    .mapToInt(i -> i)
                    .toArray();
            xs[side] = Arrays.stream(some).mapToDouble(i -> x[i]).toArray();
            ys[side] = Arrays.stream(some).mapToDouble(i -> y[i]).toArray();
        }
        double least = Arrays.stream(x).min().orElse(0);
        double most = Arrays.stream(x).max().orElse(0);
        double right = most > 0 ? most * ROOM : 1;
        double left = least > 0 ? 0 : least - (right - least) * (ROOM - 1);
        double highest = Arrays.stream(y).max().orElse(0);
        double top = highest > 0 ? highest * 1.06 : 1;
        ChartSvg chart = new ChartSvg(FRONTIER_WIDTH, FRONTIER_HEIGHT, xTitle, yTitle)
                .ticks(Numbers::axis, Numbers::axis)
                .yRange(Arrays.stream(y).min().orElse(0) > 0 ? 0 : -top * (ROOM - 1), top)
                .xRange(left, right);
        if (xs[1].length > 1) {
            chart.series(ChartSvg.Form.LINE, xs[1], ys[1]);
        }
        for (int side = 0; side < 2; side++) {
            if (xs[side].length > 0) {
                chart.points(xs[side], ys[side], side == 1);
            }
        }
        return chart.svg(id, what);
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

    /** Number of values between the least and the greatest of 0 and 1, in twenty equal bins. */
    static String shares(String id, double[] values, String xTitle, String yTitle) {
        if (values.length == 0) {
            return "";
        }
        int bins = 20;
        long[] histogram = new long[bins];
        double[] edges = new double[bins + 1];
        for (int i = 0; i <= bins; i++) {
            edges[i] = i / (double) bins;
        }
        for (double value : values) {
            histogram[(int) Math.max(0, Math.min(bins - 1, Math.floor(value * bins)))]++;
        }
        return bars(
                id,
                edges,
                histogram,
                xTitle,
                yTitle,
                v -> Math.abs(5 * v - Math.rint(5 * v)) > 1e-6 ? "" : Numbers.figure(v),
                PLOT_WIDTH / 5,
                "Histogram of " + xTitle + " over " + values.length + " " + yTitle);
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
