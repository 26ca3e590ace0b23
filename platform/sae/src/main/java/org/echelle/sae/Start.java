package org.echelle.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;
import org.echelle.api.Progress;
import org.echelle.torch.Kernel;

/**
 * What first values are made from.
 *
 * @param config resolved
 * @param manager owns them
 * @param type float32, or float64 in tests
 * @param kernel of the training
 * @param rows some normalised rows, batch by batch; empty in tests that set every value themselves
 */
public record Start(
        TrainConfig config, NDManager manager, DataType type, Kernel kernel, List<NDArray> rows, Progress progress) {
    /** Rows that the geometric median is measured on; an iteration of it holds some four times as many. */
    public static final int MEDIAN_ROWS = 8192;
    /** Numbers that are drawn at once: all of a wide dictionary's would take as much of Java's heap as of the engine's memory. */
    private static final int PIECE = 1 << 20;

    /** Zeros. */
    public NDArray zeros(long... shape) {
        return manager.zeros(new Shape(shape), type);
    }

    /** One value everywhere. */
    public NDArray filled(double value, long... shape) {
        return manager.full(new Shape(shape), (float) value, type);
    }

    /** Random directions of the start norm, {@code [n, d]}; equal seeds give equal directions on every device. */
    public NDArray directions(int n, int width) {
        return directions(n, width, config.start().norm(), 0);
    }

    /**
     * Random directions.
     *
     * @param norm of each
     * @param stream different streams are independent
     */
    public NDArray directions(int n, int width, double norm, long stream) {
        SplittableRandom random = new SplittableRandom(config.seed() + 0x9E3779B97F4A7C15L * stream);
        NDArray out = manager.create(new Shape(n, width), type);
        int most = Math.max(1, PIECE / width);
        for (int from = 0; from < n; from += most) {
            int to = Math.min(n, from + most);
            float[] values = directions(random, to - from, width);
            for (int i = 0; norm != 1 && i < values.length; i++) {
                values[i] *= (float) norm;
            }
            try (NDArray piece = array(values, to - from, width)) {
                out.set(new NDIndex("{}:{}", from, to), piece);
            }
        }
        return out;
    }

    /** Given values. */
    public NDArray array(float[] values, long... shape) {
        NDArray given = manager.create(values, new Shape(shape));
        return type == DataType.FLOAT32 ? given : given.toType(type, false);
    }

    /**
     * Encoder and decoder as the config's {@code start} says: atoms at random or rows of the data, the encoder their transpose or
     * drawn apart.
     *
     * @return encoder {@code [n, d]}, decoder {@code [n, d]}
     */
    public NDList pair(int n, int width) {
        NDArray decoder = config.start().atoms().equals("data") && !rows.isEmpty()
                ? dataDirections(n, width)
                : directions(n, width);
        NDArray encoder =
                config.start().encoder().equals("independent") ? directions(n, width, 1, 1) : transpose(decoder);
        return new NDList(encoder, decoder);
    }

    /** The encoder that begins as the decoder, rescaled where the config's {@code start} says so. */
    public NDArray transpose(NDArray decoder) {
        return rescaled(decoder.duplicate(), decoder);
    }

    /** The encoder itself, which is changed where the config's {@code start} says that it is rescaled. */
    public NDArray rescaled(NDArray encoder, NDArray decoder) {
        if (config.start().encoder().equals("rescaled")) {
            encoder.divi(EncoderScale.of(this, encoder, decoder));
        }
        return encoder;
    }

    /** Directions of random rows, each of the start norm; rows of norm 0 give random directions. */
    public NDArray dataDirections(int n, int width) {
        NDArray all = NDArrays.concat(new NDList(rows), 0);
        float[] from = all.toFloatArray();
        all.close();
        int count = from.length / width;
        float[] out = directions(config.seed(), n, width);
        SplittableRandom random = new SplittableRandom(config.seed() + 2);
        for (int j = 0; j < n; j++) {
            int row = random.nextInt(count);
            double sum = 0;
            for (int i = 0; i < width; i++) {
                sum += (double) from[row * width + i] * from[row * width + i];
            }
            for (int i = 0; i < width; i++) {
                out[j * width + i] = (float) (config.start().norm()
                        * (sum > 0 ? from[row * width + i] / Math.sqrt(sum) : out[j * width + i]));
            }
        }
        return array(out, n, width);
    }

    /** The decoder bias as the config's {@code start} says. */
    public NDArray bias(int width) {
        if (rows.isEmpty() || config.start().bias().equals("zero")) {
            return zeros(width);
        }
        int used = Math.min(rows.size(), 1 + MEDIAN_ROWS / config.batch());
        try (NDManager scope = manager.newSubManager()) {
            NDArray all = NDArrays.concat(new NDList(rows.subList(0, used)), 0);
            all.attach(scope);
            NDArray m = all.mean(new int[] {0});
            m.attach(scope);
            if (config.start().bias().equals("geometric-median")) {
                m = median(scope, all, m);
            }
            m.attach(manager);
            return m;
        }
    }

    /** Weiszfeld's iteration: at most 100 times, until a step is shorter than 1e-5. */
    private NDArray median(NDManager scope, NDArray all, NDArray mean) {
        NDArray m = mean;
        for (int i = 0; i < 100; i++) {
            progress.check();
            NDList next = kernel.call(scope, "weiszfeld", all, m);
            m = next.get(0);
            if (next.get(1).toType(DataType.FLOAT32, false).toFloatArray()[0] < 1e-5) {
                break;
            }
        }
        return m;
    }

    /** Random directions of unit length; Gaussian, from Java's own generator: the same on every device. */
    public static float[] directions(long seed, int n, int width) {
        return directions(new SplittableRandom(seed), n, width);
    }

    private static float[] directions(SplittableRandom random, int n, int width) {
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
}
