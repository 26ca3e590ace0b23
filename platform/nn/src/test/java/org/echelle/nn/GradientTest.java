package org.echelle.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.api.Tap;
import org.junit.jupiter.api.Test;

/** Closing intermediates must not break autograd: gradients against finite differences. */
class GradientTest {
    private NDArray loss(Attention attention, LayerNorm norm, Mlp mlp, LayerScale scale, NDArray x, NDArray target) {
        try (NDArray n = norm.forward(x);
                NDArray a = attention.forward(n, Tap.NONE, "a");
                NDArray s = scale.forward(a);
                NDArray y = x.add(s);
                NDArray m = mlp.forward(y, Tap.NONE, "m");
                NDArray z = y.add(m);
                NDArray weighted = z.mul(target)) {
            return weighted.sum();
        }
    }

    @Test
    void aTransformerBlockHasTheGradientsOfItsDifferences() {
        try (Loops loops = new Loops()) {
            int d = 6;
            loops.lively("qkv.weight", 18, d);
            loops.lively("out.weight", d, d);
            loops.lively("in.weight", 9, d);
            loops.lively("back.weight", d, 9);
            Parameters p = loops.parameters;
            Attention attention = Attention.fused(
                    p, new Linear(p.at("qkv"), d, 18, true), new Linear(p.at("out"), d, d, true), 2, 0.2, true);
            LayerNorm norm = new LayerNorm(p.at("norm"), d, 1e-5);
            Mlp mlp = Mlp.plain(
                    new Linear(p.at("in"), d, 9, true), Activation.QUICK_GELU, new Linear(p.at("back"), 9, d, true));
            LayerScale scale = new LayerScale(p, "gamma", d);
            NDArray x = loops.normal(2, 4, d);
            NDArray target = loops.normal(2, 4, d);
            Map<String, NDArray> leaves = p.taken();
            leaves.values().forEach(a -> a.setRequiresGradient(true));
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector();
                    NDArray loss = loss(attention, norm, mlp, scale, x, target)) {
                collector.backward(loss);
            }
            Map<String, float[]> gradients = new LinkedHashMap<>();
            leaves.forEach((n, a) -> {
                try (NDArray g = a.getGradient()) {
                    gradients.put(n, g.toFloatArray());
                }
            });
            leaves.values().forEach(a -> a.setRequiresGradient(false));
            float h = 1e-2f;
            leaves.forEach((name, leaf) -> {
                float[] values = leaf.toFloatArray();
                for (int i = 0; i < values.length; i += Math.max(1, values.length / 5)) {
                    double[] ends = new double[2];
                    for (int side = 0; side < 2; side++) {
                        float[] moved = values.clone();
                        moved[i] += side == 0 ? -h : h;
                        leaf.set(FloatBuffer.wrap(moved));
                        ends[side] =
                                loss(attention, norm, mlp, scale, x, target).getFloat();
                    }
                    leaf.set(FloatBuffer.wrap(values));
                    double difference = (ends[1] - ends[0]) / (2 * h);
                    assertThat((double) gradients.get(name)[i])
                            .as(name)
                            .isCloseTo(difference, within(2e-2 * Math.max(1, Math.abs(difference))));
                }
            });
        }
    }
}
