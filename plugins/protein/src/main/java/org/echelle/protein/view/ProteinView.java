package org.echelle.protein.view;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.echelle.api.Sample;
import org.echelle.api.SampleView;
import org.echelle.api.SiteActivations;
import org.echelle.api.ViewAssets;
import org.echelle.protein.Protein;
import org.echelle.protein.profile.Common;
import org.echelle.protein.profile.Excerpt;

/**
 * Draws a protein as its sequence, with a feature's activations as colours of its residues and its annotations beneath; where its
 * structure is known, beside it the chain's course, a page on which it can be turned, and a copy of its file with the activations as
 * B-factors. A feature's strongest places are drawn as a logo, aligned to their peaks, and beneath it on which amino acids and in which
 * part of the sequence it is active, and whether its strongest residues are neighbours in space.
 */
public final class ProteinView implements SampleView {
    private static final int TOLD = 5;
    /** Of a logo: the correction is then 0.27 bits. */
    private static final int WINDOWS = 50;

    private final Surroundings surroundings;

    /** @param surroundings what is known beside the sequences */
    public ProteinView(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public String draw(Sample sample, ViewAssets assets) {
        Protein protein = (Protein) sample;
        String track = new SequenceTrack(
                        protein, surroundings.marks(protein), Optional.empty(), surroundings.structure(protein))
                .markup("Sequence of " + protein.id());
        return "<div class=\"ep\">" + track + "<p class=\"ep-told\">" + length(protein) + "</p></div>";
    }

    @Override
    public String draw(Sample sample, SiteActivations activations, ViewAssets assets) {
        Protein protein = (Protein) sample;
        Profile profile = Profile.of(protein, activations);
        List<Mark> marks = surroundings.marks(protein);
        Optional<ChainModel> structure = surroundings.structure(protein);
        String track = new SequenceTrack(protein, marks, Optional.of(profile), structure)
                .markup("Sequence of " + protein.id() + ", coloured by activation");
        StringBuilder out = new StringBuilder("<div class=\"ep\">").append(track);
        out.append("<p class=\"ep-told\">")
                .append(legend(protein, profile, structure))
                .append("</p>");
        out.append("<p class=\"ep-told\">")
                .append(Text.escape(told(protein, profile, marks)))
                .append("</p>");
        structure.ifPresent(chain -> out.append(structure(protein, profile, chain, assets)));
        return out.append("</div>").toString();
    }

    private static String length(Protein protein) {
        int n = protein.sequence().length();
        String residues = n == 1 ? "1 residue" : n + " residues";
        return protein.offset() == 0 ? residues : residues + " from " + (protein.offset() + 1) + " on";
    }

    private static String legend(Protein protein, Profile profile, Optional<ChainModel> structure) {
        StringBuilder out = new StringBuilder("<span class=\"ep-scale\">0 <span class=\"ep-ramp\"></span> ");
        out.append(Text.number(profile.full()))
                .append("</span> white silent, red the feature's maximum over all samples");
        if (profile.peak() >= 0) {
            out.append("; outlined: peak");
        }
        if (IntStream.range(0, profile.length()).anyMatch(i -> !profile.measured(i))) {
            out.append("; <span class=\"ep-none\"></span> not in this run's rows");
        }
        structure
                .filter(chain -> IntStream.range(0, profile.length()).anyMatch(i -> !chain.seen(protein.offset() + i)))
                .ifPresent(chain -> out.append("; grey letters: without coordinates"));
        return out.toString();
    }

    /** The picture in words. */
    private static String told(Protein protein, Profile profile, List<Mark> marks) {
        StringBuilder out = new StringBuilder();
        int[] strongest = profile.strongest(TOLD);
        if (strongest.length > 0) {
            out.append("Active on ")
                    .append(profile.count())
                    .append(" of ")
                    .append(length(protein))
                    .append(": ");
            out.append(IntStream.of(strongest)
                    .mapToObj(i -> protein.sequence().charAt(i) + "" + (protein.offset() + i + 1) + " "
                            + Text.number(profile.value(i)))
                    .collect(Collectors.joining(", ")));
            if (profile.count() > strongest.length) {
                out.append(" and ").append(profile.count() - strongest.length).append(" more");
            }
        } else {
            out.append(length(protein)).append(", all silent");
        }
        if (profile.beside() > 0) {
            out.append("; rows that are no residue (special tokens, whole protein) ")
                    .append(Text.number(profile.beside()));
        }
        String there = marks.stream()
                .filter(m -> IntStream.of(strongest).anyMatch(i -> m.covers(protein.offset() + i)))
                .limit(TOLD)
                .map(Mark::told)
                .collect(Collectors.joining("; "));
        return out.append(there.isEmpty() ? "." : ". There: " + there + ".").toString();
    }

    private static String structure(Protein protein, Profile profile, ChainModel chain, ViewAssets assets) {
        String copy = assets.put(chain.extension(), bytes(chain.coloured(ViewerPage.factors(protein, chain, profile))));
        // The page lies beside the files that it needs, so their names without folders lead there.
        String page = assets.put(
                "html",
                bytes(ViewerPage.markup(
                        protein,
                        chain,
                        profile,
                        name(assets.put("js", ThreeLibrary.script())),
                        name(assets.put("js", ViewerPage.script())),
                        name(copy))));
        return "<div class=\"ep-structure\">" + StillPicture.markup(protein, chain, profile)
                + "<p class=\"ep-told\"><a href=\""
                + Text.escape(page) + "\">Turn the structure in 3-D</a><br /><a href=\"" + Text.escape(copy)
                + "\" download=\""
                + ViewerPage.fileName(protein, chain) + "\">"
                + chain.extension().toUpperCase(Locale.ROOT)
                + " file with activation as B-factor</a><br />0 to 1 of the feature's maximum, -1 where there is none</p></div>";
    }

    private static String name(String address) {
        return address.substring(address.lastIndexOf('/') + 1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int excerpts() {
        return WINDOWS;
    }

    /** The residues around the peak and where the feature is active; empty where no residue is. */
    @Override
    public String excerpt(Sample sample, SiteActivations activations) {
        Protein protein = (Protein) sample;
        Profile profile = Profile.of(protein, activations);
        if (profile.peak() < 0) {
            return "";
        }
        return Excerpt.of(
                        Logo.window(protein.sequence(), profile.peak()),
                        protein.sequence(),
                        profile.values(),
                        protein.offset(),
                        surroundings.length(protein),
                        surroundings.structure(protein).map(ChainModel::distances),
                        surroundings.relatives(protein))
                .text();
    }

    @Override
    public String together(List<String> excerpts, ViewAssets assets) {
        List<Excerpt> all =
                excerpts.stream().filter(e -> !e.isEmpty()).map(Excerpt::parse).toList();
        if (all.isEmpty()) {
            return "";
        }
        return "<div class=\"ep\">" + new Logo(all.stream().map(Excerpt::window).toList()).markup()
                + "<p class=\"ep-told\">n = " + all.size()
                + (all.size() == 1 ? " window" : " windows")
                + ", one of each of the strongest samples, aligned to its strongest residue, related proteins not weighted down. Height:"
                + " information in bits less the correction for few windows (Schneider and Stephens 1990), at most "
                + String.format(Locale.ROOT, "%.2f", Math.max(0, LogoColumn.MOST - LogoColumn.correction(all.size())))
                + " with this n. Orange acidic, blue basic, green polar, black hydrophobic.</p>"
                + new CommonPicture(Common.of(all)).markup() + "</div>";
    }

    @Override
    public String css() {
        return """
                .card:has(.ep){grid-column:1/-1}
                .ep{background:#fff;color:#111;padding:.4rem;break-inside:avoid}
                .ep-track{display:block;width:100%;max-width:50rem;height:auto}
                .ep-scroll{overflow-x:auto}
                .ep-scroll .ep-track{min-width:34rem}
                @media print{.ep-scroll .ep-track{min-width:0}}
                .ep-aa{font:13px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;text-anchor:middle;pointer-events:none}
                .ep-unseen{fill:#767676}
                .ep-no{font:9px system-ui,sans-serif;fill:#555}
                .ep-tick{stroke:#777;stroke-width:1}
                .ep-mark rect{fill:#d6e6f4;stroke:#2b5c8a;stroke-width:.8}
                .ep-mark path{stroke:#2b5c8a;stroke-width:1.2}
                .ep-mark text{font:8.5px system-ui,sans-serif;fill:#111}
                .ep-told{font-size:.78rem;line-height:1.4;margin:.2rem 0 0;overflow-wrap:anywhere}
                .ep a{color:#17507d}
                .ep-ramp{display:inline-block;width:6rem;height:.8em;border:1px solid #555;vertical-align:-.1em;background:RAMP}
                .ep-none{display:inline-block;width:.8em;height:.8em;background:#e4e4e4;border:1px solid #999;vertical-align:-.1em}
                .ep-structure{display:flex;flex-wrap:wrap;gap:1rem;align-items:center}
                .ep-still{width:16rem;max-height:16rem}
                .ep-course{fill:none;stroke:#8c8c8c;stroke-width:2;stroke-linejoin:round}
                .ep-gap{fill:none;stroke:#8c8c8c;stroke-width:1;stroke-dasharray:3 3}
                .ep-still circle{stroke:#111;stroke-width:.7}
                .ep,.ep-ramp,.ep-none{-webkit-print-color-adjust:exact;print-color-adjust:exact}
                .ep-letter{font:bold 20px Arial,Helvetica,"Liberation Sans",sans-serif}
                .ep h3{font-size:.9rem;margin:.8rem 0 .2rem}
                .ep-line{stroke:#111;stroke-width:1;stroke-dasharray:4 3}
                .ep-whisker{stroke:#111;stroke-width:1.2;fill:none}
                .ep-bar{fill:#c9d3dc;stroke:#555;stroke-width:.6}
                .ep-above{fill:#e58a80}
                .ep-below{fill:#8fb0cd}
                .ep-table{border-collapse:collapse;font-size:.78rem;margin:.2rem 0}
                .ep-table th,.ep-table td{border-bottom:1px solid #ccc;padding:.15rem .6rem .15rem 0;text-align:left;font-weight:normal}
                .ep-table td{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
                .ep-table thead th{font-weight:bold}
                .ep-table thead th+th{text-align:right}
                .ep-logo{display:block;max-width:40rem;width:100%;height:auto}
                """.replace("RAMP", Ramp.gradient());
    }
}
