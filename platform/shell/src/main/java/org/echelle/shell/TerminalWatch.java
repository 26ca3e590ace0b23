package org.echelle.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.echelle.runs.TrainingStart;
import org.echelle.runs.TrainingWatch;
import org.echelle.sae.health.Advice;
import org.echelle.sae.health.Advisor;
import org.echelle.sae.health.HealthPoint;

/**
 * Shows trainings in a terminal: a chart that is kept up to date under the progress and stays when the training is over, and each
 * piece of advice once, when it first applies.
 */
final class TerminalWatch implements TrainingWatch {
    private static final int MOST_POINTS = 2000;

    private final ConsoleProgress progress;
    private final boolean unicode;
    /** In the order in which they began; the chart of the first is under the progress. */
    private final List<Watching> active = new ArrayList<>();

    private final List<String> ended = new ArrayList<>();

    /** @param unicode whether braille can be shown, else ASCII */
    TerminalWatch(ConsoleProgress progress, boolean unicode) {
        this.progress = progress;
        this.unicode = unicode;
    }

    @Override
    public synchronized Watched begins(TrainingStart start) {
        Watching watching = new Watching(start);
        active.add(watching);
        return watching;
    }

    private synchronized boolean first(Watching watching) {
        return active.indexOf(watching) == 0;
    }

    /** Charts are shown when the last training is over, below the last line of the progress. */
    private synchronized void end(Watching watching) {
        active.remove(watching);
        ended.addAll(watching.chart());
        if (active.isEmpty()) {
            progress.close();
            progress.lines(ended);
            ended.clear();
        }
    }

    private final class Watching implements Watched {
        private final String title;
        private final boolean baseline;
        private final Advisor advisor;
        private final TrainingChart chart;
        private final List<HealthPoint> points;

        Watching(TrainingStart start) {
            title = start.title();
            baseline = start.baseline();
            advisor = new Advisor(start.facts());
            chart = new TrainingChart(start.facts(), progress.columns(), unicode);
            points = new ArrayList<>(start.earlier());
            points.forEach(advisor::hear); // what it says of them was said when they were new
        }

        @Override
        public void point(HealthPoint point) {
            points.removeIf(p -> p.step() >= point.step());
            points.add(point);
            if (points.size() > MOST_POINTS) {
                thin(points);
            }
            if (first(this)) {
                progress.below(chart.lines(points));
            }
            for (Advice advice : baseline ? List.<Advice>of() : advisor.hear(point)) {
                progress.note(title + ", step " + ConsoleProgress.count(point.step()) + ", " + word(advice) + ": "
                        + advice.sentence());
            }
        }

        @Override
        public void ends(Outcome outcome, String message) {
            end(this);
        }

        List<String> chart() {
            List<String> lines = new ArrayList<>(chart.lines(points));
            if (!lines.isEmpty()) {
                lines.add(0, title);
            }
            return lines;
        }
    }

    private static String word(Advice advice) {
        return advice.severity().name().toLowerCase(Locale.ROOT);
    }

    private static void thin(List<HealthPoint> points) {
        List<HealthPoint> kept = new ArrayList<>();
        for (int i = (points.size() - 1) % 2; i < points.size(); i += 2) {
            kept.add(points.get(i));
        }
        points.clear();
        points.addAll(kept);
    }
}
