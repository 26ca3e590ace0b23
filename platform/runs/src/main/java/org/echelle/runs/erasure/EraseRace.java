package org.echelle.runs.erasure;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Settings of a method that race for the largest {@link EraseChances#mean}: all meet some samples, the best third meets more (successive halving by thirds,
 * as Hyperband has it: Li et al., JMLR 18, 2018, section 3).
 *
 * <p>What a setting kept of others costs far more samples than what it unlearned, so it is measured for the one that leads only, and for the next only where
 * that one could still win by losing nothing at all: the leader is that of measuring every one.
 */
final class EraseRace {
    private static final int ONE_IN = 3;

    private final double[] gone;
    private final double[] kept;
    private final BitSet measured = new BitSet();
    private final IntToDoubleFunction keeping;
    private int[] running;
    private int met;

    /**
     * @param settings how many
     * @param most what a setting keeps that loses nothing
     * @param keeping what a setting keeps; asked once of each setting at most
     */
    EraseRace(int settings, double most, IntToDoubleFunction keeping) {
        this.keeping = keeping;
        gone = new double[settings];
        kept = new double[settings];
        Arrays.fill(kept, most); // what it could keep, until it is measured
        running = IntStream.range(0, settings).toArray();
    }

    /**
     * Those that are running meet further samples of the target.
     *
     * @param count samples
     * @param going what of the target is gone in them under a setting, their mean
     */
    void meet(int count, IntToDoubleFunction going) {
        for (int i : running) {
            gone[i] = (gone[i] * met + going.applyAsDouble(i) * count) / (met + count);
        }
        met += count;
    }

    /** Those that are not among the best third, rounded up, are out; one whose others were not measured counts by what it could keep. */
    void narrow() {
        leader();
        running = Arrays.stream(ranked())
                .limit((running.length + ONE_IN - 1) / ONE_IN)
                .toArray();
    }

    /** How many are left. */
    int running() {
        return running.length;
    }

    /** The best that is running; of equally good ones the first. */
    int leader() {
        int best = ranked()[0];
        while (!measured.get(best)) {
            kept[best] = keeping.applyAsDouble(best);
            measured.set(best);
            best = ranked()[0];
        }
        return best;
    }

    private int[] ranked() {
        return Arrays.stream(running)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -new EraseChances(gone[i], kept[i]).mean())
                        .thenComparingInt(i -> i))
                .mapToInt(i -> i)
                .toArray();
    }
}
