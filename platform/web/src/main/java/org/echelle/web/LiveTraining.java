package org.echelle.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.runs.TrainingStart;
import org.echelle.runs.TrainingWatch;
import org.echelle.sae.health.Advice;
import org.echelle.sae.health.Advisor;
import org.echelle.sae.health.HealthPoint;

/** What the page knows of one training. The {@link Board} that it hangs on guards it. */
final class LiveTraining {
    /** More points than a screen is wide are of no use; beyond this every other one is forgotten. */
    static final int MOST_POINTS = 4000;

    private final int id;
    private final TrainingStart start;
    private Advisor advisor;
    private final List<HealthPoint> points = new ArrayList<>();
    private final Map<Advice.Topic, Said> said = new LinkedHashMap<>();
    private String state = "training";
    private String message = "";

    /**
     * @param since the step at which it was first said
     * @param standing whether it applies now
     */
    private record Said(Advice advice, long since, boolean standing) {}

    LiveTraining(int id, TrainingStart start) {
        this.id = id;
        this.start = start;
        this.advisor = new Advisor(start.facts());
        start.earlier().forEach(this::add);
    }

    int id() {
        return id;
    }

    /** Takes in a point. A training that is done anew from an earlier step forgets what came after it. */
    void add(HealthPoint point) {
        if (points.removeIf(p -> p.step() >= point.step())) {
            advisor = new Advisor(start.facts());
            points.forEach(advisor::hear);
        }
        points.add(point);
        advisor.hear(point);
        said.replaceAll((topic, s) -> new Said(s.advice(), s.since(), false));
        for (Advice advice : advisor.standing()) {
            Said before = said.get(advice.topic());
            said.put(advice.topic(), new Said(advice, before == null ? point.step() : before.since(), true));
        }
        if (points.size() > MOST_POINTS) {
            thin();
        }
    }

    private void thin() {
        List<HealthPoint> kept = new ArrayList<>();
        for (int i = (points.size() - 1) % 2; i < points.size(); i += 2) {
            kept.add(points.get(i));
        }
        points.clear();
        points.addAll(kept);
    }

    void end(TrainingWatch.Outcome outcome, String why) {
        state = outcome.name().toLowerCase(Locale.ROOT);
        message = why;
    }

    /** All of it, as the page reads it. */
    Map<String, Object> whole() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("id", id);
        all.put("title", start.title());
        all.put("settings", start.settings());
        all.put("steps", start.facts().steps());
        all.put("target", finite(start.facts().targetL0()));
        all.putAll(end());
        all.put("points", points.stream().map(LiveTraining::row).toList());
        all.put("advice", advice());
        return all;
    }

    /** How it stands: {@code training}, {@code done}, {@code stopped} or {@code failed}, and why. */
    Map<String, Object> end() {
        Map<String, Object> end = new LinkedHashMap<>();
        end.put("state", state);
        end.put("message", message);
        return end;
    }

    /** Everything that was advised: what applies now, the worst first; then what applied earlier. */
    List<Map<String, Object>> advice() {
        return said.values().stream()
                .sorted(Comparator.comparing((Said s) -> !s.standing())
                        .thenComparing(s -> s.advice().severity()))
                .map(LiveTraining::advice)
                .toList();
    }

    private static Map<String, Object> advice(Said said) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("topic", said.advice().topic().name().toLowerCase(Locale.ROOT));
        one.put("severity", said.advice().severity().name().toLowerCase(Locale.ROOT));
        one.put("finding", said.advice().finding());
        one.put("remedy", said.advice().remedy());
        one.put("since", said.since());
        one.put("standing", said.standing());
        return one;
    }

    /** {@code [step, rows, loss, FVU, L0, dead share, dense share, learning rate, rows a second]}, null where there is none. */
    static List<Number> row(HealthPoint p) {
        return Arrays.asList(
                p.step(),
                p.rows(),
                finite(p.loss()),
                finite(p.fvu()),
                finite(p.l0()),
                finite(p.deadShare()),
                finite(p.denseShare()),
                finite(p.learningRate()),
                finite(p.rowsPerSecond()));
    }

    /** JSON has no word for what is not finite. */
    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
