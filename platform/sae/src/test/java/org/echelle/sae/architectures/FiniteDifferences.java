package org.echelle.sae.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.step.Trainer;

/** A training's hand-written gradients, in double, to be held against central differences of a loss written in plain Java. */
public final class FiniteDifferences {
    private FiniteDifferences() {}

    /**
     * What a kernel says at some weights.
     *
     * @param gradients in the order of {@link org.echelle.sae.Objective#parameters}
     * @param stats the row of doubles
     */
    record Measured(double[][] gradients, double[] stats) {}

    /**
     * Runs the kernel.
     *
     * @param config resolved
     * @param p weights in the order of the parameters
     * @param since rows since each feature fired
     * @param x {@code [batch, width]}
     */
    static Measured measure(TrainConfig config, int width, double[][] p, long[] since, double[] x, long step) {
        return measure(config, width, p, since, x, step, trainer -> {});
    }

    /**
     * The same.
     *
     * @param before what to do to the training first
     */
    static Measured measure(
            TrainConfig config,
            int width,
            double[][] p,
            long[] since,
            double[] x,
            long step,
            Consumer<Trainer> before) {
        try (Trainer trainer = new Trainer(config, width, Device.cpu(), DataType.FLOAT64, false);
                NDManager m = trainer.manager.newSubManager()) {
            before.accept(trainer);
            for (int i = 0; i < p.length; i++) {
                try (NDArray value = m.create(p[i], trainer.parameters[i].getShape())) {
                    value.copyTo(trainer.parameters[i]);
                }
            }
            try (NDArray value = m.create(since)) {
                value.copyTo(trainer.since);
            }
            NDList out = trainer.gradients(m, m.create(x, new Shape(x.length / width, width)), step);
            double[][] gradients = new double[p.length][];
            for (int i = 0; i < p.length; i++) {
                gradients[i] = out.get(i).toDoubleArray();
            }
            return new Measured(gradients, out.get(p.length).toDoubleArray());
        }
    }

    /** Asserts that every gradient equals the central difference of {@code loss}, and the loss itself. */
    static void agree(Measured measured, double[][] p, ToDoubleFunction<double[][]> loss) {
        agree(measured, p, p.length, loss);
    }

    /** The same for the first {@code count} parameters; the others have no derivative. */
    static void agree(Measured measured, double[][] p, int count, ToDoubleFunction<double[][]> loss) {
        assertThat(measured.stats()[Trainer.LOSS]).isCloseTo(loss.applyAsDouble(p), within(1e-9));
        for (int i = 0; i < count; i++) {
            for (int e = 0; e < p[i].length; e++) {
                double h = 1e-6;
                double keep = p[i][e];
                p[i][e] = keep + h;
                double up = loss.applyAsDouble(p);
                p[i][e] = keep - h;
                double down = loss.applyAsDouble(p);
                p[i][e] = keep;
                assertThat(measured.gradients()[i][e])
                        .as("parameter " + i + ", element " + e)
                        .isCloseTo((up - down) / (2 * h), within(1e-6));
            }
        }
    }

    public static double[] random(long seed, int count, double scale) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] out = new double[count];
        for (int i = 0; i < count; i++) {
            out[i] = scale * random.nextGaussian();
        }
        return out;
    }
}
