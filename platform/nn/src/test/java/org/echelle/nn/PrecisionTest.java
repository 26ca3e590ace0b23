package org.echelle.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Map;
import java.util.Random;
import org.echelle.api.Tap;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products of 16 bits against what rounding their factors and results may do to them. */
class PrecisionTest {
    private final NDManager manager = Torch.newManager(Device.cpu());
    private final Random random = new Random(5);

    @AfterEach
    void close() {
        manager.close();
    }

    private float[] normal(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] absolute(float[] values) {
        float[] result = values.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] = Math.abs(result[i]);
        }
        return result;
    }

    private Parameters parameters(float[] weight, float[] bias, Precision precision, long... shape) {
        return Parameters.of(
                        Weights.of(Map.of(
                                "weight", HostTensor.ofFloats(weight, shape),
                                "bias", HostTensor.ofFloats(bias, bias.length))),
                        manager)
                .forming(precision);
    }

    /**
     * Three roundings by u = eps / 2 each (two factors, the result) and n sums in float32 change a sum of products by at most ((1 + u)^3 - 1 + n
     * 2^-23) of the sum of the absolute products.
     */
    private static void holds(NDArray found, NDArray exact, NDArray absolute, Precision precision, int n) {
        double u = precision.epsilon() / 2;
        double share = Math.pow(1 + u, 3) - 1 + n * 0x1p-23;
        float[] y = found.toFloatArray();
        float[] e = exact.toFloatArray();
        float[] a = absolute.toFloatArray();
        double most = 0;
        for (int i = 0; i < y.length; i++) {
            assertThat((double) Math.abs(y[i] - e[i])).isLessThanOrEqualTo(share * a[i]);
            most = Math.max(most, Math.abs(y[i] - e[i]) / a[i]);
        }
        assertThat(most).as("rounded at all").isGreaterThan(u / 100);
        assertThat(found.getDataType()).isEqualTo(DataType.FLOAT32);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16"})
    void linearLayersAndConvolutionsStayWithinTheirRounding(Precision precision) {
        float[] w = normal(12 * 36);
        float[] b = normal(12);
        float[] x = normal(2 * 4 * 6 * 6);
        NDArray rows = manager.create(x, new Shape(8, 36));
        NDArray map = manager.create(x, new Shape(2, 4, 6, 6));
        NDArray positiveRows = manager.create(absolute(x), rows.getShape());
        NDArray positiveMap = manager.create(absolute(x), map.getShape());
        long[] flat = {12, 36};
        long[] kernel = {12, 4, 3, 3};
        Parameters half = parameters(w, b, precision, flat);
        NDArray found = new Linear(half, 36, 12, true).forward(rows);
        half.verify("a linear layer");
        NDArray exact = new Linear(parameters(w, b, Precision.FLOAT32, flat), 36, 12, true).forward(rows);
        NDArray most = new Linear(parameters(absolute(w), absolute(b), Precision.FLOAT32, flat), 36, 12, true)
                .forward(positiveRows);
        holds(found, exact, most, precision, 37);
        holds(
                new Conv2d(parameters(w, b, precision, kernel), 4, 12, 3, 2, 1, true).forward(map),
                new Conv2d(parameters(w, b, Precision.FLOAT32, kernel), 4, 12, 3, 2, 1, true).forward(map),
                new Conv2d(parameters(absolute(w), absolute(b), Precision.FLOAT32, kernel), 4, 12, 3, 2, 1, true)
                        .forward(positiveMap),
                precision,
                37);
        assertThat(half.taken().get("weight").getDataType()).isEqualTo(DataType.FLOAT16);
        assertThat(half.pattern().get("weight")).containsExactly(flat);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16"})
    void layersWithoutBiasAndAttentionAreRoundedToo(Precision precision) {
        Parameters exact = Parameters.random(3, manager);
        Parameters half = Parameters.random(3, manager).forming(precision);
        NDArray x = manager.create(normal(2 * 5 * 16), new Shape(2, 5, 16));
        NDArray bias = manager.create(normal(5), new Shape(1, 1, 1, 5));
        for (String kind : new String[] {"fused", "split", "biased"}) {
            NDArray y = attend(exact.at(kind), kind, x, bias);
            NDArray z = attend(half.at(kind), kind, x, bias);
            // of four products one after the other, weights of a softmax between
            double difference = z.sub(y).abs().max().getFloat();
            double scale = y.abs().max().getFloat();
            assertThat(difference / scale).as(kind).isBetween(1e-9, 8 * precision.epsilon());
        }
    }

    private static NDArray attend(Parameters p, String kind, NDArray x, NDArray bias) {
        Linear out = new Linear(p.at("out"), 16, 16, true);
        if (kind.equals("fused")) {
            return Attention.fused(p, new Linear(p.at("qkv"), 16, 48, false), out, 2, 0.35, false)
                    .forward(x, Tap.NONE, "");
        }
        Attention split = Attention.split(
                p,
                new Linear(p.at("q"), 16, 16, false),
                new Linear(p.at("k"), 16, 16, false),
                new Linear(p.at("v"), 16, 16, false),
                out,
                2,
                0.35,
                false);
        return kind.equals("split") ? split.forward(x, x, Tap.NONE, "") : split.forward(x, x, bias, Tap.NONE, "");
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16"})
    void gradientsGoThroughTheRoundedWeights(Precision precision) {
        float[] w = normal(3 * 4);
        Linear layer = new Linear(parameters(w, normal(3), precision, 3, 4), 4, 3, true);
        NDArray x = manager.create(normal(4), new Shape(1, 4));
        x.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            collector.backward(layer.forward(x).sum());
        }
        float[] gradient = x.getGradient().toFloatArray();
        for (int j = 0; j < 4; j++) {
            double exact = (double) w[j] + w[4 + j] + w[8 + j];
            double absolute = Math.abs(w[j]) + Math.abs(w[4 + j]) + Math.abs(w[8 + j]);
            assertThat(Math.abs(gradient[j] - exact)).isLessThanOrEqualTo((precision.epsilon() / 2 + 1e-6) * absolute);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16"})
    void aTwinIsRoundedAlikeAndNormsAreNotPutIntoRoundedWeights(Precision precision) {
        Parameters half = Parameters.random(3, manager).forming(precision);
        Conv2d conv = new Conv2d(half.at("c"), 2, 2, 1, 1, 0, false);
        Parameters twin = half.twin(4, manager);
        new Conv2d(twin.at("c"), 2, 2, 1, 1, 0, false);
        assertThat(twin.precision()).isEqualTo(precision);
        assertThat(twin.taken().get("c.weight").getDataType()).isEqualTo(DataType.FLOAT16);
        assertThatThrownBy(conv::weight).isInstanceOf(NnException.class).hasMessageContaining("float32 only");
    }
}
