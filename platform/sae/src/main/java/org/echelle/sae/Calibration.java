package org.echelle.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;

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
     * @param batches normalised rows
     * @return a threshold of at least 0, in normalised units
     */
    static double threshold(Trainer trainer, List<NDArray> batches, int k, int features) {
        for (int m = Math.min(features, 4 * k); ; m = Math.min(features, 2 * m)) {
            float[][] largest = new float[batches.size()][];
            long rows = 0;
            for (int b = 0; b < largest.length; b++) {
                try (NDManager scope = trainer.manager.newSubManager()) {
                    NDArray values = trainer.kernel
                            .call(
                                    scope,
                                    "largest",
                                    batches.get(b),
                                    trainer.parameters[0],
                                    trainer.parameters[2],
                                    trainer.parameters[3],
                                    m,
                                    trainer.work)
                            .get(0);
                    largest[b] = values.toFloatArray();
                    rows += batches.get(b).getShape().get(0);
                }
            }
            double threshold = quantile(largest, rows * k);
            if (m == features || !cutShort(largest, m, threshold)) {
                return threshold;
            }
        }
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
