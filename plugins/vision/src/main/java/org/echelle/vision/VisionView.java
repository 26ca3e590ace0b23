package org.echelle.vision;

import java.util.Locale;
import org.echelle.api.Sample;
import org.echelle.api.SampleView;
import org.echelle.api.SiteActivations;
import org.echelle.api.ViewAssets;
import org.echelle.vision.concepts.SiteGrid;
import org.echelle.vision.subject.VisionSubject;

/**
 * Draws a picture, and a feature's activations as a heat map laid over the part of it that the network sees. The heat map is a
 * picture of one pixel a cell that the browser enlarges without smoothing, so cells show as they are.
 */
final class VisionView implements SampleView {
    private final VisionSubject subject;
    private final VisionLimits limits;

    VisionView(VisionSubject subject, VisionLimits limits) {
        this.subject = subject;
        this.limits = limits;
    }

    @Override
    public String draw(Sample sample, ViewAssets assets) {
        ImageSample picture = (ImageSample) sample;
        return figure(picture, base(picture, picture.id(), assets), escape(picture.id()));
    }

    @Override
    public String draw(Sample sample, SiteActivations activations, ViewAssets assets) {
        ImageSample picture = (ImageSample) sample;
        HeatMap heat = new HeatMap(subject.gridSize(activations.sites().hook()), activations);
        String told = told(heat, activations.full());
        StringBuilder inner = new StringBuilder(base(picture, picture.id() + ": " + told, assets));
        if (heat.active()) {
            double[] window = SiteGrid.window(subject, picture.width(), picture.height());
            inner.append("<img class=\"ev-heat\" alt=\"\" style=\"")
                    .append(place(window, picture))
                    .append("\" src=\"")
                    .append(heat.dataUri())
                    .append("\">");
            inner.append("<span class=\"ev-peak\" style=\"")
                    .append(place(peak(heat, activations, window), picture))
                    .append("\"></span>");
        }
        if (heat.whole() > 0) {
            inner.append("<span class=\"ev-whole\" title=\"activation of the class token or pooled row\">whole ")
                    .append(number(heat.whole()))
                    .append("</span>");
        }
        return figure(
                picture, inner.toString(), escape(picture.id()) + "<br><span class=\"ev-told\">" + told + "</span>");
    }

    private double[] peak(HeatMap heat, SiteActivations activations, double[] window) {
        int[] grid = subject.gridSize(activations.sites().hook());
        double w = (window[2] - window[0]) / grid[1];
        double h = (window[3] - window[1]) / grid[0];
        int[] at = heat.strongest();
        return new double[] {
            window[0] + at[1] * w, window[1] + at[0] * h, window[0] + (at[1] + 1) * w, window[1] + (at[0] + 1) * h
        };
    }

    private static String told(HeatMap heat, float full) {
        if (!heat.active()) {
            return heat.whole() > 0 ? "whole picture " + number(heat.whole()) + " of " + number(full) : "silent";
        }
        int[] at = heat.strongest();
        return "peak " + number(heat.strongestValue()) + " of " + number(full) + " at row " + (at[0] + 1) + ", column "
                + (at[1] + 1);
    }

    private String base(ImageSample picture, String alt, ViewAssets assets) {
        String address = assets.put("png", Png.of(picture, limits.reportEdge()));
        return "<img class=\"ev-base\" alt=\"" + escape(alt) + "\" src=\"" + escape(address) + "\">";
    }

    private String figure(ImageSample picture, String inner, String caption) {
        double shape = picture.width() / (double) picture.height();
        // the longer edge is 10 rem; small pictures are enlarged pixel by pixel
        double width = shape >= 1 ? 10 : Math.max(2, 10 * shape);
        boolean small = Math.max(picture.width(), picture.height()) <= 128;
        return "<figure class=\"ev" + (small ? " ev-small" : "") + "\"><div class=\"ev-frame\" style=\"width:"
                + decimal(width) + "rem;aspect-ratio:" + picture.width() + "/" + picture.height() + "\">" + inner
                + "</div><figcaption>" + caption + "</figcaption></figure>";
    }

    /** Position of a rectangle in percent of the picture. */
    private static String place(double[] box, ImageSample picture) {
        double x = 100.0 / picture.width();
        double y = 100.0 / picture.height();
        return "left:" + decimal(box[0] * x) + "%;top:" + decimal(box[1] * y) + "%;width:"
                + decimal((box[2] - box[0]) * x) + "%;height:" + decimal((box[3] - box[1]) * y) + "%";
    }

    private static String decimal(double value) {
        String text = String.format(Locale.ROOT, "%.3f", value);
        return text.replaceAll("\\.?0+$", "");
    }

    private static String number(float value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    @Override
    public String css() {
        return """
                .ev{display:inline-block;margin:.25rem;vertical-align:top;break-inside:avoid}
                .ev-frame{position:relative;overflow:hidden;background:#eee;max-width:100%}
                .ev-base{position:absolute;inset:0;width:100%;height:100%}
                .ev-small .ev-base,.ev-heat{image-rendering:pixelated}
                .ev-heat,.ev-peak{position:absolute;max-width:none}
                .ev-peak{box-sizing:border-box;border:2px solid #fff;outline:1px solid #000;outline-offset:-3px}
                .ev-whole{position:absolute;left:0;bottom:0;padding:0 .3em;font-size:.75rem;background:#000;color:#fff}
                .ev figcaption{max-width:10rem;font-size:.75rem;overflow-wrap:anywhere}
                .ev-frame,.ev-whole{-webkit-print-color-adjust:exact;print-color-adjust:exact}
                """;
    }
}
