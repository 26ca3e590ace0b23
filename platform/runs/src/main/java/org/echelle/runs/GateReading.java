package org.echelle.runs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.echelle.steering.Gate;
import org.echelle.store.SparseRows;

/** What samples with and without the target offer a gate: the sizes that its bound is held against. */
final class GateReading {
    private final String asked;
    private final Gate gate;
    private final List<Double> with = new ArrayList<>();
    private final List<Double> without = new ArrayList<>();

    /**
     * @param asked the gate as it was written
     * @param gate with a bound
     */
    GateReading(String asked, Gate gate) {
        this.asked = asked;
        this.gate = gate;
    }

    /** The share of rows on which any of some features fires. */
    static double share(SparseRows rows, int[] features) {
        long fired = IntStream.range(0, rows.rows())
                .filter(r -> IntStream.range(rows.rowStart()[r], rows.rowStart()[r + 1])
                        .anyMatch(e -> IntStream.of(features).anyMatch(f -> f == rows.feature()[e])))
                .count();
        return fired / (double) Math.max(1, rows.rows());
    }

    /** One sample. */
    void add(boolean target, double size) {
        (target ? with : without).add(size);
    }

    private long open(List<Double> sizes) {
        return sizes.stream()
                .filter(size -> gate instanceof Gate.FiringShare firing
                        ? size > firing.threshold()
                        : gate instanceof Gate.Change change && size >= change.threshold())
                .count();
    }

    private static String range(List<Double> sizes) {
        List<Double> sorted = new ArrayList<>(sizes);
        Collections.sort(sorted);
        return sorted.isEmpty()
                ? "none"
                : String.format(
                        Locale.ROOT,
                        "%.3g to %.3g, median %.3g",
                        sorted.get(0),
                        sorted.get(sorted.size() - 1),
                        sorted.get(sorted.size() / 2));
    }

    /**
     * On how many it opens, in a sentence.
     *
     * @throws RunException when it opens on none
     */
    String sentence(String target) {
        String sizes = (gate instanceof Gate.FiringShare ? "the share of rows that fire" : "the change")
                + " runs there from " + range(with) + ", elsewhere from " + range(without);
        if (open(with) + open(without) == 0) {
            throw new RunException(
                    "--when " + asked + " opens on no sample of the selection side, so that nothing would be"
                            + " edited: on samples with " + target + " "
                            + sizes.replace(" runs there from ", " runs from ") + ". Name a bound within.");
        }
        return "The gate opens on " + open(with) + " of " + with.size() + " selection samples with " + target + " and "
                + open(without) + " of " + without.size() + " others (" + sizes + ")";
    }
}
