package org.echelle.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.function.UnaryOperator;
import org.echelle.api.Tap;
import org.echelle.testkit.ReusedMemory;
import org.junit.jupiter.api.Test;

/** Java's collector runs between the passes: gradients of blocks that need numbers of Java's, against their closed forms. */
class CollectedMemoryTest {
    private static final int TIMES = 20;

    /** Gradient of the sum of a block's outputs by its input, the block having been run in a scope closed since. */
    private static float[] gradient(Loops loops, float[] at, Shape shape, UnaryOperator<NDArray> block) {
        NDArray x = loops.manager.create(at, shape);
        x.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray total = loops.manager.zeros(new Shape());
            for (int i = 0; i < TIMES; i++) {
                try (NDManager scope = loops.manager.newSubManager()) {
                    NDArray sum = block.apply(Taps.alias(x, scope)).sum();
                    total = total.add(sum);
                }
            }
            ReusedMemory.now();
            collector.backward(total);
        }
        float[] gradient = x.getGradient().toFloatArray();
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] /= TIMES;
        }
        return gradient;
    }

    private static void near(float[] found, double... expected) {
        assertThat(found).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i]).isCloseTo(expected[i], within(1e-4));
        }
    }

    @Test
    void pointwiseFunctionsKeepTheirNumbers() {
        try (Loops loops = new Loops()) {
            double x = 0.7;
            double s = 1 / (1 + Math.exp(-1.702 * x));
            float[] at = {(float) x};
            near(gradient(loops, at, new Shape(1), Activation.QUICK_GELU::forward), s + x * 1.702 * s * (1 - s));
            double root = Math.sqrt(2 / Math.PI);
            double t = Math.tanh(root * (x + 0.044715 * x * x * x));
            near(
                    gradient(loops, at, new Shape(1), Activation.GELU_TANH::forward),
                    0.5 * (1 + t) + 0.5 * x * (1 - t * t) * root * (1 + 3 * 0.044715 * x * x));
        }
    }

    /** One head of width 1 whose projections are 1: {@code y_i = sum_j p_ij x_j}, {@code p_i = softmax_j(scale x_i x_j)}. */
    @Test
    void attentionKeepsItsScale() {
        try (Loops loops = new Loops()) {
            Parameters p = loops.parameters;
            NDArray in = p.get("qkv.weight", 3, 1);
            in.set(new float[] {1, 1, 1});
            NDArray back = p.get("out.weight", 1, 1);
            back.set(new float[] {1});
            double scale = 0.8;
            Attention attention = Attention.fused(
                    p, new Linear(p.at("qkv"), 1, 3, true), new Linear(p.at("out"), 1, 1, true), 1, scale, false);
            float[] x = {0.3f, -1.1f, 0.9f};
            double[] expected = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                double sum = 0;
                double mean = 0;
                double square = 0;
                for (float other : x) {
                    double e = Math.exp(scale * x[i] * other);
                    sum += e;
                    mean += e * other;
                    square += e * other * other;
                }
                mean /= sum;
                expected[i] += scale * (square / sum - mean * mean); // through the query
                for (int k = 0; k < x.length; k++) {
                    double weight = Math.exp(scale * x[i] * x[k]) / sum;
                    expected[k] += weight * (1 + scale * x[i] * (x[k] - mean)); // through value and key
                }
            }
            near(gradient(loops, x, new Shape(1, 3, 1), y -> attention.forward(y, Tap.NONE, "a")), expected);
        }
    }

    /** From 2 places to 3 with aligned corners: weights (1, 0), (1/2, 1/2), (0, 1), so 1.5 of each place both ways. */
    @Test
    void enlargingKeepsItsWeights() {
        try (Loops loops = new Loops()) {
            BilinearUpsampling larger = new BilinearUpsampling(loops.parameters, true);
            near(
                    gradient(loops, new float[] {1, 2, 3, 4}, new Shape(1, 1, 2, 2), y -> larger.forward(y, 3, 3)),
                    2.25,
                    2.25,
                    2.25,
                    2.25);
        }
    }
}
