package org.echelle.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.echelle.api.ForwardComplete;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.torch.HostView;

/**
 * Makes the activation at one hook point a leaf that wants a gradient, and may end the pass at a later one with a weighted sum of its
 * rows as the number to be differentiated.
 *
 * <p>The leaf lives in a manager of its own, so that a subject's scopes leave it alone.
 */
final class GradientTap implements Tap {
    private final HookPoint from;
    private final NDManager keep;
    /** {@code [R, d]}: what goes on in place of the rows; empty to go on with what came. */
    private final float[] rows;

    private final HookPoint to;
    /** {@code [R', d']}: weights of the later rows. */
    private final float[] weights;

    private NDArray leaf;
    private NDArray target;

    private GradientTap(HookPoint from, NDManager keep, float[] rows, HookPoint to, float[] weights) {
        this.from = from;
        this.keep = keep;
        this.rows = rows;
        this.to = to;
        this.weights = weights;
    }

    /** A leaf of given rows, and a pass to the outputs. */
    static GradientTap toOutputs(HookPoint from, float[] rows, NDManager keep) {
        return new GradientTap(from, keep, rows, from, new float[0]);
    }

    /** A leaf of what comes, and a pass to a later hook point. */
    static GradientTap between(HookPoint from, HookPoint to, float[] weights, NDManager keep) {
        return new GradientTap(from, keep, new float[0], to, weights);
    }

    @Override
    public boolean wants(String hook) {
        return hook.equals(from.name()) || (weights.length > 0 && hook.equals(to.name()));
    }

    @Override
    public NDArray at(String hook, NDArray x) {
        if (leaf == null && hook.equals(from.name())) {
            Activation.requireReadable(from, x);
            NDArray copy = rows.length == 0 ? x.duplicate() : replaced(x);
            copy.attach(keep);
            leaf = copy;
            leaf.setRequiresGradient(true);
            return leaf;
        }
        if (weights.length > 0 && hook.equals(to.name())) {
            try (NDManager scope = x.getManager().newSubManager()) {
                NDArray flat = Activation.rows(to, x, scope);
                NDArray w = HostView.array(scope, weights, flat.getShape());
                target = flat.mul(w).sum();
                target.attach(keep);
            }
            throw ForwardComplete.SIGNAL;
        }
        return x;
    }

    private NDArray replaced(NDArray x) {
        try (NDManager scope = x.getManager().newSubManager()) {
            NDArray own = HostView.array(scope, rows, new Shape(rows.length / from.width(), from.width()));
            return Activation.of(from, own, x);
        }
    }

    @Override
    public Tap with(String axis, int value) {
        throw new SteeringException(
                "Gradients through a sampler that stamps '" + axis
                        + "' are not offered: the pass meets its hook points many times. Edit with Steering and compare outputs.");
    }

    /** The number at the later hook point. */
    NDArray target() {
        if (target == null) {
            throw new SteeringException("The forward pass met " + to.name() + " before " + from.name()
                    + ", or not at all; name the earlier hook point first.");
        }
        return target;
    }

    /** The gradient as rows {@code [R, d]}, after the backward pass. */
    float[] gradient() {
        if (leaf == null) {
            throw new SteeringException("The subject's forward pass never met hook point " + from.name()
                    + ": this is a defect of the plugin.");
        }
        try (NDManager scope = keep.newSubManager()) {
            NDArray gradient = leaf.getGradient();
            gradient.attach(scope);
            return Activation.rows(from, gradient, scope).toFloatArray();
        }
    }
}
