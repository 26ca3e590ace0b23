package org.echelle.report;

import java.util.ArrayList;
import java.util.List;
import org.echelle.analysis.Interval;
import org.echelle.steering.experiment.ControlSummary;
import org.echelle.steering.experiment.Effect;
import org.echelle.steering.experiment.Estimate;
import org.echelle.steering.experiment.Findings;

/** Dose and response of an edit, and the edit beside its controls. */
final class SteeringCharts {
    private static final int WIDTH = 640;
    private static final String SERIES = "var(--chart-series)";
    private static final String INK = "var(--chart-ink)";

    private SteeringCharts() {}

    static String doses(Findings findings) {
        List<Effect> doses = findings.doses();
        double[] x = doses.stream().mapToDouble(Effect::strength).toArray();
        List<Estimate> all = new ArrayList<>();
        doses.forEach(d -> all.addAll(List.of(d.target(), d.others())));
        double[] range = range(all);
        Plot plot = new Plot(WIDTH, 300, x[0], x[x.length - 1], range[0], range[1])
                .axes("strength (0: nothing, 1: as asked)", "change of probability", true);
        plot.curve(x, means(doses, true), intervals(doses, true), SERIES, "");
        plot.curve(x, means(doses, false), intervals(doses, false), INK, "5 4");
        plot.add("<path d=\"M76 20h26\" style=\"stroke:%s;stroke-width:2\"/>", SERIES);
        plot.label(108, 24, "start", findings.target() + ", its samples");
        plot.add("<path d=\"M330 20h26\" style=\"stroke:%s;stroke-width:2;stroke-dasharray:5 4\"/>", INK);
        plot.label(362, 24, "start", "right answer, other samples");
        return plot.svg("Change of probability over the strength of the edit, for the target's samples and for others");
    }

    private static double[] means(List<Effect> doses, boolean target) {
        return doses.stream()
                .mapToDouble(d -> (target ? d.target() : d.others()).mean())
                .toArray();
    }

    private static List<Interval> intervals(List<Effect> doses, boolean target) {
        return doses.stream()
                .map(d -> (target ? d.target() : d.others()).interval())
                .toList();
    }

    private static double[] range(List<Estimate> all) {
        double low = 0;
        double high = 0;
        for (Estimate e : all) {
            low = Math.min(low, e.interval().low());
            high = Math.max(high, e.interval().high());
        }
        double room = Math.max(0.02, (high - low) * 0.12);
        return new double[] {low - (low < 0 ? room / 2 : 0), high + room};
    }

    /** Each kind of control as a row of dots, the edit as a mark with its interval on top. */
    static String controls(Findings findings) {
        List<ControlSummary> kinds = findings.summaries();
        Effect asked = findings.asAsked();
        double low = Math.min(0, asked.target().interval().low());
        double high = Math.max(0, asked.target().interval().high());
        for (Effect e : findings.controls()) {
            low = Math.min(low, e.target().mean());
            high = Math.max(high, e.target().mean());
        }
        double room = Math.max(0.01, (high - low) * 0.06);
        int rows = kinds.size() + 1;
        int height = 60 + 34 * rows;
        Plot plot = new Plot(WIDTH, height, low - room, high + room, 0, rows);
        for (double v : Plot.ticks(low - room, high + room)) {
            plot.add(
                    "<path d=\"M%.1f %.1fV%.1f\" style=\"stroke:var(--chart-grid)\"/>",
                    plot.x(v), plot.y(0), plot.y(rows));
            plot.label(plot.x(v), height - 28, "middle", Numbers.figure(v));
        }
        plot.label(
                WIDTH / 2.0, height - 8, "middle", "change of the target's probability on its samples, at strength 1");
        plot.add("<path d=\"M%.1f %.1fV%.1f\" style=\"stroke:var(--chart-ink)\"/>", plot.x(0), plot.y(0), plot.y(rows));
        double y = rows - 0.7;
        plot.add(
                "<path d=\"M%.1f %.1fH%.1f\" style=\"stroke:%s;stroke-width:4;opacity:.5\"/>",
                plot.x(asked.target().interval().low()),
                plot.y(y),
                plot.x(asked.target().interval().high()),
                SERIES);
        plot.mark(asked.target().mean(), y, SERIES, 5);
        plot.label(66, plot.y(rows - 0.25), "start", "the edit");
        for (int k = 0; k < kinds.size(); k++) {
            double line = rows - 1.7 - k;
            for (Effect e : findings.controls()) {
                if (e.kind().equals(kinds.get(k).kind())) {
                    plot.add(
                            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" style=\"fill:%s;opacity:.45\"/>",
                            plot.x(e.target().mean()), plot.y(line), INK);
                }
            }
            plot.label(66, plot.y(line + 0.45), "start", kinds.get(k).words());
        }
        return plot.svg("The edit's change of the target beside those of its controls");
    }
}
