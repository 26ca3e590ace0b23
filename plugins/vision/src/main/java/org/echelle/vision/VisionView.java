package org.echelle.vision;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.api.Sample;
import org.echelle.api.SampleView;
import org.echelle.api.SiteActivations;
import org.echelle.api.ViewAssets;
import org.echelle.vision.concepts.SiteGrid;
import org.echelle.vision.subject.PictureGrid;

/**
 * Draws a picture as it is and, beside it, a feature's activations as a heat map over the part of it that the network sees. Under
 * the heat map the picture is grey and pale, so that the map's one hue is never mistaken for a colour of the picture. The heat map
 * is a picture of one pixel a cell that the browser enlarges without smoothing, so cells show as they are.
 */
final class VisionView implements SampleView {
    private static final int LATELY = 32;

    private final PictureGrid subject;
    private final VisionLimits limits;
    /** Encoded pictures: a sample is drawn for several features in a row. */
    private final Map<ImageSample, byte[]> encoded = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ImageSample, byte[]> eldest) {
            return size() > LATELY;
        }
    });

    VisionView(PictureGrid subject, VisionLimits limits) {
        this.subject = subject;
        this.limits = limits;
    }

    @Override
    public String draw(Sample sample, ViewAssets assets) {
        ImageSample picture = (ImageSample) sample;
        return figure(picture, List.of(base(picture, picture.id(), assets)), "");
    }

    @Override
    public String draw(Sample sample, SiteActivations activations, ViewAssets assets) {
        ImageSample picture = (ImageSample) sample;
        HeatMap heat = new HeatMap(subject.gridSize(activations.sites().hook()), activations);
        String told = told(heat, activations);
        String plain = base(picture, picture.id() + ": " + told, assets);
        String under = base(picture, "", assets).replace("ev-base", "ev-base ev-pale");
        if (!heat.active()) {
            return figure(picture, List.of(plain, under), told);
        }
        double[] window = SiteGrid.window(subject, picture.width(), picture.height());
        String map = under + "<img class=\"ev-heat\" alt=\"\" style=\"" + place(window, picture) + "\" src=\""
                + heat.dataUri() + "\" /><span class=\"ev-peak\" style=\""
                + place(peak(heat, activations, window), picture) + "\"></span>";
        String scale = "<span class=\"ev-scale\"><span>0</span><span class=\"ev-ramp\"></span><span>"
                + number(activations.full()) + "</span></span>";
        return figure(picture, List.of(plain, map), scale + told);
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

    private static String told(HeatMap heat, SiteActivations activations) {
        // Rows beside a grid are tokens for the whole picture; without a grid there is only the pooled row.
        String whole = activations.sites().hook().axis("y") >= 0 ? "class token " : "whole picture ";
        if (!heat.active()) {
            return heat.whole() > 0 ? whole + number(heat.whole()) + " of " + number(activations.full()) : "silent";
        }
        int[] at = heat.strongest();
        return "peak " + number(heat.strongestValue()) + ", row " + (at[0] + 1) + ", column " + (at[1] + 1)
                + (heat.whole() > 0 ? "; " + whole + number(heat.whole()) : "");
    }

    private String base(ImageSample picture, String alt, ViewAssets assets) {
        byte[] png = encoded.get(picture);
        if (png == null) {
            png = Png.of(picture, limits.reportEdge());
            encoded.put(picture, png);
        }
        String address = assets.put("png", png);
        return "<img class=\"ev-base\" alt=\"" + escape(alt) + "\" src=\"" + escape(address) + "\" />";
    }

    /** @param panes side by side; the picture comes first */
    private String figure(ImageSample picture, List<String> panes, String caption) {
        double shape = picture.width() / (double) picture.height();
        // the longer edge is at most 10 rem; small pictures are enlarged pixel by pixel
        double width = shape >= 1 ? 10 : Math.max(2, 10 * shape);
        boolean small = Math.max(picture.width(), picture.height()) <= 128;
        StringBuilder out = new StringBuilder("<figure class=\"ev");
        out.append(small ? " ev-small" : "").append("\"><div class=\"ev-panes\">");
        for (String pane : panes) {
            out.append("<div class=\"ev-frame\" style=\"max-width:")
                    .append(decimal(width))
                    .append("rem;aspect-ratio:")
                    .append(picture.width())
                    .append('/')
                    .append(picture.height())
                    .append("\">")
                    .append(pane)
                    .append("</div>");
        }
        out.append("</div>");
        if (!caption.isEmpty()) {
            out.append("<figcaption>").append(caption).append("</figcaption>");
        }
        return out.append("</figure>").toString();
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
                .ev{margin:0;break-inside:avoid}
                .ev-panes{display:flex;gap:3px}
                .ev-frame{flex:1 1 0;min-width:0;position:relative;overflow:hidden;background:#eee}
                .ev-base{position:absolute;inset:0;width:100%;height:100%}
                .ev-pale{filter:grayscale(1) contrast(.5) brightness(1.25)}
                .ev-small .ev-base,.ev-heat{image-rendering:pixelated}
                .ev-heat,.ev-peak{position:absolute;max-width:none}
                .ev-peak{box-sizing:border-box;border:2px solid #fff;outline:1px solid #000;outline-offset:-3px}
                .ev figcaption{font-size:.75rem;line-height:1.4;margin-top:.15rem;overflow-wrap:anywhere}
                .ev-scale{display:flex;gap:.4em;align-items:center;width:calc(50% - 2px);margin-left:calc(50% + 2px)}
                .ev-ramp{flex:1;height:.5em;background:linear-gradient(90deg,rgb(213 94 0/0),rgb(213 94 0/.9)),#bbb}
                .ev-frame,.ev-ramp{-webkit-print-color-adjust:exact;print-color-adjust:exact}
                """;
    }
}
