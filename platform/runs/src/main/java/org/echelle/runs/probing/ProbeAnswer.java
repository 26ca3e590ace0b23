package org.echelle.runs.probing;

import java.util.OptionalInt;
import org.echelle.analysis.probing.ProbeTrial;

/**
 * One cell of the map.
 *
 * @param hook the hook point
 * @param timestep empty where it has none
 * @param question what was asked
 * @param fitted samples behind the probe
 * @param measured held-out samples
 * @param trial what came out
 */
public record ProbeAnswer(
        String hook, OptionalInt timestep, String question, int fitted, int measured, ProbeTrial trial) {}
