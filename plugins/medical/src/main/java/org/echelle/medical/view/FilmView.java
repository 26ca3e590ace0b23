package org.echelle.medical.view;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.api.Sample;
import org.echelle.api.SampleView;
import org.echelle.api.SiteActivations;
import org.echelle.api.Subject;
import org.echelle.api.ViewAssets;
import org.echelle.medical.Film;
import org.echelle.medical.MedicalException;
import org.echelle.medical.subject.FilmGrid;
import org.echelle.medical.subject.Placement;

/**
 * A film with a choice of windows and, beside it, a feature's activations as a heat map in one hue (the vermilion of Okabe and Ito's
 * colour-blind safe palette), with the numbers under the pointer. The windows are choices of the style sheet: a page works without scripts,
 * without a network, from disk. A caption holds the film's name in its source and numbers, nothing else of the patient's file.
 */
public final class FilmView implements SampleView {
    private static final int LONGEST = 512;
    private static final int LATELY = 16;
    private static final int HUE = 0xD55E00;
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

    private final FilmGrid subject;
    /** Encoded films: a film is drawn for several features in a row. */
    private final Map<Film, byte[]> encoded = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Film, byte[]> eldest) {
            return size() > LATELY;
        }
    });

    /** @param subject one that looks at pictures, of whatever plugin */
    public FilmView(Subject subject) {
        this.subject = FilmGrid.of(subject)
                .orElseThrow(() -> new MedicalException("Films are drawn for a subject that looks at pictures."));
    }

    @Override
    public String draw(Sample sample, ViewAssets assets) {
        Film film = (Film) sample;
        return figure(film, List.of(base(film, film.id(), assets)), film.id());
    }

    @Override
    public String draw(Sample sample, SiteActivations activations, ViewAssets assets) {
        Film film = (Film) sample;
        HookPoint hook = activations.sites().hook();
        int[] grid = subject.gridSize(hook);
        int[] ys = grid[0] > 0 ? activations.sites().along("y") : null;
        int[] xs = grid[0] > 0 ? activations.sites().along("x") : null;
        float peak = 0;
        float whole = 0; // of rows without a place, such as a class token
        int at = -1;
        for (int row = 0; row < activations.values().length; row++) {
            float value = activations.values()[row];
            if (ys == null || ys[row] < 0 || xs[row] < 0) {
                whole = Math.max(whole, value);
            } else if (value > peak) {
                peak = value;
                at = row;
            }
        }
        if (at < 0) {
            String told = whole > 0 ? "whole film " + number(whole) + " of " + number(activations.full()) : "silent";
            return figure(film, List.of(base(film, film.id() + ": " + told, assets)), told);
        }
        String told = "peak " + number(peak) + " of " + number(activations.full()) + ", row " + (ys[at] + 1)
                + ", column " + (xs[at] + 1) + " of " + grid[0] + " x " + grid[1]
                + (whole > 0 ? "; whole film " + number(whole) : "");
        float[] values = new float[grid[0] * grid[1]];
        for (int row = 0; row < activations.values().length; row++) {
            if (ys[row] >= 0 && xs[row] >= 0) {
                values[ys[row] * grid[1] + xs[row]] = Math.max(0, activations.values()[row]);
            }
        }
        String map = base(film, "", assets) + "<img class=\"em-heat\" alt=\"\" style=\""
                + place(film, 0, 0, subject.inputWidth(), subject.inputHeight()) + "\" src=\""
                + Pngs.dataUri(grid[1], grid[0], colours(values, activations.full())) + "\" />"
                + readOut(film, values, grid);
        return figure(film, List.of(base(film, film.id() + ": " + told, assets), map), told);
    }

    private static int[] colours(float[] values, float full) {
        int[] argb = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            int alpha = Math.round(STRONGEST * Math.min(1, values[i] / (full > 0 ? full : 1)));
            argb[i] = alpha << 24 | HUE;
        }
        return argb;
    }

    /** Places that tell the largest activation under the pointer. */
    private String readOut(Film film, float[] values, int[] grid) {
        int down = Math.min(READ_OUT, grid[0]);
        int across = Math.min(READ_OUT, grid[1]);
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
                        most = Math.max(most, values[cy * grid[1] + cx]);
                    }
                }
                if (most > 0) {
                    double w = subject.inputWidth() / (double) grid[1];
                    double h = subject.inputHeight() / (double) grid[0];
                    out.append("<span class=\"em-at\" title=\"")
                            .append(number(most))
                            .append("\" style=\"")
                            .append(place(film, x0 * w, y0 * h, x1 * w, y1 * h))
                            .append("\"></span>");
                }
            }
        }
        return out.toString();
    }

    /** A rectangle of the network's input, in percent of the film. */
    private String place(Film film, double x0, double y0, double x1, double y1) {
        Placement p = subject.placement(film.width(), film.height());
        double left = p.toFilmX(x0) * 100 / film.width();
        double top = p.toFilmY(y0) * 100 / film.height();
        double right = p.toFilmX(x1) * 100 / film.width();
        double bottom = p.toFilmY(y1) * 100 / film.height();
        return "left:" + decimal(left) + "%;top:" + decimal(top) + "%;width:" + decimal(right - left) + "%;height:"
                + decimal(bottom - top) + "%";
    }

    private String base(Film film, String alt, ViewAssets assets) {
        byte[] png = encoded.computeIfAbsent(film, f -> Pngs.of(f, LONGEST));
        return "<img class=\"em-film\" alt=\"" + escape(alt) + "\" src=\"" + escape(assets.put("png", png)) + "\" />";
    }

    private static String figure(Film film, List<String> panes, String caption) {
        double shape = film.width() / (double) film.height();
        StringBuilder out = new StringBuilder("<figure class=\"em\"><div class=\"em-panes\">");
        for (String pane : panes) {
            out.append("<div class=\"em-frame\" style=\"max-width:")
                    .append(decimal(Math.max(4, Math.min(14, 14 * shape))))
                    .append("rem;aspect-ratio:")
                    .append(film.width())
                    .append('/')
                    .append(film.height())
                    .append("\">")
                    .append(pane)
                    .append("</div>");
        }
        out.append("</div><figcaption>")
                .append(escape(caption))
                .append("<details class=\"em-win\"><summary>window</summary>");
        // one name a figure, so that figures choose by themselves
        String name =
                "em" + Integer.toHexString(System.identityHashCode(panes)) + Integer.toHexString(caption.hashCode());
        WINDOWS.forEach((window, filter) -> out.append("<label><input type=\"radio\" name=\"")
                .append(name)
                .append("\" value=\"")
                .append(window)
                .append(filter.isEmpty() ? "\" checked=\"checked\" />" : "\" />")
                .append(window)
                .append("</label>"));
        return out.append("</details></figcaption></figure>").toString();
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.3f", value).replaceAll("\\.?0+$", "");
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
