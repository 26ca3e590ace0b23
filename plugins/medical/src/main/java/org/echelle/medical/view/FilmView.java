package org.echelle.medical.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.AnnotatedSites;
import org.echelle.api.Sample;
import org.echelle.api.SampleView;
import org.echelle.api.SiteActivations;
import org.echelle.api.Subject;
import org.echelle.api.ViewAssets;
import org.echelle.medical.Film;
import org.echelle.medical.MedicalException;
import org.echelle.pictures.HeatMap;
import org.echelle.pictures.Lately;
import org.echelle.pictures.Outline;
import org.echelle.pictures.PictureGrid;
import org.echelle.pictures.SiteGrid;
import org.echelle.pictures.ViewText;

/**
 * A film with a choice of windows and, beside it, a feature's activations as a heat map in one hue (the vermilion of Okabe and Ito's
 * colour-blind safe palette), with the numbers under the pointer. The windows are choices of the style sheet: a page works without scripts,
 * without a network, from disk. A caption holds the film's name in its source and numbers, nothing else of the patient's file.
 */
public final class FilmView implements SampleView {
    private static final int LONGEST = 512;
    private static final int LATELY = 16;
    private static final int STRONGEST = 220; // of 255: the film still shows through
    private static final int READ_OUT = 16; // cells a side that answer the pointer
    private static final Map<String, String> WINDOWS = new LinkedHashMap<>();

    static {
        WINDOWS.put("given", "");
        WINDOWS.put("narrow", "contrast(2)");
        WINDOWS.put("bright", "brightness(1.7)");
        WINDOWS.put("dark", "brightness(.6) contrast(1.3)");
        WINDOWS.put("inverted", "invert(1)");
    }

    private final PictureGrid subject;
    private final Lately<Film> encoded = new Lately<>(LATELY, f -> FilmPng.of(f, LONGEST));

    /** @param subject one that looks at pictures, of whatever plugin */
    public FilmView(Subject subject) {
        this.subject = PictureGrid.of(subject)
                .orElseThrow(() -> new MedicalException("Films are drawn for a subject that looks at pictures."));
    }

    @Override
    public String draw(Sample sample, ViewAssets assets) {
        Film film = (Film) sample;
        return figure(film, List.of(base(film, film.id(), assets)), film.id());
    }

    @Override
    public String draw(Sample sample, SiteActivations activations, ViewAssets assets) {
        return draw((Film) sample, activations, "", "", assets);
    }

    @Override
    public String draw(Sample sample, SiteActivations activations, AnnotatedSites annotated, ViewAssets assets) {
        Film film = (Film) sample;
        double[] window = SiteGrid.window(subject, film.width(), film.height());
        String over = Outline.svg(
                subject.gridSize(activations.sites().hook()),
                activations.sites(),
                annotated.rows(),
                ViewText.place(window, film.width(), film.height()));
        return draw(film, activations, over, over.isEmpty() ? "" : "; outlined: " + annotated.concept(), assets);
    }

    /** @param over lies over the film and over the map */
    private String draw(Film film, SiteActivations activations, String over, String outlined, ViewAssets assets) {
        int[] grid = subject.gridSize(activations.sites().hook());
        HeatMap heat = new HeatMap(grid, activations);
        if (!heat.active()) {
            String told = heat.whole() > 0
                    ? "whole film " + ViewText.number(heat.whole()) + " of " + ViewText.number(activations.full())
                    : "silent";
            return figure(film, List.of(base(film, film.id() + ": " + told, assets) + over), told + outlined);
        }
        int[] at = heat.strongest();
        String told = "peak " + ViewText.number(heat.strongestValue()) + " of " + ViewText.number(activations.full())
                + ", row "
                + (at[0] + 1) + ", column " + (at[1] + 1) + " of " + grid[0] + " x " + grid[1]
                + (heat.whole() > 0 ? "; whole film " + ViewText.number(heat.whole()) : "");
        double[] window = SiteGrid.window(subject, film.width(), film.height());
        String map = base(film, "", assets) + "<img class=\"em-heat\" alt=\"\" style=\""
                + ViewText.place(window, film.width(), film.height()) + "\" src=\"" + heat.dataUri(STRONGEST) + "\" />"
                + over
                + readOut(film, heat, grid, window);
        return figure(film, List.of(base(film, film.id() + ": " + told, assets) + over, map), told + outlined);
    }

    /** Places that tell the largest activation under the pointer. */
    private static String readOut(Film film, HeatMap heat, int[] grid, double[] window) {
        int down = Math.min(READ_OUT, grid[0]);
        int across = Math.min(READ_OUT, grid[1]);
        double w = (window[2] - window[0]) / grid[1];
        double h = (window[3] - window[1]) / grid[0];
        StringBuilder out = new StringBuilder();
        for (int y = 0; y < down; y++) {
            for (int x = 0; x < across; x++) {
                int y0 = y * grid[0] / down;
                int y1 = (y + 1) * grid[0] / down;
                int x0 = x * grid[1] / across;
                int x1 = (x + 1) * grid[1] / across;
                float most = 0;
                for (int cy = y0; cy < y1; cy++) {
                    for (int cx = x0; cx < x1; cx++) {
                        most = Math.max(most, heat.at(cy, cx));
                    }
                }
                if (most > 0) {
                    double[] box = {window[0] + x0 * w, window[1] + y0 * h, window[0] + x1 * w, window[1] + y1 * h};
                    out.append("<span class=\"em-at\" title=\"")
                            .append(ViewText.number(most))
                            .append("\" style=\"")
                            .append(ViewText.place(box, film.width(), film.height()))
                            .append("\"></span>");
                }
            }
        }
        return out.toString();
    }

    private String base(Film film, String alt, ViewAssets assets) {
        return "<img class=\"em-film\" alt=\"" + ViewText.escape(alt) + "\" src=\""
                + ViewText.escape(assets.put("png", encoded.png(film))) + "\" />";
    }

    private static String figure(Film film, List<String> panes, String caption) {
        double shape = film.width() / (double) film.height();
        double rem = Math.max(4, Math.min(14, 14 * shape));
        StringBuilder out = new StringBuilder("<figure class=\"em\">");
        out.append(ViewText.frames("em", rem, film.width(), film.height(), panes));
        out.append("<figcaption>")
                .append(ViewText.escape(caption))
                .append("<form><details class=\"em-win\"><summary>window</summary>"); // a form, so that figures choose
        // by themselves
        WINDOWS.forEach((window, filter) -> out.append("<label><input type=\"radio\" name=\"window\" value=\"")
                .append(window)
                .append(filter.isEmpty() ? "\" checked=\"checked\" />" : "\" />")
                .append(window)
                .append("</label>"));
        return out.append("</details></form></figcaption></figure>").toString();
    }

    @Override
    public String script() {
        try (InputStream in = FilmView.class.getResourceAsStream("window.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the plugin's own script cannot be read", e);
        }
    }

    @Override
    public String css() {
        StringBuilder css = new StringBuilder("""
                .em{margin:0;break-inside:avoid}
                .em-panes{display:flex;gap:3px}
                .em-frame{flex:1 1 0;min-width:0;position:relative;overflow:hidden;background:#000}
                .em-film{position:absolute;inset:0;width:100%;height:100%}
                .em-heat,.em-at{position:absolute;max-width:none}
                .em-heat{image-rendering:pixelated}
                .em-at:hover{outline:1px solid #fff}
                .em figcaption{font-size:.75rem;line-height:1.4;margin-top:.15rem;overflow-wrap:anywhere}
                .em-win label{margin-right:.6em;white-space:nowrap}
                .em-win input[type=range]{width:9rem;vertical-align:middle;margin:0 .4em}
                .em-frame{-webkit-print-color-adjust:exact;print-color-adjust:exact}
                """);
        WINDOWS.forEach((window, filter) -> {
            if (!filter.isEmpty()) {
                css.append(".em:has(input[value=")
                        .append(window)
                        .append("]:checked) .em-film{filter:")
                        .append(filter)
                        .append("}\n");
            }
        });
        return css.toString();
    }
}
