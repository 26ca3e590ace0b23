package org.echelle.protein.view;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.function.IntFunction;
import org.echelle.protein.Protein;

/**
 * A page that turns a structure in three dimensions. It needs two scripts beside it and nothing from a network; coordinates and
 * activations stand in the page itself, since pages from {@code file://} may not read files.
 */
final class ViewerPage {
    private ViewerPage() {}

    /**
     * @param library address of three.js, seen from the page
     * @param viewer address of {@link #script}
     * @param copy address of the file with B-factors
     */
    static String markup(
            Protein protein, ChainModel chain, Profile profile, String library, String viewer, String copy) {
        String title = Text.escape(protein.id() + " · structure " + chain.title());
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>%1$s</title>
                <style>
                body{margin:0;display:flex;flex-direction:column;height:100vh;font:15px/1.4 system-ui,sans-serif;background:#fff;color:#111}
                header,footer{padding:.5rem 1rem;display:flex;flex-wrap:wrap;gap:.3rem 1.5rem;align-items:center}
                h1{font-size:1rem;margin:0}
                #structure{flex:1;min-height:0;overflow:hidden;cursor:grab;touch-action:none}
                #structure canvas{display:block}
                .ramp{display:inline-block;width:8rem;height:.8em;border:1px solid #555;vertical-align:-.1em;background:%2$s}
                .unknown{display:inline-block;width:.8em;height:.8em;background:#5b8cc8;vertical-align:-.1em}
                </style></head><body>
                <header><h1>%1$s</h1>
                <span>0 <span class="ramp"></span> %3$s, the feature's maximum</span>
                <span><span class="unknown"></span> no activation in this run</span>
                <a href="%4$s" download="%5$s">File with activation as B-factor (0 to 1)</a></header>
                <div id="structure" tabindex="0" role="img" aria-label="Structure in three dimensions; arrow keys turn it"></div>
                <footer><span id="told">Drag or use the arrow keys to turn, scroll or press + and - to come closer; point at a residue to read it.</span></footer>
                <script>const CHAIN=%6$s;</script>
                <script src="%7$s"></script>
                <script src="%8$s"></script>
                <noscript><p>Turning the structure needs scripts; the file above opens in PyMOL, ChimeraX or Mol*.</p></noscript>
                </body></html>
                """.formatted(
                        title,
                        Ramp.gradient(),
                        Text.number(profile.full()),
                        Text.escape(copy),
                        fileName(protein, chain),
                        data(protein, chain, profile),
                        Text.escape(library),
                        Text.escape(viewer));
    }

    /** Under which name a browser saves the file: letters, digits, and what no system minds. */
    static String fileName(Protein protein, ChainModel chain) {
        return protein.id().replaceAll("[^A-Za-z0-9._-]+", "_") + "-activation." + chain.extension();
    }

    /** The viewer itself, the same for all pages. */
    static byte[] script() {
        try (InputStream in = ViewerPage.class.getResourceAsStream("viewer.js")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String data(Protein protein, ChainModel chain, Profile profile) {
        StringBuilder out = new StringBuilder("{");
        for (int axis = 0; axis < 3; axis++) {
            int a = axis;
            list(
                    out,
                    "xyz".substring(a, a + 1),
                    chain.length(),
                    i -> chain.seen(i) ? decimal(chain.place(i)[a], 2) : "null");
            out.append(',');
        }
        list(out, "value", chain.length(), i -> {
            int at = i - protein.offset();
            return at >= 0 && at < profile.length() && profile.measured(at) ? decimal(profile.share(at), 3) : "null";
        });
        out.append(',');
        list(out, "label", chain.length(), i -> '"' + quoted(label(protein, chain, profile, i)) + '"');
        return out.append('}').toString();
    }

    private static void list(StringBuilder out, String name, int count, IntFunction<String> entry) {
        out.append('"').append(name).append("\":[");
        for (int i = 0; i < count; i++) {
            out.append(i == 0 ? "" : ",").append(entry.apply(i));
        }
        out.append(']');
    }

    private static String decimal(float value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private static String label(Protein protein, ChainModel chain, Profile profile, int residue) {
        if (!chain.seen(residue)) {
            return "";
        }
        int at = residue - protein.offset();
        boolean shown = at >= 0 && at < profile.length();
        String name = (shown ? "" + protein.sequence().charAt(at) : "residue ") + (residue + 1);
        String numbered = chain.label(residue).isEmpty() ? "" : " (" + chain.label(residue) + " in the file)";
        String value = !shown || !profile.measured(at)
                ? "no activation in this run"
                : profile.active(at) ? "activation " + Text.number(profile.value(at)) : "silent";
        return name + numbered + ": " + value;
    }

    /** For a string of a script that stands in a page: nothing in it can end the string or the script. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c < 127 && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
            out.append(plain ? "" + c : String.format(Locale.ROOT, "\\u%04x", (int) c));
        }
        return out.toString();
    }

    /** What a B-factor says: the share of the feature's maximum, {@link ChainModel#UNKNOWN} where the run has no activation. */
    static float[] factors(Protein protein, ChainModel chain, Profile profile) {
        float[] factors = new float[chain.length()];
        java.util.Arrays.fill(factors, ChainModel.UNKNOWN);
        for (int at = 0; at < profile.length(); at++) {
            if (profile.measured(at) && protein.offset() + at < factors.length) {
                factors[protein.offset() + at] = profile.share(at);
            }
        }
        return factors;
    }
}
