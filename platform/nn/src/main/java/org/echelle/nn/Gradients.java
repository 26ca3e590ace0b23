package org.echelle.nn;

import ai.djl.pytorch.jni.JniUtils;

/** Whether this thread records gradients. */
final class Gradients {
    private Gradients() {}

    /**
     * True inside a gradient collector.
     *
     * <p>The thread's mode is the only sign: {@code NDArray.hasGradient} is false for everything but leaves, even for an array
     * that a trainable weight was multiplied with (DJL 0.35.1), and kernels do not record.
     */
    static boolean recorded() {
        return JniUtils.isGradMode();
    }
}
