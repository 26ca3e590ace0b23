package org.echelle.steering.experiment;

import java.util.HashMap;
import java.util.Map;

/** What is true of the samples of an experiment: the right column of each group of outputs, and what must stay together. */
public final class Truth {
    private final int groups;
    private final Map<Integer, int[]> columns = new HashMap<>();
    private final Map<Integer, String> units = new HashMap<>();

    /** @param groups of the {@link Readout} */
    public Truth(int groups) {
        this.groups = groups;
    }

    /**
     * One sample.
     *
     * @param columns {@code [group of outputs]}: the right column, -1 where nobody knows
     * @param unit what is drawn together in a bootstrap: a patient, a user, or the sample itself
     */
    public void put(int sample, int[] columns, String unit) {
        if (columns.length != groups) {
            throw new IllegalArgumentException(columns.length + " columns for " + groups + " groups");
        }
        this.columns.put(sample, columns.clone());
        units.put(sample, unit);
    }

    /** The right column of a group of outputs, -1 where nobody knows. */
    int column(int sample, int group) {
        int[] known = columns.get(sample);
        return known == null ? -1 : known[group];
    }

    String unit(int sample) {
        return units.getOrDefault(sample, "sample " + sample);
    }
}
