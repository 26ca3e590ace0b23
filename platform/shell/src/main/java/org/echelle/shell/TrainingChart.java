package org.echelle.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.echelle.sae.health.HealthPoint;
import org.echelle.sae.health.TrainingFacts;

/** FVU and L0 of a training side by side, in a few lines of characters. */
final class TrainingChart {
    private static final int HEIGHT = 4;
    private static final int LABEL = 6;
    private static final int GAP = 3;
    private static final int WIDEST = 44;
    private static final int NARROWEST = 12;

    private final TrainingFacts facts;
    private final int width;
    private final boolean unicode;

    /**
     * @param columns of the terminal
     * @param unicode whether it shows braille
     */
    TrainingChart(TrainingFacts facts, int columns, boolean unicode) {
        this.facts = facts;
        this.unicode = unicode;
        int each = (columns - 1 - GAP) / 2 - LABEL - 2;
        width = Math.max(NARROWEST, Math.min(WIDEST, each));
    }

    /** The chart, a title over it; empty without points. */
    List<String> lines(List<HealthPoint> points) {
        if (points.isEmpty()) {
            return List.of();
        }
        HealthPoint last = points.get(points.size() - 1);
        String target = Double.isNaN(facts.targetL0()) ? "" : " of " + figure(facts.targetL0());
        List<String> fvu = one("FVU " + figure(last.fvu()), points, HealthPoint::fvu, 0);
        List<String> l0 = one("L0 " + figure(last.l0()) + target, points, HealthPoint::l0, facts.targetL0());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < fvu.size(); i++) {
            lines.add((pad(fvu.get(i), LABEL + 2 + width + GAP) + l0.get(i)).stripTrailing());
        }
        return lines;
    }

    private List<String> one(
            String title, List<HealthPoint> points, ToDoubleFunction<HealthPoint> value, double atLeast) {
        double[] x = new double[points.size()];
        double[] y = new double[points.size()];
        double top = Double.isNaN(atLeast) ? 0 : atLeast;
        long end = Math.max(facts.steps(), points.get(points.size() - 1).step());
        for (int i = 0; i < x.length; i++) {
            x[i] = points.get(i).step() / (double) Math.max(1, end);
            y[i] = value.applyAsDouble(points.get(i));
            top = Double.isFinite(y[i]) ? Math.max(top, y[i]) : top;
        }
        top = top > 0 ? top : 1;
        List<String> drawn = new Curve(width, HEIGHT, unicode).draw(x, y, top);
        List<String> lines = new ArrayList<>(List.of(" ".repeat(LABEL + 2) + title));
        for (int i = 0; i < HEIGHT; i++) {
            String label = i == 0 ? figure(top) : i == HEIGHT - 1 ? "0" : "";
            String edge = unicode ? (label.isEmpty() ? " \u2502" : " \u2524") : " |";
            lines.add(String.format(Locale.ROOT, "%" + LABEL + "s", label) + edge + drawn.get(i));
        }
        return lines;
    }

    private static String pad(String text, int to) {
        return text + " ".repeat(Math.max(0, to - text.length()));
    }

    /** Three significant digits, at most six characters. */
    static String figure(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        double size = Math.abs(value);
        if (size >= 1e6 || (size > 0 && size < 1e-3)) {
            return String.format(Locale.ROOT, "%.0e", value);
        }
        int decimals = size == 0 ? 0 : (int) Math.max(0, Math.min(3, 2 - Math.floor(Math.log10(size))));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
