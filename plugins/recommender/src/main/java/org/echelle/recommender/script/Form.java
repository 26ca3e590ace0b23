package org.echelle.recommender.script;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;

/** How rows of width stand in a tensor of an archive. */
enum Form {
    /** {@code [batch, length, width]}. */
    ACTIONS,
    /** {@code [length, batch, width]}, as recurrent networks and attention of PyTorch have it by default. */
    ACTIONS_FIRST,
    /** {@code [batch, width]}: one row a history. */
    HISTORY;

    /** Numbers of samples in the two runs that tell forms apart. */
    static final int[] SAMPLES = {2, 3};

    /** The form of what had these shapes in two runs of {@link #SAMPLES}; empty for any other. */
    static Optional<Form> of(List<Long> one, List<Long> two, int length) {
        int last = one.size() - 1;
        if (one.size() != two.size() || last < 1 || last > 2 || !one.get(last).equals(two.get(last))) {
            return Optional.empty();
        }
        if (last == 1) {
            return follow(one, two, 0) ? Optional.of(HISTORY) : Optional.empty();
        }
        if (follow(one, two, 0) && one.get(1) == length && two.get(1) == length) {
            return Optional.of(ACTIONS);
        }
        return follow(one, two, 1) && one.get(0) == length && two.get(0) == length
                ? Optional.of(ACTIONS_FIRST)
                : Optional.empty();
    }

    private static boolean follow(List<Long> one, List<Long> two, int dimension) {
        return one.get(dimension) == SAMPLES[0] && two.get(dimension) == SAMPLES[1];
    }

    /** The batch in front, or back again. */
    NDArray turned(NDArray x) {
        return this == ACTIONS_FIRST ? x.swapAxes(0, 1) : x;
    }
}
