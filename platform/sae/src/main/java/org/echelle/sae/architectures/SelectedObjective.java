package org.echelle.sae.architectures;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import org.echelle.sae.KSchedule;
import org.echelle.sae.Objective;
import org.echelle.sae.Parameter;
import org.echelle.sae.SaeKernel;
import org.echelle.sae.Start;
import org.echelle.sae.TrainConfig;

/**
 * Training of dictionaries with one encoder, one decoder and two biases whose features are selected, not penalised: what TopK and its
 * kin share.
 */
class SelectedObjective implements Objective {
    final TrainConfig config;
    final int width;
    private final String kernel;
    private final HostCode host;
    private final double[] numbers;

    /**
     * @param kernel the resource
     * @param numbers what it takes from {@code o[9]} on
     */
    SelectedObjective(String kernel, TrainConfig config, int width, double... numbers) {
        this(kernel, HostCode.NONE, config, width, numbers);
    }

    /**
     * @param kernel the resource
     * @param host whether the kernel begins with {@code chosen}, and of what
     * @param numbers what it takes from {@code o[9]} on
     */
    SelectedObjective(String kernel, HostCode host, TrainConfig config, int width, double... numbers) {
        this.kernel = kernel;
        this.host = host;
        this.config = config;
        this.width = width;
        this.numbers = numbers;
    }

    @Override
    public final String kernel() {
        return kernel;
    }

    @Override
    public HostCode hostSelection() {
        return host;
    }

    @Override
    public List<Parameter> parameters() {
        return standard(config.features(), width);
    }

    /** Encoder {@code [n, d]}, decoder {@code [n, d]}, b_enc {@code [n]}, b_dec {@code [d]}. */
    static List<Parameter> standard(int n, int width) {
        return List.of(
                new Parameter("encoder", n, width),
                new Parameter("decoder", n, width),
                new Parameter("b_enc", n),
                new Parameter("b_dec", width));
    }

    @Override
    public List<NDArray> begin(Start start) {
        NDList pair = start.pair(config.features(), width);
        return List.of(pair.get(0), pair.get(1), start.zeros(config.features()), start.bias(width));
    }

    @Override
    public int k(TrainConfig c, long step) {
        return KSchedule.at(c, step);
    }

    @Override
    public double[] numbers(long step) {
        return numbers.clone();
    }

    @Override
    public long stepFloats(TrainConfig c, int d) {
        return sparseFloats(c, d, 2L * c.batch() * KSchedule.most(c));
    }

    /**
     * Rows in flight and what a step makes of them (8 [B, d]), 24 floats an entry, bit words and counts of the counting sort, a slice
     * of the encoder product; and, where there is an auxiliary loss, three dense [B, n] and five [n, d] with every feature dead.
     */
    static long sparseFloats(TrainConfig c, int d, long entries) {
        long b = c.batch();
        long n = c.features();
        long aux = c.revival().auxWeight() > 0 ? 3 * b * n + 5 * n * d : 0;
        return 8 * b * d
                + 24 * entries
                + (b / 64 + 1) * n * 6
                + SaeKernel.sliceRows(c.batch(), c.features(), Device.cpu()) * n
                + aux;
    }
}
