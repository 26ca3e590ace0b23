package org.echelle.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.echelle.analysis.Measure;
import org.echelle.runs.evaluation.Cell;
import org.echelle.runs.evaluation.Chapter;
import org.echelle.runs.evaluation.Evaluated;
import org.echelle.runs.evaluation.Finding;
import org.echelle.runs.evaluation.Sheet;

/** An evaluation for the terminal: figures line by line, tables aligned, the first rows of long ones. */
final class EvaluationLines {
    private static final int MOST_ROWS = 12;
    private static final int WIDEST = 40;

    private EvaluationLines() {}

    static List<String> of(Evaluated evaluated) {
        List<String> lines = new ArrayList<>(List.of(evaluated.hook() + ": " + evaluated.basis()));
        for (Chapter chapter : evaluated.chapters()) {
            lines.add("");
            lines.add(chapter.title());
            for (Finding f : chapter.findings()) {
                lines.add(String.format(Locale.ROOT, "  %-34s %s", f.name(), figure(f.measure(), true))
                        + (f.measure().defined() ? "  (" + f.basis() + ")" : ""));
            }
            chapter.sheets().forEach(sheet -> table(sheet, lines));
            chapter.notes().forEach(note -> lines.add("  " + note));
        }
        lines.add("");
        return lines;
    }

    private static String figure(Measure m, boolean whole) {
        if (!m.defined()) {
            return whole ? "not defined, because " + m.because() : "-";
        }
        String value =
                String.format(Locale.ROOT, Math.abs(m.value()) < 0.01 && m.value() != 0 ? "%.2g" : "%.3f", m.value());
        return m.interval().known()
                ? value
                        + String.format(
                                Locale.ROOT,
                                " [%.3f, %.3f]",
                                m.interval().low(),
                                m.interval().high())
                : value;
    }

    private static void table(Sheet sheet, List<String> lines) {
        lines.add("  " + sheet.caption() + ":");
        List<List<String>> rows = new ArrayList<>();
        rows.add(sheet.columns().stream().map(c -> shortened(c.title())).toList());
        for (List<Cell> row :
                sheet.rows().subList(0, Math.min(MOST_ROWS, sheet.rows().size()))) {
            rows.add(row.stream().map(EvaluationLines::text).toList());
        }
        int[] width = new int[sheet.columns().size()];
        rows.forEach(row -> {
            for (int c = 0; c < width.length; c++) {
                width[c] = Math.max(width[c], row.get(c).length());
            }
        });
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder("   ");
            for (int c = 0; c < width.length; c++) {
                line.append(' ')
                        .append(row.get(c))
                        .append(" ".repeat(width[c] - row.get(c).length() + 1));
            }
            lines.add(line.toString().stripTrailing());
        }
        if (sheet.rows().size() > MOST_ROWS) {
            lines.add("    ... and " + (sheet.rows().size() - MOST_ROWS) + " more rows in the report");
        }
    }

    private static String text(Cell cell) {
        if (cell instanceof Cell.Figure f) {
            return figure(f.measure(), false);
        }
        return cell instanceof Cell.Count n
                ? String.format(Locale.ROOT, "%,d", n.count())
                : cell instanceof Cell.Words w ? shortened(w.text()) : "";
    }

    private static String shortened(String text) {
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 3) + "...";
    }
}
