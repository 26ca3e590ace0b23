package org.echelle.diffusion.view;

import java.util.Locale;
import org.echelle.api.Sample;
import org.echelle.api.SampleView;
import org.echelle.api.SiteActivations;
import org.echelle.api.ViewAssets;
import org.echelle.diffusion.network.Place;
import org.echelle.diffusion.samples.MadeSample;
import org.echelle.diffusion.subject.DiffusionSubject;

/**
 * Draws the picture that a sample becomes, beside it a feature's largest activation at each place over all timesteps, and below both one
 * small map a timestep, from noise to picture.
 */
public final class DiffusionView implements SampleView {
    /** Maps of a wider strip are too narrow for labels of their own. */
    private static final int MOST_MAPS = 12;
    /** In the narrowest card more would run into each other. */
    private static final int MOST_LABELS = 7;

    private final DiffusionSubject subject;
    private final Gallery gallery;

    public DiffusionView(DiffusionSubject subject, Gallery gallery) {
        this.subject = subject;
        this.gallery = gallery;
    }

    @Override
    public String draw(Sample sample, ViewAssets assets) {
        return "<figure class=\"ed\"><div class=\"ed-panes\">" + frame(base(sample, assets, "ed-base"))
                + "</div><figcaption>" + asked(sample) + "</figcaption></figure>";
    }

    @Override
    public String draw(Sample sample, SiteActivations activations, ViewAssets assets) {
        Place place = subject.place(activations.sites().hook().name()).orElse(null);
        String plain = frame(base(sample, assets, "ed-base"));
        if (place == null || place.rows() * place.columns() == 0) {
            return "<figure class=\"ed\"><div class=\"ed-panes\">" + plain + "</div><figcaption>" + asked(sample)
                    + "</figcaption></figure>";
        }
        TimeMap map = new TimeMap(place.rows(), place.columns(), activations);
        String heat = map.active()
                ? "<img class=\"ed-heat\" alt=\"\" src=\"" + assets.put("png", map.overall()) + "\" />"
                : "";
        String over = frame(base(sample, assets, "ed-base ed-pale") + heat);
        return "<figure class=\"ed\"><div class=\"ed-panes\">" + plain + over + "</div>" + strip(map, assets)
                + "<figcaption>" + asked(sample) + "; " + told(map) + "</figcaption></figure>";
    }

    private static String strip(TimeMap map, ViewAssets assets) {
        int[] times = map.times();
        if (times.length < 2 || !map.active()) {
            return "";
        }
        StringBuilder out = new StringBuilder(
                        "<img class=\"ed-strip\" alt=\"one map a timestep, from noise to picture\" src=\"")
                .append(assets.put("png", map.strip()))
                .append("\" />");
        return out.append(labels(times)).toString();
    }

    /** The first and the last timestep below their maps, and evenly between them as many as can be read. */
    static String labels(int[] times) {
        int gaps = times.length - 1;
        if (times.length > MOST_MAPS) {
            return "<div class=\"ed-times ed-ends\"><span>t = " + times[0] + "</span><span>" + times[gaps]
                    + "</span></div>";
        }
        int every = 1;
        while (gaps % every != 0 || gaps / every >= MOST_LABELS) {
            every++;
        }
        StringBuilder out = new StringBuilder("<div class=\"ed-times\">");
        for (int i = 0; i <= gaps; i++) {
            out.append("<span>")
                    .append(i % every == 0 ? Integer.toString(times[i]) : "")
                    .append("</span>");
        }
        return out.append("</div>").toString();
    }

    private static String told(TimeMap map) {
        String rest = map.elsewhere() > 0 ? String.format(Locale.ROOT, "beside the grid %.3g", map.elsewhere()) : "";
        if (!map.active()) {
            return rest.isEmpty() ? "silent" : rest;
        }
        return String.format(
                        Locale.ROOT,
                        "peak %.3g at timestep %d, row %d, column %d",
                        map.peak(),
                        map.peakTime(),
                        map.peakRow() + 1,
                        map.peakColumn() + 1)
                + (rest.isEmpty() ? "" : "; " + rest);
    }

    private static String asked(Sample sample) {
        MadeSample made = (MadeSample) sample;
        return (made.condition().isEmpty() ? "nothing asked for" : "asked for " + escape(made.condition())) + ", seed "
                + made.seed();
    }

    private String base(Sample sample, ViewAssets assets, String classes) {
        return "<img class=\"" + classes + "\" alt=\"" + escape(sample.id()) + "\" src=\""
                + assets.put("png", gallery.picture(sample).png()) + "\" />";
    }

    private String frame(String content) {
        int width = subject.network().width();
        int height = subject.network().height();
        return "<div class=\"ed-frame\" style=\"aspect-ratio:" + width + "/" + height + "\">" + content + "</div>";
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
                .ed{margin:0;break-inside:avoid}
                .ed-panes{display:flex;gap:3px}
                .ed-frame{flex:1 1 0;min-width:0;max-width:10rem;position:relative;overflow:hidden;background:#eee}
                .ed-base,.ed-heat{position:absolute;inset:0;width:100%;height:100%;image-rendering:pixelated}
                .ed-pale{filter:grayscale(1) contrast(.5) brightness(1.25)}
                .ed-strip{display:block;width:100%;margin-top:3px;image-rendering:pixelated}
                .ed-times{display:flex;justify-content:space-between;font-size:.6rem;color:#555}
                .ed-times span{flex:1 1 0;min-width:0;display:flex;justify-content:center}
                .ed-ends span{flex:none}
                .ed figcaption{font-size:.75rem;line-height:1.4;margin-top:.15rem;overflow-wrap:anywhere}
                .ed-frame,.ed-strip{-webkit-print-color-adjust:exact;print-color-adjust:exact}
                """;
    }
}
