package org.echelle.sae.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import org.echelle.sae.InferenceForm;
import org.echelle.sae.SaeKernel;
import org.echelle.torch.Kernel;

/**
 * The inference threshold of batch-topk: the value above which exactly k activations a row lie, on average over rows of the
 * training distribution (the 1 - k/n quantile of the positive parts; sae literature also uses a running mean of batch minima,
 * which short runs never settle).
 */
final class Calibration {
    private Calibration() {}

    /**
     * Measures.
     *
     * @param form of the dictionary, whatever its threshold
     * @param batches normalised rows
     * @return a threshold of at least 0, in normalised units
     */
    static double threshold(InferenceForm form, List<NDArray> batches, int k, NDManager manager) {
        int features = form.features();
        try (NDManager scope = manager.newSubManager();
                Kernel kernel = SaeKernel.inference(manager.getDevice())) {
            NDArray[] parts = {
                form.encoder().toArray(scope),
                form.encoderBias().toArray(scope),
                form.inputBias().toArray(scope)
            };
            NDArray work = SaeKernel.work(scope, 4096, features, DataType.FLOAT32);
            for (int m = firstLook(features, k); ; m = Math.min(features, 2 * m)) {
                float[][] largest = new float[batches.size()][];
                long rows = 0;
                for (int b = 0; b < largest.length; b++) {
                    try (NDManager inner = scope.newSubManager()) {
                        largest[b] = kernel.call(
                                        inner,
                                        "largest",
                                        batches.get(b),
                                        parts,
                                        form.gridRows(),
                                        form.gridColumns(),
                                        m,
                                        work)
                                .get(0)
                                .toFloatArray();
                        rows += batches.get(b).getShape().get(0);
                    }
                }
                double threshold = quantile(largest, rows * k);
                if (m == features || !cutShort(largest, m, threshold)) {
                    return threshold;
                }
            }
        }
    }

    /** Activations a row that are looked at first: the largest. */
    static int firstLook(int features, int k) {
        return Math.min(features, 4 * k);
    }

    private static double quantile(float[][] largest, long keep) {
        int count = 0;
        for (float[] part : largest) {
            count += part.length;
        }
        float[] all = new float[count];
        int at = 0;
        for (float[] part : largest) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        Arrays.sort(all);
        if (keep >= count) {
            return 0;
        }
        double below = Math.max(0, all[(int) (count - keep - 1)]);
        double above = Math.max(0, all[(int) (count - keep)]);
        return (below + above) / 2;
    }

    /** Whether some row may hold more activations above the threshold than were looked at. */
    private static boolean cutShort(float[][] largest, int m, double threshold) {
        for (float[] part : largest) {
            for (int from = 0; from < part.length; from += m) {
                float least = Float.POSITIVE_INFINITY;
                for (int i = from; i < from + m; i++) {
                    least = Math.min(least, part[i]);
                }
                if (least > threshold) {
                    return true;
                }
            }
        }
        return false;
    }
}
