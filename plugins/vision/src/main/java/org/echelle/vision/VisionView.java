package org.echelle.vision;

import java.util.List;
import org.echelle.api.AnnotatedSites;
import org.echelle.api.Sample;
import org.echelle.api.SampleView;
import org.echelle.api.SiteActivations;
import org.echelle.api.ViewAssets;
import org.echelle.pictures.HeatMap;
import org.echelle.pictures.Lately;
import org.echelle.pictures.Outline;
import org.echelle.pictures.PictureGrid;
import org.echelle.pictures.SiteGrid;
import org.echelle.pictures.ViewText;

/**
 * Draws a picture as it is and, beside it, a feature's activations as a heat map over the part of it that the network sees. Under
 * the heat map the picture is grey and pale, so that the map's one hue is never mistaken for a colour of the picture. The heat map
 * is a picture of one pixel a cell that the browser enlarges without smoothing, so cells show as they are.
 */
final class VisionView implements SampleView {
    private static final int LATELY = 32;
    private static final int STRONGEST = 230; // of 255: the picture still shows through

    private final PictureGrid subject;
    private final Lately<ImageSample> encoded;

    VisionView(PictureGrid subject, VisionLimits limits) {
        this.subject = subject;
        encoded = new Lately<>(LATELY, p -> ReportPng.of(p, limits.reportEdge()));
    }

    @Override
    public String draw(Sample sample, ViewAssets assets) {
        ImageSample picture = (ImageSample) sample;
        return figure(picture, List.of(base(picture, picture.id(), assets)), "");
    }

    @Override
    public String draw(Sample sample, SiteActivations activations, ViewAssets assets) {
        return draw((ImageSample) sample, activations, "", "", assets);
    }

    @Override
    public String draw(Sample sample, SiteActivations activations, AnnotatedSites annotated, ViewAssets assets) {
        ImageSample picture = (ImageSample) sample;
        String over = Outline.svg(
                subject.gridSize(activations.sites().hook()),
                activations.sites(),
                annotated.rows(),
                place(SiteGrid.window(subject, picture.width(), picture.height()), picture));
        String told = over.isEmpty() ? "" : "; outlined: " + ViewText.escape(annotated.concept());
        return draw(picture, activations, over, told, assets);
    }

    /** @param over lies over both panes */
    private String draw(
            ImageSample picture, SiteActivations activations, String over, String outlined, ViewAssets assets) {
        HeatMap heat = new HeatMap(subject.gridSize(activations.sites().hook()), activations);
        String told = told(heat, activations) + outlined;
        String plain = base(picture, picture.id() + ": " + told(heat, activations), assets) + over;
        String under = base(picture, "", assets).replace("ev-base", "ev-base ev-pale");
        if (!heat.active()) {
            return figure(picture, List.of(plain, under + over), told);
        }
        double[] window = SiteGrid.window(subject, picture.width(), picture.height());
        String map = under + "<img class=\"ev-heat\" alt=\"\" style=\"" + place(window, picture) + "\" src=\""
                + heat.dataUri(STRONGEST) + "\" />" + over + "<span class=\"ev-peak\" style=\""
                + place(peak(heat, activations, window), picture) + "\"></span>";
        String scale = "<span class=\"ev-scale\"><span>0</span><span class=\"ev-ramp\"></span><span>"
                + ViewText.number(activations.full()) + "</span></span>";
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
            return heat.whole() > 0
                    ? whole + ViewText.number(heat.whole()) + " of " + ViewText.number(activations.full())
                    : "silent";
        }
        int[] at = heat.strongest();
        return "peak " + ViewText.number(heat.strongestValue()) + ", row " + (at[0] + 1) + ", column " + (at[1] + 1)
                + (heat.whole() > 0 ? "; " + whole + ViewText.number(heat.whole()) : "");
    }

    private String base(ImageSample picture, String alt, ViewAssets assets) {
        String address = assets.put("png", encoded.png(picture));
        return "<img class=\"ev-base\" alt=\"" + ViewText.escape(alt) + "\" src=\"" + ViewText.escape(address)
                + "\" />";
    }

    /** @param panes side by side; the picture comes first */
    private String figure(ImageSample picture, List<String> panes, String caption) {
        double shape = picture.width() / (double) picture.height();
        // the longer edge is at most 10 rem; small pictures are enlarged pixel by pixel
        double width = shape >= 1 ? 10 : Math.max(2, 10 * shape);
        boolean small = Math.max(picture.width(), picture.height()) <= 128;
        StringBuilder out = new StringBuilder("<figure class=\"ev");
        out.append(small ? " ev-small" : "").append("\">");
        out.append(ViewText.frames("ev", width, picture.width(), picture.height(), panes));
        if (!caption.isEmpty()) {
            out.append("<figcaption>").append(caption).append("</figcaption>");
        }
        return out.append("</figure>").toString();
    }

    /** Position of a rectangle in percent of the picture. */
    private static String place(double[] box, ImageSample picture) {
        return ViewText.place(box, picture.width(), picture.height());
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
