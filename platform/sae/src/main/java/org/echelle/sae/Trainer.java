package org.echelle.sae;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Kernel;
import org.echelle.torch.Torch;

/** Weights, moments and counters of a training, and its step: one kernel call. */
final class Trainer implements AutoCloseable {
    static final String[] NAMES = {"encoder", "decoder", "b_enc", "b_dec"};
    /** Places in the row of doubles that a step returns. */
    static final int SQUARED = 0;

    static final int SPREAD = 1;
    static final int AUX = 2;
    static final int FIRED = 3;
    static final int DEAD = 4;
    static final int LEAST = 5;
    static final int LEAST_BY_ROW = 6;

    final NDManager manager;
    final Kernel kernel;
    final NDArray[] parameters;
    final NDArray[] first = new NDArray[4];
    final NDArray[] second = new NDArray[4];
    final NDArray[] counts = new NDArray[4];
    final NDArray since;
    final NDArray work;
    private final TrainConfig config;
    private final boolean batchwise;
    private final double scale;
    private final double beta1 = 0.9;
    private final double beta2 = 0.999;
    private final double epsilon = 1e-8;
    /** Reproduces dictionary_learning's TopK, which counts a feature as fired when it was selected with value 0. */
    private final boolean firedBySelection;

    Trainer(TrainConfig config, int width, Device device) {
        this(config, width, device, DataType.FLOAT32, false);
    }

    Trainer(TrainConfig config, int width, Device device, DataType type, boolean firedBySelection) {
        this.config = config;
        this.firedBySelection = firedBySelection;
        batchwise = Architectures.named(config.architecture()).batchwise();
        scale = config.lossScale(width);
        manager = Torch.newManager(device);
        kernel = SaeKernel.compile(device);
        int n = config.features();
        float[] directions = directions(config.seed(), n, width);
        NDArray decoder = manager.create(directions, new Shape(n, width)).toType(type, false);
        parameters = new NDArray[] {
            decoder.duplicate(), decoder, manager.zeros(new Shape(n), type), manager.zeros(new Shape(width), type)
        };
        for (int i = 0; i < 4; i++) {
            first[i] = manager.zeros(parameters[i].getShape(), type);
            second[i] = manager.zeros(parameters[i].getShape(), type);
            counts[i] = manager.zeros(new Shape(), DataType.FLOAT32);
        }
        since = manager.zeros(new Shape(n), DataType.INT64);
        work = SaeKernel.work(manager, config.batch(), n, type);
    }

    /** Random directions of unit length; Gaussian, from Java's own generator: the same on every device. */
    static float[] directions(long seed, int n, int width) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] out = new float[n * width];
        double[] row = new double[width];
        for (int j = 0; j < n; j++) {
            double sum = 0;
            for (int i = 0; i < width; i++) {
                row[i] = random.nextGaussian();
                sum += row[i] * row[i];
            }
            double by = 1 / Math.sqrt(sum);
            for (int i = 0; i < width; i++) {
                out[j * width + i] = (float) (row[i] * by);
            }
        }
        return out;
    }

    /** Trains on one batch of normalised rows; returns the step's sums. Changes nothing when the loss is not finite. */
    double[] step(NDArray x, double learningRate) {
        try (NDManager scope = manager.newSubManager()) {
            NDList out = kernel.call(
                    scope,
                    "step",
                    x,
                    parameters,
                    first,
                    second,
                    counts,
                    since,
                    work,
                    config.k(),
                    batchwise,
                    scale,
                    config.auxWeight(),
                    config.auxK(),
                    config.deadAfterRows(),
                    learningRate,
                    beta1,
                    beta2,
                    epsilon,
                    config.clip(),
                    firedBySelection);
            return out.get(0).toDoubleArray();
        }
    }

    /** Gradients of W, D, b_enc, b_dec, then the sums, without a step; for tests. */
    NDList gradients(NDManager owner, NDArray x) {
        return kernel.call(
                owner,
                "gradients",
                x,
                parameters,
                since,
                work,
                config.k(),
                batchwise,
                scale,
                config.auxWeight(),
                config.auxK(),
                config.deadAfterRows(),
                firedBySelection);
    }

    double loss(double[] sums) {
        return scale * sums[SQUARED] / config.batch() + config.auxWeight() * sums[AUX];
    }

    /** Everything that a later process needs to go on, by name. */
    Map<String, HostTensor> state() {
        Map<String, HostTensor> out = new LinkedHashMap<>();
        for (int i = 0; i < 4; i++) {
            out.put(NAMES[i], HostTensor.of(parameters[i]));
            out.put("adam.first." + NAMES[i], HostTensor.of(first[i]));
            out.put("adam.second." + NAMES[i], HostTensor.of(second[i]));
            out.put("adam.steps." + NAMES[i], HostTensor.of(counts[i]));
        }
        out.put("rows_since_fired", HostTensor.of(since));
        return out;
    }

    /** Takes over a {@link #state}. */
    void restore(Map<String, HostTensor> state) {
        for (int i = 0; i < 4; i++) {
            put(parameters[i], state.get(NAMES[i]));
            put(first[i], state.get("adam.first." + NAMES[i]));
            put(second[i], state.get("adam.second." + NAMES[i]));
            put(counts[i], state.get("adam.steps." + NAMES[i]));
        }
        put(since, state.get("rows_since_fired"));
    }

    static void put(NDArray into, HostTensor value) {
        try (NDArray copy = value.toArray(into.getManager())) {
            copy.copyTo(into);
        }
    }

    StoredDictionary stored(Map<String, Object> facts) {
        return new StoredDictionary(
                HostTensor.of(parameters[0]),
                HostTensor.of(parameters[1]),
                HostTensor.of(parameters[2]),
                HostTensor.of(parameters[3]),
                facts);
    }

    @Override
    public void close() {
        kernel.close();
        manager.close();
    }
}
