package org.echelle.torch.script;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The plan of runs that are made again until nothing new is decided: what was decided so far, after how many passing tensors the
 * next run stops, and how many calls it need not make again.
 */
final class Replay {
    private final TreeSet<Integer> expected;
    private final List<Optional<NDArray>> decisions = new ArrayList<>();
    private final List<Integer> edits = new ArrayList<>();
    private int stop;
    private int keep;
    private boolean kept;
    private boolean again;
    private boolean edited;

    /** @param expected counts of passed tensors at which a tap edited, or ended, the run before this one */
    Replay(List<Integer> expected) {
        this.expected = new TreeSet<>(expected);
        stop = after(0);
    }

    private int after(int passed) {
        Integer next = expected.higher(passed);
        return next == null ? 0 : next;
    }

    /** A run was made; what passed in it is offered next. */
    void passed(boolean stopped) {
        kept |= stop > 0;
        again = stopped;
        edited = false;
    }

    /**
     * What goes on for the next tensor that passed.
     *
     * @param swap empty to leave it
     * @param calls how many calls were kept before it passed
     */
    void decided(Optional<NDArray> swap, int calls) {
        decisions.add(swap);
        int passed = decisions.size();
        keep = calls;
        stop = after(passed);
        if (swap.isPresent()) {
            boolean foreseen = expected.contains(passed);
            edits.add(passed);
            stop = stop == 0 && !foreseen
                    ? passed + 1
                    : stop; // who edits here for the first time may do so at the next one
            edited = true;
            again = true;
        }
    }

    /** The tap ended the run at the tensor that was offered. */
    void ended() {
        edits.add(decisions.size() + 1);
    }

    /** Whether the last run was edited, so that what passed behind is void. */
    boolean edited() {
        return edited;
    }

    /** Whether a further run is to be made. */
    boolean again() {
        return again;
    }

    /** What was decided of the tensors that pass first; empty to leave one. */
    List<Optional<NDArray>> decisions() {
        return decisions;
    }

    /** After how many passing tensors the next run stops; 0 for never. */
    int stop() {
        return stop;
    }

    /** How many of the calls kept so far hold in the next run. */
    int keep() {
        return keep;
    }

    /** Whether calls were kept. */
    boolean kept() {
        return kept;
    }

    /** Where this run was edited or ended. */
    List<Integer> edits() {
        return edits;
    }
}
