package org.echelle.runs;

import java.util.List;
import java.util.Map;
import org.echelle.sae.health.HealthPoint;
import org.echelle.sae.health.TrainingFacts;

/**
 * A training that begins, as a person wants to know it.
 *
 * @param title the hook point, or the file that the rows come from
 * @param settings names and values in the order in which they are shown: architecture, features, k, …
 * @param facts what advice must know
 * @param baseline whether it only serves for comparison, so that advice on it is not worth an interruption
 * @param earlier points of the part that was done before a resume; empty for a fresh training
 */
public record TrainingStart(
        String title, Map<String, String> settings, TrainingFacts facts, boolean baseline, List<HealthPoint> earlier) {}
