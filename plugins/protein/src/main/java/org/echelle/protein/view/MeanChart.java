package org.echelle.protein.view;

import java.util.List;
import java.util.Locale;
import org.echelle.protein.profile.Interval;
import org.echelle.protein.profile.MeanProfile;

/**
 * Bars of mean activations with their intervals, over a dashed line at the mean of all. Bars whose interval of the difference from it
 * excludes 0 are marked by a triangle beside their colour.
 */
final class MeanChart {
    /**
     * What a bar stands for.
     *
     * @param label beneath it
     * @param name for its title
     * @param colour of the label
     */
    record Bar(String label, String name, String colour) {}

    private static final int LEFT = 52;
    private static final int TOP = 16;
    private static final int HEIGHT = 120;
    private static final int WIDTH = 546; // as wide as a logo
    private static final int BELOW = 34;

    private final MeanProfile profile;
    private final List<Bar> bars;
    private final double top;
    private final StringBuilder out = new StringBuilder();

    /** @param bars one a bin of the profile */
    MeanChart(MeanProfile profile, List<Bar> bars) {
        this.profile = profile;
        this.bars = List.copyOf(bars);
        double most = profile.bins().stream()
                .mapToDouble(m -> Math.max(
                        m.total().measured() == 0 ? 0 : m.value(),
                        m.interval().map(Interval::high).orElse(0.0)))
                .max()
                .orElse(0);
        top = round(Math.max(most, profile.mean()));
    }

    /** The next round number. */
    private static double round(double most) {
        if (!(most > 0)) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        for (double step : new double[] {1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8}) {
            if (step * power >= most) {
                return step * power;
            }
        }
        return 10 * power;
    }

    String markup(String label) {
        out.append("<svg class=\"ep-logo\" role=\"group\" aria-label=\"")
                .append(Text.escape(label))
                .append("\" viewBox=\"0 0 ")
                .append(LEFT + WIDTH + 6)
                .append(' ')
                .append(TOP + HEIGHT + BELOW)
                .append("\" xmlns=\"http://www.w3.org/2000/svg\">");
        axis();
        double column = WIDTH / (double) bars.size();
        for (int b = 0; b < bars.size(); b++) {
            bar(bars.get(b), profile.bins().get(b), LEFT + b * column, column);
        }
        String y = Text.coordinate(y(profile.mean()));
        out.append("<path class=\"ep-line\" d=\"M")
                .append(LEFT)
                .append(' ')
                .append(y)
                .append('h')
                .append(WIDTH)
                .append("\"/>");
        return out.append("</svg>").toString();
    }

    private double y(double value) {
        return TOP + HEIGHT * (1 - value / top);
    }

    private void axis() {
        out.append("<path class=\"ep-tick\" fill=\"none\" d=\"M")
                .append(LEFT - 2)
                .append(' ')
                .append(TOP)
                .append('v')
                .append(HEIGHT)
                .append('h')
                .append(WIDTH + 4)
                .append("\"/>");
        for (double share : new double[] {0, 0.5, 1}) {
            text(LEFT - 6, y(share * top) + 3, "end", share == 0 ? "0" : Text.number((float) (share * top)));
        }
        text(LEFT - 6, TOP + HEIGHT + 26, "end", "n");
        out.append("<text class=\"ep-no\" text-anchor=\"middle\" transform=\"translate(10 ")
                .append(TOP + HEIGHT / 2)
                .append(") rotate(-90)\">mean activation</text>");
    }

    private void bar(Bar bar, MeanProfile.Mean mean, double x, double column) {
        double middle = x + column / 2;
        out.append("<g><title>").append(Text.escape(title(bar, mean))).append("</title>");
        if (mean.total().measured() > 0) {
            out.append("<rect class=\"ep-bar")
                    .append(mean.side() > 0 ? " ep-above" : mean.side() < 0 ? " ep-below" : "")
                    .append("\" x=\"")
                    .append(Text.coordinate(x + column * 0.15))
                    .append("\" width=\"")
                    .append(Text.coordinate(column * 0.7))
                    .append("\" y=\"")
                    .append(Text.coordinate(y(mean.value())))
                    .append("\" height=\"")
                    .append(Text.coordinate(Math.max(0, HEIGHT * mean.value() / top)))
                    .append("\"/>");
        }
        mean.interval().ifPresent(i -> whisker(middle, i));
        if (mean.side() != 0) {
            double highest = mean.interval().map(Interval::high).orElse(mean.value());
            text(middle, y(highest) - 4, "middle", mean.side() > 0 ? "▲" : "▼");
        }
        out.append("</g><text class=\"ep-no\" style=\"font-size:11px;fill:")
                .append(bar.colour())
                .append("\" text-anchor=\"middle\" x=\"")
                .append(Text.coordinate(middle))
                .append("\" y=\"")
                .append(TOP + HEIGHT + 13)
                .append("\">")
                .append(Text.escape(bar.label()))
                .append("</text>");
        text(middle, TOP + HEIGHT + 26, "middle", count(mean.total().measured()));
    }

    private void whisker(double middle, Interval interval) {
        String low = Text.coordinate(y(interval.low()));
        String high = Text.coordinate(y(interval.high()));
        String left = Text.coordinate(middle - 3);
        out.append("<path class=\"ep-whisker\" d=\"M")
                .append(Text.coordinate(middle))
                .append(' ')
                .append(low)
                .append('V')
                .append(high)
                .append('M')
                .append(left)
                .append(' ')
                .append(low)
                .append("h6M")
                .append(left)
                .append(' ')
                .append(high)
                .append("h6\"/>");
    }

    private static String title(Bar bar, MeanProfile.Mean mean) {
        if (mean.total().measured() == 0) {
            return bar.name() + ": no residue";
        }
        String range = mean.interval()
                .map(i -> " (" + Text.number((float) i.low()) + " to " + Text.number((float) i.high()) + ")")
                .orElse(", in too few families for an interval");
        return bar.name() + ": mean " + Text.number((float) mean.value()) + range + ", active on "
                + mean.total().active() + " of " + mean.total().measured() + " residues";
    }

    /** A number that fits under a bar. */
    private static String count(int n) {
        return n < 10_000 ? Integer.toString(n) : String.format(Locale.ROOT, "%dk", Math.round(n / 1000.0));
    }

    private void text(double x, double y, String anchor, String text) {
        out.append("<text class=\"ep-no\" text-anchor=\"")
                .append(anchor)
                .append("\" x=\"")
                .append(Text.coordinate(x))
                .append("\" y=\"")
                .append(Text.coordinate(y))
                .append("\">")
                .append(text)
                .append("</text>");
    }
}
