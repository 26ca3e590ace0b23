package org.echelle.runs.erasure.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.echelle.api.Tap;
import org.echelle.runs.RunException;

/** Adds something to what each sample is told, in the branch with the condition, before another tap sees it. */
public final class Nudge implements Tap {
    private final String hook;
    private final float[][] added;
    private final Tap then;
    private final boolean[] met;
    private final int branch;

    /**
     * @param hook point of the condition
     * @param added {@code [sample][row * d]}
     * @param then sees what comes of it
     */
    public Nudge(String hook, float[][] added, Tap then) {
        this(hook, added, then, new boolean[1], -1);
    }

    private Nudge(String hook, float[][] added, Tap then, boolean[] met, int branch) {
        this.hook = hook;
        this.added = added;
        this.then = then;
        this.met = met;
        this.branch = branch;
    }

    /** @throws RunException when the pass never came by the hook point */
    public void requireMet() {
        if (!met[0]) {
            throw new RunException(
                    "The subject's forward pass never met hook point " + hook + ": this is a defect of the plugin.");
        }
    }

    @Override
    public boolean wants(String name) {
        return name.equals(hook) || then.wants(name);
    }

    @Override
    public NDArray at(String name, NDArray x) {
        if (!name.equals(hook) || branch == 0) {
            return then.at(name, x);
        }
        met[0] = true;
        NDArray told = nudged(x);
        NDArray edited = then.at(name, told);
        if (edited != told) {
            told.close();
        }
        return edited;
    }

    private NDArray nudged(NDArray x) {
        int each = added[0].length;
        Shape shape = x.getShape();
        if (shape.get(0) != added.length || shape.size() != (long) each * added.length) {
            throw new RunException(
                    "The subject gave an activation of shape " + shape + " at hook point " + hook + " for "
                            + added.length + " samples, where it gave " + each
                            + " numbers for one before: this is a defect of the plugin.");
        }
        float[] all = new float[each * added.length];
        for (int s = 0; s < added.length; s++) {
            System.arraycopy(added[s], 0, all, s * each, each);
        }
        try (NDArray flat = x.getManager().create(all, shape);
                NDArray typed = flat.toType(x.getDataType(), true)) {
            return x.add(typed);
        }
    }

    @Override
    public Tap with(String axis, int value) {
        return new Nudge(hook, added, then.with(axis, value), met, axis.equals("branch") ? value : branch);
    }
}
