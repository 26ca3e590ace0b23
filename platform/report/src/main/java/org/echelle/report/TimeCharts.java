package org.echelle.report;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.echelle.analysis.time.AcrossTime;
import org.echelle.analysis.time.FeatureLife;

/** Curves over timesteps, which fall from left to right: from noise to picture. */
final class TimeCharts {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 230;

    private TimeCharts() {}

    /** A figure of each step's fit. */
    static String fit(String id, String title, AcrossTime time, ToDoubleFunction<AcrossTime.Fit> figure) {
        return curve(id, title, time, time.fits().stream().mapToDouble(figure).toArray(), false);
    }

    /** The mean activation of a feature. */
    static String life(String id, AcrossTime time, FeatureLife life) {
        double[] mean = new double[life.mean().length];
        Arrays.setAll(mean, t -> life.mean()[t]);
        return curve(id, "mean activation", time, mean, false);
    }

    /** The share of rows on which a feature is active. */
    static String share(String id, AcrossTime time, FeatureLife life) {
        double[] share = new double[life.share().length];
        Arrays.setAll(share, t -> life.share()[t]);
        return curve(id, "share of rows", time, share, true);
    }

    private static String curve(String id, String title, AcrossTime time, double[] y, boolean share) {
        double[] x = Arrays.stream(time.steps()).mapToDouble(t -> -t).toArray();
        double top = Arrays.stream(y).filter(Double::isFinite).max().orElse(0);
        if (x.length < 2 || top == Double.MAX_VALUE) {
            return "";
        }
        double margin = .02 * (x[x.length - 1] - x[0]); // so that the points at both ends are whole
        return new ChartSvg(WIDTH, HEIGHT, time.axis() + ", from noise to picture", title)
                .ticks(v -> Numbers.axis(Math.abs(v)), share ? v -> Numbers.figure(v * 100) + " %" : Numbers::axis)
                .yRange(0, top > 0 ? top * 1.06 : 1)
                .xRange(x[0] - margin, x[x.length - 1] + margin)
                .series(ChartSvg.Form.LINE, x, y)
                .points(x, y, true)
                .svg(
                        id,
                        title + " at " + x.length + " timesteps, " + Numbers.figure(y[0]) + " at the noisy end, "
                                + Numbers.figure(y[y.length - 1]) + " at the other");
    }
}
