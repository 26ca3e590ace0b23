package org.echelle.runs.probing;

import java.util.List;

/**
 * What to probe.
 *
 * @param hooks hook points, those that the run did not store among them; empty for the run's own, {@code all} for every one of the subject
 * @param concepts ids, names or groups of concepts; empty for all that have enough samples
 * @param replicates bootstrap draws behind each interval
 */
public record ProbeRequest(List<String> hooks, List<String> concepts, int replicates) {
    /** The word for every hook point of the subject. */
    public static final String ALL = "all";

    public ProbeRequest {
        hooks = List.copyOf(hooks);
        concepts = List.copyOf(concepts);
    }
}
