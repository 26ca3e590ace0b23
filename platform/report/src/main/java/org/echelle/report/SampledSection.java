package org.echelle.report;

import java.util.List;
import java.util.Locale;
import org.echelle.runs.SampledLetters;
import org.echelle.steering.experiment.Variant;

/** Sequences that were sampled under an edit and its controls. */
final class SampledSection {
    private SampledSection() {}

    /** How often wanted letters came up, in a sentence. */
    static String sentence(SampledLetters s) {
        double before = s.passes().get(0).share();
        double edited = s.passes().stream()
                .filter(p -> p.kind().equals(Variant.Kind.DOSE.name()) && p.strength() == 1)
                .mapToDouble(SampledLetters.Pass::share)
                .findFirst()
                .orElse(Double.NaN);
        double[] matched = s.passes().stream()
                .filter(p -> p.kind().equals(Variant.Kind.MATCHED.name()))
                .mapToDouble(SampledLetters.Pass::share)
                .sorted()
                .toArray();
        return String.format(
                Locale.ROOT,
                "Of sampled letters %.1f %% are wanted ones without the edit and %.1f %% with it%s.",
                100 * before,
                100 * edited,
                matched.length == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "; with matched features %.1f to %.1f %%",
                                100 * matched[0],
                                100 * matched[matched.length - 1]));
    }

    static void write(Html html, SampledLetters s) {
        html.element("h2", "In sampled sequences").raw("\n");
        html.element(
                "p",
                sentence(s) + " " + s.how() + " " + Numbers.count(s.sequences(), "sequence", "sequences")
                        + " of each of " + Numbers.count(s.samples(), "sample", "samples") + " a pass.",
                "class",
                "note");
        Table table = new Table(html, "")
                .text("pass", "pass")
                .number("strength", "strength", null)
                .number("share", "wanted letters", null)
                .number("kept", "letters as they were", null)
                .number("places", "letters", null)
                .begin("sampled", "Sampled letters at the asked places", "", false);
        for (SampledLetters.Pass p : s.passes()) {
            table.row().cell(words(p)).cell(Numbers.figure(p.strength()), p.strength());
            table.cell(Numbers.percent(p.share()), p.share())
                    .cell(Numbers.percent(p.kept()), p.kept())
                    .count(p.places());
            table.endRow();
        }
        table.end();
        List<String> examples = s.passes().stream()
                .filter(p -> p.kind().equals(Variant.Kind.DOSE.name()) && p.strength() == 1)
                .flatMap(p -> p.examples().stream())
                .toList();
        html.element("p", "Sampled under the edit, one of each sample: " + String.join(" ", examples), "class", "note")
                .raw("\n");
    }

    private static String words(SampledLetters.Pass p) {
        return p.kind().equals("NONE")
                ? p.name()
                : p.kind().equals(Variant.Kind.DOSE.name())
                        ? "edit"
                        : Variant.Kind.valueOf(p.kind()).words() + " (" + p.name() + ")";
    }
}
