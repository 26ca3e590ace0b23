package org.echelle.steering;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.echelle.api.HookPoint;
import org.echelle.api.Subject;
import org.echelle.store.SparseRows;
import org.echelle.torch.HostTensor;

/**
 * Which features at an earlier hook point feed which features at a later one, and these an output, for one sample.
 *
 * <p>An edge is gradient times activation: {@code z_j <d a_k / dx, w_j>} summed over rows, where {@code a_k} is the later feature's
 * pre-activation {@code <x', e_k>} summed over the rows on which it fires. All later features' gradients come from one backward
 * pass over a batch of copies of the sample.
 *
 * @param sources earlier features of the drawing
 * @param targets later features of the drawing
 * @param edges {@code [source][target]}
 * @param outputs {@code [target]}: contribution of each later feature to the output, gradient times activation
 */
public record FeatureGraph(int[] sources, int[] targets, double[][] edges, double[] outputs) {
    /**
     * Works out the graph.
     *
     * @param from earlier hook point and its dictionary
     * @param to later hook point and its dictionary
     * @param encoder what the later features read, {@code [n, d]}
     * @param inputs of one sample
     * @param output column of the first output
     * @param most features on each side
     */
    public static FeatureGraph of(
            Attribution from, Attribution to, HostTensor encoder, NDList inputs, int output, int most) {
        Subject subject = from.subject();
        HookPoint a = from.hook();
        HookPoint b = to.hook();
        float[] reads = encoder.toFloats();
        if (encoder.shape()[0] != to.decoding().features() || encoder.shape()[1] != b.width()) {
            throw new SteeringException("The encoder at " + b.name()
                    + " is not one row a feature, so its features' pre-activations are no plain products; graphs are for"
                    + " dictionaries with a linear encoder.");
        }
        double[] toOutput = to.gradientTimesActivation(inputs, output).features();
        int[] targets = strongest(toOutput, most);
        RowsTap plain = new RowsTap(Map.of(a, from.decoding(), b, to.decoding()));
        subject.forward(inputs, plain).close();
        RowsTap.Seen early = plain.seen(a);
        RowsTap.Seen late = plain.seen(b);
        double[][] all;
        try (NDManager scope = inputs.get(0).getManager().newSubManager()) {
            NDList copies = Attribution.repeated(inputs, Math.max(1, targets.length), scope);
            float[] gradient = from.toRows(copies, b, weights(late, targets, reads, b.width()), scope);
            all = edges(from, early, gradient, targets.length);
        }
        double[] total = new double[all.length];
        for (int j = 0; j < all.length; j++) {
            for (double e : all[j]) {
                total[j] += Math.abs(e);
            }
        }
        int[] sources = strongest(total, most);
        double[][] edges = new double[sources.length][];
        for (int i = 0; i < sources.length; i++) {
            edges[i] = all[sources[i]];
        }
        double[] outputs = IntStream.of(targets).mapToDouble(k -> toOutput[k]).toArray();
        return new FeatureGraph(sources, targets, edges, outputs);
    }

    /** The places with the largest sizes above 0, largest first. */
    private static int[] strongest(double[] values, int most) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (values[i] != 0) {
                all.add(i);
            }
        }
        all.sort(Comparator.comparingDouble(i -> -Math.abs(values[i])));
        return all.stream().limit(most).mapToInt(Integer::intValue).toArray();
    }

    /** Copy k of the sample is weighted with what feature k reads, on the rows where it fires. */
    private static float[] weights(RowsTap.Seen late, int[] targets, float[] reads, int width) {
        SparseRows codes = late.codes();
        float[] weights = new float[Math.max(1, targets.length) * codes.rows() * width];
        for (int k = 0; k < targets.length; k++) {
            for (int r = 0; r < codes.rows(); r++) {
                for (int e = codes.rowStart()[r]; e < codes.rowStart()[r + 1]; e++) {
                    if (codes.feature()[e] == targets[k]) {
                        System.arraycopy(reads, targets[k] * width, weights, (k * codes.rows() + r) * width, width);
                    }
                }
            }
        }
        return weights;
    }

    private static double[][] edges(Attribution from, RowsTap.Seen early, float[] gradient, int targets) {
        SparseRows codes = early.codes();
        double[][] edges = new double[from.decoding().features()][targets];
        for (int r = 0; r < codes.rows(); r++) {
            for (int e = codes.rowStart()[r]; e < codes.rowStart()[r + 1]; e++) {
                int j = codes.feature()[e];
                double z = codes.value()[e] * early.scales()[r];
                for (int k = 0; k < targets; k++) {
                    edges[j][k] += z
                            * from.decoding()
                                    .dot(
                                            j,
                                            gradient,
                                            (k * codes.rows() + r) * from.hook().width());
                }
            }
        }
        return edges;
    }
}
