package org.echelle.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.runs.TrainingStart;
import org.echelle.sae.health.HealthPoint;
import org.echelle.sae.health.TrainingFacts;

/** Trainings in closed form, for pages to show. */
final class Feed {
    static final int STEPS = 1000;

    private Feed() {}

    static TrainingStart start(String title, List<HealthPoint> earlier) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("architecture", "topk");
        settings.put("features", "512");
        settings.put("k", "16");
        settings.put("width", "64");
        return new TrainingStart(title, settings, TrainingFacts.keeping(16, 64, 512, STEPS, ""), false, earlier);
    }

    /** FVU falls exponentially; nothing is off. */
    static HealthPoint healthy(int step) {
        double t = step / (double) STEPS;
        double fvu = 0.15 + 0.8 * Math.exp(-10 * t);
        double rate = 1e-3 * Math.min(1, Math.min(t / 0.05, (1 - t) / 0.2));
        return new HealthPoint(step, 1024L * step, 64 * fvu, fvu, 16, 0.01, Double.NaN, rate, 40_000);
    }

    /** The same with half of the features dead. */
    static HealthPoint dying(int step) {
        HealthPoint p = healthy(step);
        return new HealthPoint(p.step(), p.rows(), p.loss(), p.fvu(), p.l0(), 0.5, 0.01, p.learningRate(), 40_000);
    }
}
