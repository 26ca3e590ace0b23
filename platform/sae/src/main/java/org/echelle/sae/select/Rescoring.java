package org.echelle.sae.select;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.echelle.torch.HostView;
import org.echelle.torch.Kernel;

/** Candidates' pre-activations in float32. */
interface Rescoring {
    /**
     * Those of the candidates on a desk.
     *
     * @param scope for what is needed meanwhile
     * @param from first row of the slice within the batch
     * @param to first row behind it
     * @return one for each candidate, in their order, and perhaps more behind them; the desk's until the next call
     */
    float[] of(NDManager scope, CandidateDesk desk, int from, int to);

    /**
     * Of short rows, in Java: so few numbers cost less than telling the engine of them.
     *
     * @param xc centred rows {@code [B, d]}
     * @param encoder {@code [n, d]}, row-major
     * @param bias {@code [n]}
     */
    static Rescoring ofShortRows(NDArray xc, float[] encoder, float[] bias) {
        int width = Math.toIntExact(xc.getShape().get(1));
        FloatBuffer all = HostView.of(xc).asFloatBuffer();
        return (scope, desk, from, to) -> {
            float[] row = new float[width];
            float[] values = desk.values();
            for (int r = from; r < to; r++) {
                all.get(r * width, row);
                for (int e = desk.start(r - from); e < desk.start(r - from + 1); e++) {
                    int feature = desk.feature(e);
                    values[e] = dot(row, encoder, feature * width) + bias[feature];
                }
            }
            return values;
        };
    }

    /** In eight sums, which a processor takes side by side. */
    private static float dot(float[] x, float[] w, int at) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        float e = 0;
        float f = 0;
        float g = 0;
        float h = 0;
        int i = 0;
        for (; i < x.length - 7; i += 8) {
            a += x[i] * w[at + i];
            b += x[i + 1] * w[at + i + 1];
            c += x[i + 2] * w[at + i + 2];
            d += x[i + 3] * w[at + i + 3];
            e += x[i + 4] * w[at + i + 4];
            f += x[i + 5] * w[at + i + 5];
            g += x[i + 6] * w[at + i + 6];
            h += x[i + 7] * w[at + i + 7];
        }
        for (; i < x.length; i++) {
            a += x[i] * w[at + i];
        }
        return ((a + b) + (c + d)) + ((e + f) + (g + h));
    }

    /**
     * Of long rows, by the engine and by feature: a feature's row of the encoder, which no cache holds, is then read once, and the slice's own
     * rows lie in a cache.
     *
     * @param xc centred rows {@code [B, d]}
     * @param encoder {@code [n, d]}
     * @param bias {@code [n]}
     */
    static Rescoring byFeature(Kernel kernel, NDArray xc, NDArray encoder, NDArray bias) {
        int n = Math.toIntExact(encoder.getShape().get(0));
        return (scope, desk, from, to) -> {
            int count = desk.start(to - from);
            if (count == 0) {
                return new float[0];
            }
            int[] row = new int[count];
            int[] order = new int[count];
            int[] start = byFeature(desk, to - from, n, row, order);
            try (NDManager own = scope.newSubManager()) {
                float[] sorted = kernel.call(
                                own,
                                "rescored_by_feature",
                                xc,
                                encoder,
                                bias,
                                from,
                                to,
                                BatchCode.longs(own, row, count),
                                BatchCode.longs(own, start, n + 1))
                        .get(0)
                        .toFloatArray();
                float[] values = desk.values();
                for (int i = 0; i < count; i++) {
                    values[order[i]] = sorted[i];
                }
                return values;
            }
        };
    }

    /**
     * The candidates sorted by feature.
     *
     * @param row becomes the row of every candidate within the slice
     * @param order becomes its place among the desk's
     * @return where each feature starts
     */
    private static int[] byFeature(CandidateDesk desk, int rows, int n, int[] row, int[] order) {
        int[] start = new int[n + 2];
        for (int e = 0; e < row.length; e++) {
            start[desk.feature(e) + 2]++;
        }
        for (int j = 2; j < start.length; j++) {
            start[j] += start[j - 1];
        }
        for (int r = 0; r < rows; r++) {
            for (int e = desk.start(r); e < desk.start(r + 1); e++) {
                int to = start[desk.feature(e) + 1]++;
                row[to] = r;
                order[to] = e;
            }
        }
        return Arrays.copyOf(start, n + 1);
    }
}
