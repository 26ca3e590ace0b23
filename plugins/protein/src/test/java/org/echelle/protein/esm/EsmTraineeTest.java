package org.echelle.protein.esm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.echelle.api.Tap;
import org.echelle.protein.subject.Opened;
import org.junit.jupiter.api.Test;

/** The way under autograd, which has operations of its own, against the way without, and its gradients against differences. */
class EsmTraineeTest {
    private static final long[] TOKENS = {0, 20, 15, 32, 9, 8, 2, 0, 20, 4, 2, 1, 1, 1};

    private static EsmTrainee trainee(NDManager owner) {
        EsmTrainee trainee = new EsmTrainee(2, 16, 4, 7, owner);
        Random random = new Random(3);
        trainee.parameters()
                .values()
                .forEach(
                        w -> { // larger than fresh ones, so that every part matters
                            float[] values = new float[(int) w.getShape().size()];
                            for (int i = 0; i < values.length; i++) {
                                values[i] = (float) (0.3 * random.nextGaussian());
                            }
                            w.set(FloatBuffer.wrap(values));
                            w.setRequiresGradient(true);
                        });
        return trainee;
    }

    private static NDArray loss(EsmTrainee trainee, NDManager scope) {
        NDArray logits = trainee.forward(scope.create(TOKENS, new Shape(2, 7)), Tap.NONE);
        float[] weights = new float[TOKENS.length * 33];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = TOKENS[i / 33] == 1 ? 0 : (i * 37 % 11 - 5) / 10f; // padding counts for nothing
        }
        return logits.mul(scope.create(weights, new Shape(2, 7, 33))).sum();
    }

    @Test
    void bothWaysGiveTheSameNumbers() {
        try (Opened opened = new Opened()) {
            EsmTrainee trainee = trainee(opened.manager());
            NDArray tokens = opened.manager().create(TOKENS, new Shape(2, 7));
            float[] fused = trainee.forward(tokens, Tap.NONE).toFloatArray();
            float[] plain;
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray logits = trainee.forward(tokens, Tap.NONE);
                plain = logits.toFloatArray();
                collector.backward(logits.sum());
            }
            for (int i = 0; i < fused.length; i++) {
                if (TOKENS[i / 33] != 1) {
                    assertThat(plain[i]).isCloseTo(fused[i], within(1e-4f * Math.max(1, Math.abs(fused[i]))));
                }
            }
        }
    }

    @Test
    void gradientsAreThoseOfDifferences() {
        float h = 4e-3f;
        try (Opened opened = new Opened();
                NDManager scope = opened.manager().newSubManager()) {
            EsmTrainee trainee = trainee(opened.manager());
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                collector.backward(loss(trainee, scope));
            }
            Map<String, float[]> gradients = new LinkedHashMap<>();
            trainee.parameters()
                    .forEach((name, w) -> gradients.put(name, w.getGradient().toFloatArray()));
            trainee.parameters().values().forEach(w -> w.setRequiresGradient(false));
            trainee.parameters().forEach((name, w) -> {
                float[] values = w.toFloatArray();
                for (int i = 0; i < values.length; i += Math.max(1, values.length / 4)) {
                    double[] ends = new double[2];
                    for (int side = 0; side < 2; side++) {
                        float[] moved = values.clone();
                        moved[i] += side == 0 ? -h : h;
                        w.set(FloatBuffer.wrap(moved));
                        ends[side] = loss(trainee, scope).getFloat();
                    }
                    w.set(FloatBuffer.wrap(values));
                    double difference = (ends[1] - ends[0]) / (2 * h);
                    assertThat((double) gradients.get(name)[i])
                            .as("%s %d", name, i)
                            .isCloseTo(difference, within(3e-2 * Math.max(1, Math.abs(difference))));
                }
            });
        }
    }
}
