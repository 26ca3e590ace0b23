package org.echelle.diffusion.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.echelle.api.Tap;

/** Shows a doubled batch to a listener as two branches, each with its own coordinate. */
final class BranchTap implements Tap {
    /** The axis that tells guidance branches apart. */
    static final String AXIS = "branch";

    /** Without condition. */
    static final int WITHOUT = 0;

    /** With condition. */
    static final int WITH = 1;

    private final Tap first;
    private final Tap second;

    /** @param conditionFirst which half carries the condition */
    BranchTap(Tap tap, boolean conditionFirst) {
        this(tap.with(AXIS, conditionFirst ? WITH : WITHOUT), tap.with(AXIS, conditionFirst ? WITHOUT : WITH));
    }

    private BranchTap(Tap first, Tap second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public boolean wants(String hook) {
        return first.wants(hook) || second.wants(hook);
    }

    @Override
    public NDArray at(String hook, NDArray x) {
        if (!wants(hook)) {
            return x;
        }
        try (NDList halves = x.split(2, 0)) {
            NDArray a = first.at(hook, halves.get(0));
            NDArray b = second.at(hook, halves.get(1));
            if (a == halves.get(0) && b == halves.get(1)) {
                return x;
            }
            NDArray joined = a.concat(b, 0);
            joined.attach(x.getManager());
            if (a != halves.get(0)) {
                a.close();
            }
            if (b != halves.get(1)) {
                b.close();
            }
            return joined;
        }
    }

    @Override
    public Tap with(String axis, int value) {
        return new BranchTap(first.with(axis, value), second.with(axis, value));
    }
}
