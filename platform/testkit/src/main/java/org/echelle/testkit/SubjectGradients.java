package org.echelle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import org.echelle.api.HookPoint;
import org.echelle.api.Subject;
import org.echelle.api.Tap;

/** Gradients through a subject's forward pass, as attribution takes them. */
public final class SubjectGradients {
    private SubjectGradients() {}

    /**
     * Fails unless gradients by every hook point are the same to the bit when Java's collector runs between the two passes, which is what
     * {@link Subject#forward} promises.
     *
     * @param subject whose every block records gradients
     * @param inputs as {@link Subject#prepare} made them
     */
    public static void outliveJavasMemory(Subject subject, NDList inputs) {
        for (HookPoint hook : subject.hookPoints()) {
            outliveJavasMemory(subject, inputs, hook.name());
        }
    }

    /** The same for the gradient by one hook point. */
    public static void outliveJavasMemory(Subject subject, NDList inputs, String hook) {
        assertThat(by(subject, inputs, hook, ReusedMemory::now))
                .as("gradient by " + hook + " after the collector ran between the passes")
                .containsExactly(by(subject, inputs, hook, () -> {}));
    }

    /**
     * The gradient of the sum of the squares of a subject's first output by an activation.
     *
     * @param inputs as {@link Subject#prepare} made them
     * @param hook name of a hook point
     * @param between the passes
     * @return in the activation's layout, row-major
     */
    public static float[] by(Subject subject, NDList inputs, String hook, Runnable between) {
        try (NDManager keep = inputs.get(0).getManager().newSubManager()) {
            Leaf leaf = new Leaf(hook, keep);
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray target = subject.forward(inputs, leaf).get(0).square().sum();
                between.run();
                collector.backward(target);
            }
            NDArray gradient = leaf.array.getGradient();
            gradient.attach(keep);
            return gradient.toFloatArray();
        }
    }

    private static final class Leaf implements Tap {
        private final String hook;
        private final NDManager keep;
        private NDArray array;

        Leaf(String hook, NDManager keep) {
            this.hook = hook;
            this.keep = keep;
        }

        @Override
        public boolean wants(String name) {
            return name.equals(hook);
        }

        @Override
        public NDArray at(String name, NDArray x) {
            if (!name.equals(hook) || array != null) {
                return x;
            }
            array = x.duplicate();
            array.attach(keep);
            array.setRequiresGradient(true);
            return array;
        }

        @Override
        public Tap with(String axis, int value) {
            return this;
        }
    }
}
