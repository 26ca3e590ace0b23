package org.echelle.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.analysis.Measure;
import org.echelle.runs.brush.BrushOutcome;
import org.echelle.runs.brush.Stroke;
import org.echelle.runs.pictures.Picture;

/** What a feature brush did, for the page and the terminal. */
public final class BrushPage {
    private static final int COLUMNS = 12;
    private static final String CHANGE = Term.PIXEL_CHANGE.anchor();

    private BrushPage() {}

    /** The page; its sheet is {@code strokes}. */
    public static FindingPage of(BrushOutcome outcome) {
        List<String> names = new ArrayList<>(List.of("unedited"));
        List<List<Picture>> rows = new ArrayList<>(List.of(outcome.before()));
        for (Stroke stroke : outcome.strokes()) {
            names.add(stroke.name());
            rows.add(stroke.pictures());
        }
        int columns = Math.min(COLUMNS, outcome.samples().size());
        List<PictureGrid.Head> heads = outcome.samples().stream()
                .limit(columns)
                .map(s -> new PictureGrid.Head(s.replaceAll(", seed .*", ""), false))
                .toList();
        return new FindingPage(
                "Feature brush",
                "Painting " + (outcome.features().size() == 1 ? "feature " : "features ")
                        + String.join(
                                ", ",
                                outcome.features().stream().map(String::valueOf).toList())
                        + " at " + outcome.hook(),
                headline(outcome),
                notes(outcome),
                List.of(
                        new FindingPage.Figure(
                                PictureGrid.svg("Pictures before and after painting", heads, names, rows, columns),
                                "The same noise in every column, asked for what stands above it"
                                        + shown(columns, outcome.samples().size()) + "."),
                        new FindingPage.Figure(
                                CourseStrip.html(outcome.course()),
                                outcome.samples().get(0)
                                        + " on its way from noise to picture: what the model expects at each"
                                        + " timestep that it becomes. One sample, which says nothing of how others differ.")),
                List.of(strokes(outcome)),
                List.of(),
                outcome.json());
    }

    /** The result in a sentence. */
    public static String headline(BrushOutcome outcome) {
        Stroke last = outcome.strokes().get(Math.max(0, outcome.strokes().size() - 2));
        Stroke control = outcome.strokes().get(outcome.strokes().size() - 1);
        return "At " + last.name() + " a pixel of the painted region changes by " + shown(last.inside())
                + " of the full range, one"
                + " beyond it by " + shown(last.outside()) + "; along a random direction of the same norm by "
                + shown(control.inside()) + " and " + shown(control.outside()) + ".";
    }

    private static String shown(Measure m) {
        return m.defined()
                ? String.format(Locale.ROOT, "%.3f", m.value())
                : "(not defined, because " + m.because() + ")";
    }

    private static String shown(int columns, int samples) {
        return columns < samples ? "; the first " + columns + " of " + Numbers.count(samples) + " samples" : "";
    }

    private static List<String> notes(BrushOutcome outcome) {
        List<String> notes = new ArrayList<>();
        StringBuilder means = new StringBuilder();
        for (int i = 0; i < outcome.features().size(); i++) {
            means.append(i == 0 ? "" : ", ")
                    .append(outcome.features().get(i))
                    .append(": ")
                    .append(Numbers.figure(outcome.means().get(i)));
        }
        notes.add(
                "Every painted row gets strength times the feature's mean activation where it fires, along the feature's atom, and"
                        + " keeps all else (means: " + means + "). Painted: " + outcome.where() + ", which was "
                        + outcome.painted() + ".");
        notes.add(Numbers.count(outcome.samples().size(), "sample", "samples") + " of "
                + Numbers.count(outcome.seeds(), "seed", "seeds") + "; " + intervals(outcome.seeds())
                + " The control is of random directions: changes of the same norm, all along one that is drawn.");
        return notes;
    }

    private static String intervals(int seeds) {
        return seeds == 1
                ? "one seed says nothing of how others differ, so that no figure has a range; paint with more (--seeds)."
                : "95 % intervals over seeds, by Student's t: wide where seeds are few. A change that is the same for all seeds,"
                        + " such as none at all, has none.";
    }

    private static FindingPage.Sheet strokes(BrushOutcome outcome) {
        boolean judged = outcome.seen().isPresent();
        List<String> heads = new ArrayList<>(List.of("stroke", "strength", "change inside", "change outside"));
        if (judged) {
            heads.add("class changed");
        }
        List<List<Object>> rows = new ArrayList<>();
        for (Stroke stroke : outcome.strokes()) {
            List<Object> row = new ArrayList<>(
                    List.of(stroke.name(), stroke.strength(), cell(stroke.inside()), cell(stroke.outside())));
            if (judged) {
                row.add(cell(stroke.changed()));
            }
            rows.add(row);
        }
        return new FindingPage.Sheet(
                "strokes",
                "What painting changed",
                judged
                        ? "Class changed: share of samples in which the judge sees another class than without the brush."
                        : "",
                heads,
                Map.of("change inside", CHANGE, "change outside", CHANGE),
                rows);
    }

    private static Object cell(Measure m) {
        return m.defined() ? new FindingPage.Ranged(m.value(), m.interval(), 0) : "not defined";
    }
}
