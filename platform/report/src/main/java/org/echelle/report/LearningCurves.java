package org.echelle.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.echelle.analysis.Interval;
import org.echelle.analysis.prediction.FewLabels;

/** Held-out rank correlation over the number of labels, a curve for each kind of input, on a logarithmic axis. */
public final class LearningCurves {
    private static final int WIDTH = 680;
    private static final int HEIGHT = 380;
    /** Room on the right for the curves' names. */
    private static final int NAMES = 150;

    private static final int LINE = 13;
    private static final String SERIES = "var(--chart-series)";
    private static final String INK = "var(--chart-ink)";
    private static final List<String> DASHES = List.of("", "7 4", "2 3", "9 3 2 3", "4 2", "1 5");

    private LearningCurves() {}

    /** @param all with the same numbers of labels; the first is drawn in the colour of the series, one without figures is left out */
    public static String svg(List<FewLabels.Curve> all) {
        List<FewLabels.Curve> curves = all.stream()
                .filter(c -> c.points().stream().noneMatch(p -> Double.isNaN(p.median())))
                .toList();
        if (curves.isEmpty()) {
            return "";
        }
        List<FewLabels.Point> labels = curves.get(0).points();
        double[] range = range(curves);
        double first = Math.log10(labels.get(0).labels());
        double last = Math.log10(labels.get(labels.size() - 1).labels());
        double room = Math.max(0.1, (last - first) * 0.05);
        // a plot ends where the names begin: its axis runs on below them, without ticks
        double beyond = (last - first + 2 * room) * NAMES / (WIDTH - NAMES - 76.0);
        Plot plot = new Plot(WIDTH, HEIGHT, first - room, last + room + beyond, range[0], range[1])
                .axes("labels to train on", "held-out Spearman, median", false);
        for (FewLabels.Point point : labels) {
            plot.label(plot.x(Math.log10(point.labels())), HEIGHT - 28, "middle", Numbers.count(point.labels()));
        }
        for (int c = curves.size() - 1; c >= 0; c--) {
            draw(plot, curves.get(c), c, curves.size(), room);
        }
        names(plot, curves, last + room * 1.2);
        return plot.svg("Held-out Spearman over the number of labels for "
                + String.join(", ", curves.stream().map(FewLabels.Curve::name).toList()));
    }

    private static void draw(Plot plot, FewLabels.Curve curve, int place, int count, double room) {
        // side by side, so that intervals do not cover each other
        double shift = (place - (count - 1) / 2.0) * room / count;
        double[] x = curve.points().stream()
                .mapToDouble(p -> Math.log10(p.labels()) + shift)
                .toArray();
        double[] y =
                curve.points().stream().mapToDouble(FewLabels.Point::median).toArray();
        List<Interval> intervals =
                curve.points().stream().map(FewLabels.Point::middle).toList();
        plot.curve(x, y, intervals, colour(place), dash(place));
    }

    /** At the right, each at the height of its curve's end, moved apart where they would overlap. */
    private static void names(Plot plot, List<FewLabels.Curve> curves, double at) {
        List<Integer> order = new ArrayList<>();
        for (int c = 0; c < curves.size(); c++) {
            order.add(c);
        }
        order.sort(Comparator.comparingDouble(c -> plot.y(end(curves.get(c)))));
        double lowest = HEIGHT - 52.0;
        double before = 0;
        double[] heights = new double[curves.size()];
        for (int c : order) {
            heights[c] = Math.max(plot.y(end(curves.get(c))) + 4, before + LINE);
            before = heights[c];
        }
        double over = Math.max(0, before - lowest);
        for (int i = order.size() - 1; i >= 0 && over > 0; i--) {
            int c = order.get(i);
            double most = i == order.size() - 1 ? lowest : heights[order.get(i + 1)] - LINE;
            heights[c] = Math.min(heights[c], most);
        }
        for (int c : order) {
            plot.add(
                    "<path d=\"M%.1f %.1fh20\" style=\"stroke:%s;stroke-width:2%s\"/>",
                    plot.x(at), heights[c] - 4, colour(c), dash(c).isEmpty() ? "" : ";stroke-dasharray:" + dash(c));
            plot.label(plot.x(at) + 25, heights[c], "start", curves.get(c).name());
        }
    }

    private static double end(FewLabels.Curve curve) {
        return curve.points().get(curve.points().size() - 1).median();
    }

    private static String colour(int place) {
        return place == 0 ? SERIES : INK;
    }

    private static String dash(int place) {
        return place == 0 ? "" : DASHES.get(1 + (place - 1) % (DASHES.size() - 1));
    }

    private static double[] range(List<FewLabels.Curve> curves) {
        double low = 0;
        double high = 0.1;
        for (FewLabels.Curve curve : curves) {
            for (FewLabels.Point point : curve.points()) {
                low = Math.min(low, point.middle().low());
                high = Math.max(high, point.middle().high());
            }
        }
        return new double[] {Math.max(-1, low - 0.03), Math.min(1, high + 0.05)};
    }
}
