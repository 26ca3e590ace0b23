package org.echelle.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.training.GradientCollector;
import org.echelle.api.HookPoint;
import org.echelle.api.Subject;

/**
 * Grad-CAM (Selvaraju et al. 2017, arXiv 1610.02391) at a hook point: channels weighted by the mean over places of the output's gradient by
 * them, summed, negative sums cut off.
 */
public final class GradCam {
    private GradCam() {}

    /**
     * The map of one sample.
     *
     * @param hook one of the subject's hook points, behind which its pass records gradients
     * @param inputs of one sample
     * @param rows {@code [rows * width]}, the rows at the hook point
     * @param output column of the first output
     * @return {@code [rows]}
     * @throws SteeringException when the subject's pass records no gradients there
     */
    public static float[] of(Subject subject, HookPoint hook, NDList inputs, float[] rows, int output) {
        int width = hook.width();
        float[] gradient = Attribution.collected(() -> {
            try (NDManager scope = inputs.get(0).getManager().newSubManager()) {
                GradientTap tap = GradientTap.toOutputs(hook, rows, scope);
                try (GradientCollector collector = Attribution.collector()) {
                    NDList out = subject.forward(inputs, tap);
                    NDArray target =
                            out.get(0).get(new NDIndex(":, {}", output)).sum();
                    Attribution.backward(collector, target);
                }
                return tap.gradient();
            }
        });
        int count = rows.length / width;
        double[] weight = new double[width];
        for (int i = 0; i < gradient.length; i++) {
            weight[i % width] += gradient[i] / (double) count;
        }
        float[] map = new float[count];
        for (int r = 0; r < count; r++) {
            double sum = 0;
            for (int i = 0; i < width; i++) {
                sum += weight[i] * rows[r * width + i];
            }
            map[r] = (float) Math.max(0, sum);
        }
        return map;
    }
}
