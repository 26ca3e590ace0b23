package org.echelle.steering;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.echelle.api.ForwardComplete;
import org.echelle.api.HookPoint;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.sae.Dictionary;
import org.echelle.store.SparseRows;

/**
 * How much each feature at a hook point contributes to an output, for one sample, by gradients through the subject's own pass.
 *
 * <p>Nothing is differentiated through the dictionary: with the error term kept, {@code x = e + sum_j z_j w_j}, so the gradient by a
 * feature is {@code <dy/dx, w_j>}, whatever encoder or selection made {@code z}.
 *
 * <p>DJL allows one gradient collector a JVM; callers here wait for each other. A subject whose blocks are kernels records nothing:
 * that is noticed and refused.
 */
public final class Attribution {
    private static final ReentrantLock COLLECTOR = new ReentrantLock();

    private final Subject subject;
    private final HookPoint hook;
    private final Decoding decoding;

    private Attribution(Subject subject, HookPoint hook, Decoding decoding) {
        this.subject = subject;
        this.hook = hook;
        this.decoding = decoding;
    }

    /**
     * Contributions of one sample's features.
     *
     * @param features {@code [n]}, summed over the sample's rows
     * @param activations {@code [n]}, each feature's summed activation
     * @param firings {@code [n]}, rows on which it fires
     * @param output the output that was explained
     * @param baseline the same with all features off and the error term kept
     */
    public record Contributions(
            double[] features, double[] activations, int[] firings, double output, double baseline) {
        /** Sum of all contributions; integrated gradients make it {@code output - baseline}. */
        public double sum() {
            return java.util.Arrays.stream(features).sum();
        }
    }

    /** At a hook point with its dictionary. */
    public static Attribution at(Subject subject, String hook, Dictionary dictionary) {
        return new Attribution(subject, Steering.hook(subject, hook), new Decoding(dictionary));
    }

    /**
     * {@code z_j <dy/dx, w_j>}, summed over rows.
     *
     * @param inputs of one sample
     * @param output column of the first output
     */
    public Contributions gradientTimesActivation(NDList inputs, int output) {
        return along(inputs, output, 1, true);
    }

    /**
     * Integrated gradients (Sundararajan et al. 2017) over features: from all of them off, error term kept, to the sample, by the
     * midpoint rule.
     *
     * @param inputs of one sample
     * @param steps points on the way, run as one batch
     */
    public Contributions integratedGradients(NDList inputs, int output, int steps) {
        if (steps < 1) {
            throw new SteeringException("Integrated gradients need at least one step, not " + steps + ".");
        }
        return along(inputs, output, steps, false);
    }

    private Contributions along(NDList inputs, int output, int steps, boolean atEnd) {
        requireOne(inputs);
        try (NDManager scope = inputs.get(0).getManager().newSubManager()) {
            RowsTap plain = new RowsTap(Map.of(hook, decoding));
            NDList bare = subject.forward(inputs, plain);
            double value = value(bare, output);
            RowsTap.Seen seen = plain.seen(hook);
            float[] off = off(seen);
            float[] path = new float[steps * seen.rows().length];
            for (int s = 0; s < steps; s++) {
                double alpha = atEnd ? 1 : (s + 0.5) / steps;
                for (int i = 0; i < off.length; i++) {
                    path[s * off.length + i] =
                            alpha == 1 ? seen.rows()[i] : (float) (off[i] + alpha * (seen.rows()[i] - off[i]));
                }
            }
            float[] gradient = toOutput(repeated(inputs, steps, scope), output, path, scope);
            double baseline = without(inputs, output, off);
            return contributions(seen, gradient, steps, value, baseline);
        }
    }

    private static double value(NDList out, int output) {
        try (out) {
            Shape shape = out.get(0).getShape();
            if (shape.dimension() != 2 || shape.get(1) <= output || output < 0) {
                throw new SteeringException(
                        "There is no output " + output + ": the subject gives outputs of shape " + shape + ".");
            }
            return out.get(0).toFloatArray()[output];
        }
    }

    private static void requireOne(NDList inputs) {
        if (inputs.get(0).getShape().get(0) != 1) {
            throw new SteeringException("Attribution explains one sample at a time; these inputs hold "
                    + inputs.get(0).getShape().get(0) + ".");
        }
    }

    /** The rows with every feature off. */
    private float[] off(RowsTap.Seen seen) {
        float[] off = seen.rows().clone();
        double[] sum = new double[hook.width()];
        SparseRows codes = seen.codes();
        for (int r = 0; r < codes.rows(); r++) {
            java.util.Arrays.fill(sum, 0);
            for (int e = codes.rowStart()[r]; e < codes.rowStart()[r + 1]; e++) {
                decoding.add(codes.feature()[e], codes.value()[e] * seen.scales()[r], sum);
            }
            for (int i = 0; i < sum.length; i++) {
                off[r * sum.length + i] = (float) (off[r * sum.length + i] - sum[i]);
            }
        }
        return off;
    }

    private double without(NDList inputs, int output, float[] off) {
        try (NDManager keep = inputs.get(0).getManager().newSubManager()) {
            Tap tap = GradientTap.toOutputs(hook, off, keep); // without a collector it only replaces the rows
            NDList out = subject.forward(inputs, tap);
            return value(out, output);
        }
    }

    static NDList repeated(NDList inputs, int times, NDManager scope) {
        NDList many = new NDList();
        for (NDArray each : inputs) {
            NDList copies = new NDList();
            for (int i = 0; i < times; i++) {
                copies.add(each);
            }
            NDArray joined = times == 1 ? each.duplicate() : NDArrays.concat(copies, 0);
            joined.attach(scope);
            many.add(joined);
        }
        return many;
    }

    private float[] toOutput(NDList inputs, int output, float[] rows, NDManager scope) {
        return collected(() -> {
            GradientTap tap = GradientTap.toOutputs(hook, rows, scope);
            try (GradientCollector collector = collector()) {
                NDList out = subject.forward(inputs, tap);
                NDArray target = out.get(0).get(new NDIndex(":, {}", output)).sum();
                backward(collector, target);
            }
            return tap.gradient();
        });
    }

    /** Of a weighted sum of the rows at a later hook point. */
    float[] toRows(NDList inputs, HookPoint to, float[] weights, NDManager scope) {
        return collected(() -> {
            GradientTap tap = GradientTap.between(hook, to, weights, scope);
            try (GradientCollector collector = collector()) {
                try {
                    subject.forward(inputs, tap);
                } catch (ForwardComplete e) {
                    backward(collector, tap.target());
                    return tap.gradient();
                }
                return tap.target().toFloatArray(); // never met: refuses in a sentence
            }
        });
    }

    static void backward(GradientCollector collector, NDArray target) {
        try {
            collector.backward(target);
        } catch (RuntimeException e) {
            throw new SteeringException(
                    "This subject's pass records no gradients behind the hook point (its blocks are kernels, or a loaded"
                            + " archive); measure by edits instead: echelle steer.",
                    e);
        }
    }

    interface Collected {
        float[] run();
    }

    static float[] collected(Collected work) {
        COLLECTOR.lock();
        try {
            return work.run();
        } finally {
            COLLECTOR.unlock();
        }
    }

    static GradientCollector collector() {
        try {
            return Engine.getEngine("PyTorch").newGradientCollector();
        } catch (IllegalStateException e) {
            throw new SteeringException(
                    "Another job of this process is computing gradients (a subject's training, perhaps), and the engine"
                            + " allows one at a time; wait for it and try again.",
                    e);
        }
    }

    private Contributions contributions(RowsTap.Seen seen, float[] gradient, int steps, double value, double baseline) {
        int n = decoding.features();
        double[] features = new double[n];
        double[] activations = new double[n];
        int[] firings = new int[n];
        SparseRows codes = seen.codes();
        int d = hook.width();
        for (int r = 0; r < codes.rows(); r++) {
            for (int e = codes.rowStart()[r]; e < codes.rowStart()[r + 1]; e++) {
                int j = codes.feature()[e];
                double z = codes.value()[e];
                double slope = 0;
                for (int s = 0; s < steps; s++) {
                    slope += decoding.dot(j, gradient, (s * codes.rows() + r) * d) / steps;
                }
                features[j] += z * seen.scales()[r] * slope;
                activations[j] += z;
                firings[j]++;
            }
        }
        return new Contributions(features, activations, firings, value, baseline);
    }

    HookPoint hook() {
        return hook;
    }

    Decoding decoding() {
        return decoding;
    }

    Subject subject() {
        return subject;
    }
}
