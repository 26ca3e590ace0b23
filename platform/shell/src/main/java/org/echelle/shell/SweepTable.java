package org.echelle.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.echelle.analysis.Stability;
import org.echelle.runs.SweepOutcome;

/** What a sweep found, for the terminal. */
final class SweepTable {
    private static final List<String> TITLES = List.of(
            "dictionary", "architecture", "n", "k", "seed", "L0", "FVU", "dead", "dense", "loss", "rows/s", "front");
    /** Columns of words; the others are numbers. */
    private static final List<Integer> WORDS = List.of(0, 1, 11);

    private SweepTable() {}

    static List<String> lines(SweepOutcome outcome) {
        List<List<String>> rows = new ArrayList<>(List.of(TITLES));
        outcome.members().forEach(m -> rows.add(row(m)));
        List<String> lines = new ArrayList<>(aligned(rows));
        lines.add(outcome.measured() + " front: FVU below 1, and no other has both a smaller L0 and a smaller FVU.");
        for (SweepOutcome.Member m : outcome.members()) {
            if (!m.finished()) {
                lines.add(m.name() + " did not finish: " + m.failure());
            }
        }
        outcome.groups().forEach(g -> lines.addAll(stability(g)));
        return lines;
    }

    private static List<String> row(SweepOutcome.Member m) {
        return List.of(
                m.name(),
                m.architecture(),
                Integer.toString(m.features()),
                m.k() > 0 ? Integer.toString(m.k()) : "-",
                Long.toString(m.seed()),
                number("%.1f", m.l0()),
                number("%.4f", m.fvu()),
                number("%.1f %%", 100 * m.deadShare()),
                number("%.1f %%", 100 * m.denseShare()),
                number("%.4g", m.loss()),
                number("%.0f", m.rowsPerSecond()),
                m.finished() ? m.front() ? "*" : "" : "failed");
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
    }

    private static List<String> aligned(List<List<String>> rows) {
        int[] widths = new int[TITLES.size()];
        for (List<String> row : rows) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < widths.length; c++) {
                String pad = " ".repeat(widths[c] - row.get(c).length());
                line.append(c == 0 ? "" : "  ").append(WORDS.contains(c) ? row.get(c) + pad : pad + row.get(c));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static List<String> stability(SweepOutcome.Group group) {
        Stability.Summary s = group.stability();
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "stability of %s over %d seeds (%d pair%s; in brackets what random directions score):",
                group.name(),
                s.dictionaries(),
                s.pairs(),
                s.pairs() == 1 ? "" : "s"));
        lines.add("  matched by encoder and decoder " + share(s.matched()) + ", by decoder alone "
                + share(s.decoderMatched()) + ", mean max cosine " + cosine(s.meanMaxCosine(), s.pairs()) + ", PW-MCC "
                + cosine(s.pwMcc(), s.pairs()));
        if (s.silent() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %,d of %,d features never fired on the measured rows and count as unmatched",
                    s.silent(),
                    s.dictionaries() * s.features()));
        }
        if (!s.exact()) {
            lines.add(
                    "  too many features for the best pairing: mutual nearest neighbours were paired first, the rest greedily");
        }
        return lines;
    }

    private static String share(Stability.Figure f) {
        return String.format(Locale.ROOT, "%.1f %% [%.1f %%]", 100 * f.mean(), 100 * f.chance());
    }

    private static String cosine(Stability.Figure f, int pairs) {
        String spread = pairs > 1 ? String.format(Locale.ROOT, ", sd %.3f", f.sd()) : "";
        return String.format(Locale.ROOT, "%.3f%s [%.3f]", f.mean(), spread, f.chance());
    }
}
