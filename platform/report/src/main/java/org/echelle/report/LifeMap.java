package org.echelle.report;

import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.echelle.analysis.time.AcrossTime;
import org.echelle.analysis.time.FeatureLife;
import org.echelle.pictures.Png;

/**
 * A map of timesteps and features as inline SVG: a line a feature, in the order of their peaks, dark where its mean activation is near
 * that of its peak. The cells are one small picture that serves as a mask, so that the map has the page's colours and stays small with
 * any number of features.
 */
final class LifeMap {
    private static final int LEFT = 64;
    private static final int RIGHT = 12;
    private static final int TOP = 8;
    private static final int PLOT = 520;
    private static final int LABELS = 14;
    private static final int LEAST_HEIGHT = 160;
    private static final int MOST_HEIGHT = 560;
    /** Fewer pixels a feature than this, and neighbouring ones are blended. */
    private static final int DISTINCT = 1;

    private LifeMap() {}

    /** Features in the order of the map: by peak, then birth, then death. */
    static List<FeatureLife> ordered(AcrossTime time) {
        return time.lives().stream()
                .sorted(Comparator.comparingInt((FeatureLife l) -> l.peak().step())
                        .thenComparingInt(l -> l.birth().step())
                        .thenComparingInt(l -> l.death().step())
                        .thenComparingInt(FeatureLife::feature))
                .toList();
    }

    static String svg(String id, AcrossTime time) {
        List<FeatureLife> lives = ordered(time);
        int steps = time.steps().length;
        int height = Math.max(LEAST_HEIGHT, Math.min(MOST_HEIGHT, 3 * lives.size()));
        int width = LEFT + PLOT + RIGHT;
        int whole = TOP + height + 84;
        StringBuilder out = new StringBuilder(4096);
        out.append(String.format(
                Locale.ROOT,
                "<svg class=\"chart map\" role=\"img\" viewBox=\"0 0 %d %d\" xmlns=\"http://www.w3.org/2000/svg\">"
                        + "<title>Mean activation of %d features at %d timesteps</title>",
                width,
                whole,
                lives.size(),
                steps));
        out.append(String.format(
                Locale.ROOT,
                "<defs><mask id=\"%s-cells\" maskUnits=\"userSpaceOnUse\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\">"
                        + "<image x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" preserveAspectRatio=\"none\"%s"
                        + " href=\"%s\"/></mask>"
                        + "<linearGradient id=\"%s-scale\"><stop offset=\"0\" stop-color=\"var(--chart-series)\""
                        + " stop-opacity=\"0\"/><stop offset=\"1\" stop-color=\"var(--chart-series)\"/></linearGradient>"
                        + "</defs>",
                id,
                LEFT,
                TOP,
                PLOT,
                height,
                LEFT,
                TOP,
                PLOT,
                height,
                height >= DISTINCT * lives.size() ? " style=\"image-rendering:pixelated\"" : "",
                picture(lives, steps),
                id));
        rect(out, LEFT, TOP, PLOT, height, "fill=\"none\" stroke=\"var(--chart-grid)\"");
        rect(out, LEFT, TOP, PLOT, height, "fill=\"var(--chart-series)\" mask=\"url(#" + id + "-cells)\"");
        columns(out, time, height);
        rows(out, lives, height);
        legend(out, id, TOP + height + 54);
        return out.append("</svg>").toString();
    }

    private static void columns(StringBuilder out, AcrossTime time, int height) {
        int steps = time.steps().length;
        int every = (steps + LABELS - 1) / LABELS;
        for (int t = 0; t < steps; t += every) {
            text(out, LEFT + (t + .5) * PLOT / steps, TOP + height + 16, "", String.valueOf(time.steps()[t]));
        }
        text(out, LEFT + PLOT / 2.0, TOP + height + 36, "", time.axis() + ", from noise to picture");
    }

    /** Where one peak's features end and the next one's begin. */
    private static void rows(StringBuilder out, List<FeatureLife> lives, int height) {
        double last = -100;
        for (int i = 0; i < lives.size(); i++) {
            boolean first = i == 0
                    || lives.get(i).peak().step() != lives.get(i - 1).peak().step();
            double y = TOP + (double) i * height / lives.size();
            if (first && i > 0) {
                out.append(String.format(
                        Locale.ROOT,
                        "<path d=\"M%d %.1fH%d\" stroke=\"var(--chart-grid)\" stroke-width=\"1\"/>",
                        LEFT,
                        y,
                        LEFT + PLOT));
            }
            if (first && y - last >= 14) {
                text(out, LEFT - 6, y + (i == 0 ? 9 : 4), "y", String.valueOf(i));
                last = y;
            }
        }
        if (TOP + height - last >= 14) {
            text(out, LEFT - 6, TOP + height + 4.0, "y", String.valueOf(lives.size()));
        }
        out.append(String.format(
                Locale.ROOT,
                "<text transform=\"translate(14 %.1f) rotate(-90)\">features, by the step of their peak</text>",
                TOP + height / 2.0));
    }

    private static void legend(StringBuilder out, String id, int y) {
        int width = 140;
        int x = LEFT + PLOT / 2 - width / 2;
        rect(out, x, y, width, 10, "fill=\"url(#" + id + "-scale)\" stroke=\"var(--chart-grid)\"");
        text(out, x, y + 24, "", "0");
        text(out, x + width / 2.0, y + 24, "", "half");
        text(out, x + width, y + 24, "", "its peak");
        text(out, x - 6, y + 9, "y", "mean activation, each feature against itself:");
    }

    private static void rect(StringBuilder out, int x, int y, int width, int height, String style) {
        out.append(String.format(
                Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" %s/>", x, y, width, height, style));
    }

    private static void text(StringBuilder out, double x, double y, String kind, String text) {
        out.append(String.format(
                Locale.ROOT,
                "<text%s x=\"%.1f\" y=\"%.1f\">%s</text>",
                kind.isEmpty() ? "" : " class=\"" + kind + "\"",
                x,
                y,
                Html.escape(text)));
    }

    /** The address of a grey picture, a pixel a cell: black for 0, white for the feature's peak. */
    private static String picture(List<FeatureLife> lives, int steps) {
        BufferedImage image = new BufferedImage(steps, Math.max(1, lives.size()), BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < lives.size(); i++) {
            FeatureLife life = lives.get(i);
            float top = life.mean()[life.peak().step()];
            for (int t = 0; t < steps; t++) {
                int grey = Math.round(255 * life.mean()[t] / top);
                image.setRGB(t, i, grey << 16 | grey << 8 | grey);
            }
        }
        return Png.dataUri(Png.of(image));
    }
}
