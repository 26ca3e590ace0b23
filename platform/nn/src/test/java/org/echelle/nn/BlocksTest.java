package org.echelle.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import org.echelle.api.Tap;
import org.echelle.testkit.EditAt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlocksTest {
    private final Loops loops = new Loops();

    @AfterEach
    void close() {
        loops.close();
    }

    private static void assertClose(NDArray actual, double[] expected) {
        assertThat(Loops.doubles(actual)).containsExactly(expected, within(2e-4));
    }

    /** Runs something the way a trainer does. */
    @SuppressWarnings("try") // open is all that is asked of the collector
    private static void recorded(Runnable run) {
        try (GradientCollector ignored = Engine.getEngine("PyTorch").newGradientCollector()) {
            run.run();
        }
    }

    @Test
    void layerNormCentresAndScalesEachRow() {
        NDArray w = loops.lively("n.weight", 3);
        NDArray b = loops.lively("n.bias", 3);
        NDArray x = loops.manager.create(new float[] {1, 2, 3}, new Shape(1, 3));
        // mean 2, biased variance 2/3
        double r = 1 / Math.sqrt(2.0 / 3 + 0.5);
        double[] ws = Loops.doubles(w);
        double[] bs = Loops.doubles(b);
        assertClose(
                new LayerNorm(loops.parameters.at("n"), 3, 0.5).forward(x),
                new double[] {-r * ws[0] + bs[0], bs[1], r * ws[2] + bs[2]});
    }

    @Test
    void layerNormCanTakeSeveralDimensionsTogetherAndGoWithoutFactors() {
        double[] w = Loops.doubles(loops.lively("n.weight", 2, 3));
        double[] b = Loops.doubles(loops.lively("n.bias", 2, 3));
        NDArray x = loops.normal(4, 2, 3);
        double[] v = Loops.doubles(x);
        double[] together = new double[24];
        double[] rows = new double[24];
        for (int i = 0; i < 24; i++) {
            together[i] = normal(v, i, 6) * w[i % 6] + b[i % 6];
            rows[i] = normal(v, i, 3);
        }
        assertClose(new LayerNorm(loops.parameters.at("n"), new Shape(2, 3), 0.5).forward(x), together);
        assertClose(LayerNorm.plain(loops.parameters, 3, 0.5).forward(x), rows);
    }

    /** The value of place i after normalising its run of n, eps 0.5. */
    private static double normal(double[] v, int i, int n) {
        double[] run = Arrays.copyOfRange(v, i / n * n, i / n * n + n);
        double mean = Arrays.stream(run).average().orElseThrow();
        double variance =
                Arrays.stream(run).map(a -> (a - mean) * (a - mean)).average().orElseThrow();
        return (v[i] - mean) / Math.sqrt(variance + 0.5);
    }

    @Test
    void groupNormMatchesPlainLoopsWithAndWithoutGradients() {
        double[] w = Loops.doubles(loops.lively("g.weight", 6));
        double[] b = Loops.doubles(loops.lively("g.bias", 6));
        NDArray x = loops.normal(2, 6, 4, 5);
        double[] v = Loops.doubles(x);
        double[] expected = new double[v.length];
        for (int group = 0; group < 6; group++) { // two samples, three groups of two channels, 40 values each
            double[] part = Arrays.copyOfRange(v, group * 40, group * 40 + 40);
            double mean = Arrays.stream(part).average().orElseThrow();
            double variance = Arrays.stream(part)
                    .map(a -> (a - mean) * (a - mean))
                    .average()
                    .orElseThrow();
            for (int i = 0; i < 40; i++) {
                int c = group % 3 * 2 + i / 20;
                expected[group * 40 + i] = (part[i] - mean) / Math.sqrt(variance + 1e-5) * w[c] + b[c];
            }
        }
        GroupNorm norm = new GroupNorm(loops.parameters.at("g"), 3, 6, 1e-5);
        assertClose(norm.forward(x), expected);
        recorded(() -> assertClose(norm.forward(x), expected));
        assertThatThrownBy(() -> new GroupNorm(loops.parameters, 4, 6, 1e-5)).isInstanceOf(NnException.class);
    }

    @Test
    void activationsHaveTheirClosedForms() {
        float[] points = {-3, -1, -0.25f, 0, 0.5f, 1, 2.5f};
        NDArray x = loops.manager.create(points);
        // Phi at the points, from tables of the normal distribution
        double[] phi = {
            0.0013498980316, 0.1586552539315, 0.4012936743171, 0.5, 0.6914624612740, 0.8413447460685, 0.9937903346742
        };
        float[] gelu = Activation.GELU.forward(x).toFloatArray();
        float[] tanh = Activation.GELU_TANH.forward(x).toFloatArray();
        float[] quick = Activation.QUICK_GELU.forward(x).toFloatArray();
        float[] silu = Activation.SILU.forward(x).toFloatArray();
        float[] relu = Activation.RELU.forward(x).toFloatArray();
        for (int i = 0; i < points.length; i++) {
            double p = points[i];
            assertThat((double) gelu[i]).isCloseTo(p * phi[i], within(1e-6));
            double inner = Math.sqrt(2 / Math.PI) * (p + 0.044715 * p * p * p);
            assertThat((double) tanh[i]).isCloseTo(0.5 * p * (1 + Math.tanh(inner)), within(1e-6));
            assertThat((double) quick[i]).isCloseTo(p / (1 + Math.exp(-1.702 * p)), within(1e-6));
            assertThat((double) silu[i]).isCloseTo(p / (1 + Math.exp(-p)), within(1e-6));
            assertThat((double) relu[i]).isEqualTo(Math.max(0, p));
        }
        assertThat(Activation.named("gelu_new")).isEqualTo(Activation.GELU_TANH);
        assertThatThrownBy(() -> Activation.named("mish"))
                .isInstanceOf(NnException.class)
                .hasMessageContaining("mish");
    }

    @Test
    void attentionToPackedKeysAndValuesLooksOnlyWhereTheBiasLetsIt() {
        int d = 6;
        double[] wq = Loops.doubles(loops.lively("q.weight", d, d));
        double[] wkv = Loops.doubles(loops.lively("kv.weight", 2L * d, 4));
        double[] wo = Loops.doubles(loops.lively("o.weight", d, d));
        Attention attention = Attention.packed(
                loops.parameters,
                new Linear(loops.parameters.at("q"), d, d, false),
                new Linear(loops.parameters.at("kv"), 4, 2L * d, false),
                new Linear(loops.parameters.at("o"), d, d, false),
                2,
                0.3);
        NDArray x = loops.normal(1, 3, d);
        NDArray context = loops.normal(1, 5, 4);
        double[] both = Loops.linear(Loops.doubles(context), 4, wkv, null);
        double[] k = new double[3 * d]; // the first three of the five
        double[] v = new double[3 * d];
        for (int i = 0; i < 3; i++) {
            System.arraycopy(both, i * 2 * d, k, i * d, d);
            System.arraycopy(both, i * 2 * d + d, v, i * d, d);
        }
        double[] q = Loops.linear(Loops.doubles(x), d, wq, null);
        double[] expected = Loops.linear(Loops.attention(q, k, v, d, 2, 0.3, false), d, wo, null);
        NDArray bias = loops.manager.create(new float[] {0, 0, 0, -1e4f, -1e4f}, new Shape(1, 1, 1, 5));
        assertClose(attention.forward(x, context, bias, Tap.NONE, "c"), expected);
        recorded(() -> assertClose(attention.forward(x, context, bias, Tap.NONE, "c"), expected));
    }

    @Test
    void attentionMatchesPlainLoopsInEveryForm() {
        int d = 8;
        double[] w = Loops.doubles(loops.lively("a.qkv.weight", 24, d));
        double[] b = Loops.doubles(loops.lively("a.qkv.bias", 24));
        double[] wo = Loops.doubles(loops.lively("a.out.weight", d, d));
        double[] bo = Loops.doubles(loops.lively("a.out.bias", d));
        NDArray x = loops.normal(1, 5, d);
        double[] packed = Loops.linear(Loops.doubles(x), d, w, b);
        double[][] qkv = new double[3][5 * d];
        for (int i = 0; i < packed.length; i++) {
            qkv[i % 24 / d][i / 24 * d + i % d] = packed[i];
        }
        Parameters p = loops.parameters.at("a");
        for (boolean causal : new boolean[] {false, true}) {
            double[] mixed = Loops.attention(qkv[0], qkv[1], qkv[2], d, 2, 0.3, causal);
            double[] expected = Loops.linear(mixed, d, wo, bo);
            Linear out = new Linear(p.at("out"), d, d, true);
            Attention fused = Attention.fused(p, new Linear(p, "qkv.weight", "qkv.bias", d, 24), out, 2, 0.3, causal);
            assertClose(fused.forward(x, Tap.NONE, "a"), expected);
            recorded(() -> assertClose(fused.forward(x, Tap.NONE, "a"), expected));
        }
    }

    @Test
    void crossAttentionTakesKeysAndValuesFromTheContext() {
        int d = 6;
        double[][] w = new double[4][];
        String[] names = {"q", "k", "v", "o"};
        for (int i = 0; i < 4; i++) {
            boolean context = i == 1 || i == 2;
            w[i] = Loops.doubles(loops.lively("c." + names[i] + ".weight", d, context ? 4 : d));
        }
        NDArray x = loops.normal(1, 3, d);
        NDArray context = loops.normal(1, 7, 4);
        double[] c = Loops.doubles(context);
        double[] mixed = Loops.attention(
                Loops.linear(Loops.doubles(x), d, w[0], null),
                Loops.linear(c, 4, w[1], null),
                Loops.linear(c, 4, w[2], null),
                d,
                3,
                Attention.scale(2),
                false);
        Parameters p = loops.parameters.at("c");
        Attention attention = Attention.split(
                p,
                new Linear(p.at("q"), d, d, false),
                new Linear(p.at("k"), 4, d, false),
                new Linear(p.at("v"), 4, d, false),
                new Linear(p.at("o"), d, d, false),
                3,
                Attention.scale(2),
                false);
        assertClose(attention.forward(x, context, Tap.NONE, "c"), Loops.linear(mixed, d, w[3], null));
        recorded(() -> assertClose(attention.forward(x, context, Tap.NONE, "c"), Loops.linear(mixed, d, w[3], null)));
    }

    @Test
    void convolutionAndBatchNormAreTheSameFoldedAndApart() {
        loops.lively("conv1.weight", 6, 2, 3, 3);
        loops.lively("bn1.weight", 6);
        loops.lively("bn1.bias", 6);
        loops.lively("bn1.running_mean", 6);
        loops.parameters.get("bn1.running_var", Init.ONES, 6);
        Conv2d conv = new Conv2d(loops.parameters.at("conv1"), 4, 6, 3, 2, 1, 1, 2, false);
        BatchNorm2d norm = new BatchNorm2d(loops.parameters.at("bn1"), 6, 1e-5);
        ConvNorm both = new ConvNorm(loops.parameters, conv, norm);
        NDArray x = loops.normal(2, 4, 7, 9);
        NDArray folded = both.forward(x);
        assertThat(folded.getShape()).isEqualTo(new Shape(2, 6, 4, 5));
        assertClose(norm.forward(conv.forward(x)), Loops.doubles(folded));
        recorded(() -> assertClose(both.forward(x), Loops.doubles(folded)));
    }

    @Test
    void patchesAreTheSameAsConvolutionAndAsLinearLayer() {
        NDArray conv = loops.lively("p.weight", 5, 3, 2, 2);
        NDArray linear = loops.lively("l.weight", 5, 12);
        linear.set(conv.transpose(0, 2, 3, 1).duplicate().toByteBuffer());
        NDArray x = loops.normal(2, 3, 4, 6);
        NDArray a = new PatchEmbedding(loops.parameters.at("p"), 3, 5, 2, false, true).forward(x);
        NDArray b = new PatchEmbedding(loops.parameters.at("l"), 3, 5, 2, false, false).forward(x);
        assertThat(a.getShape()).isEqualTo(new Shape(2, 6, 5));
        assertClose(a, Loops.doubles(b));
        assertThatThrownBy(() -> new PatchEmbedding(loops.parameters.at("p"), 3, 5, 2, false, true)
                        .forward(loops.normal(1, 3, 5, 6)))
                .isInstanceOf(NnException.class)
                .hasMessageContaining("5 x 6");
    }

    @Test
    void gatedMlpMultipliesTheHalves() {
        double[] in = Loops.doubles(loops.lively("m.in.weight", 8, 3));
        double[] out = Loops.doubles(loops.lively("m.out.weight", 3, 4));
        Parameters p = loops.parameters.at("m");
        NDArray x = loops.normal(2, 5, 3);
        double[] hidden = Loops.linear(Loops.doubles(x), 3, in, null);
        double[] active = new double[10 * 4];
        for (int i = 0; i < active.length; i++) {
            double a = hidden[i / 4 * 8 + i % 4];
            active[i] = a / (1 + Math.exp(-a)) * hidden[i / 4 * 8 + 4 + i % 4];
        }
        Mlp mlp = Mlp.gated(new Linear(p.at("in"), 3, 8, false), Activation.SILU, new Linear(p.at("out"), 4, 3, false));
        assertClose(mlp.forward(x, Tap.NONE, "m"), Loops.linear(active, 4, out, null));
    }

    @Test
    void theGateMayBeTheSecondHalfAndItsProductCanBeEdited() {
        double[] in = Loops.doubles(loops.lively("s.in.weight", 8, 3));
        double[] out = Loops.doubles(loops.lively("s.out.weight", 3, 4));
        Parameters p = loops.parameters.at("s");
        NDArray x = loops.normal(2, 5, 3);
        double[] hidden = Loops.linear(Loops.doubles(x), 3, in, null);
        double[] active = new double[10 * 4];
        for (int i = 0; i < active.length; i++) {
            double gate = hidden[i / 4 * 8 + 4 + i % 4];
            active[i] = hidden[i / 4 * 8 + i % 4] * gate / (1 + Math.exp(-gate));
        }
        Mlp mlp = Mlp.gatedBySecond(
                new Linear(p.at("in"), 3, 8, false), Activation.SILU, new Linear(p.at("out"), 4, 3, false));
        assertClose(mlp.forward(x, Tap.NONE, "m"), Loops.linear(active, 4, out, null));
        Tap doubled = new EditAt("m.hidden", a -> a.mul(2));
        assertClose(
                mlp.forward(x, doubled, "m.hidden", "m"),
                Loops.linear(Arrays.stream(active).map(a -> 2 * a).toArray(), 4, out, null));
    }

    @Test
    void mapsBecomeTokensRowByRowAndComeBack() {
        MapTokens tokens = new MapTokens(loops.parameters);
        NDArray x = loops.normal(2, 3, 4, 5);
        double[] v = Loops.doubles(x);
        double[] expected = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            expected[i / 60 * 60 + i % 20 * 3 + i / 20 % 3] = v[i];
        }
        for (boolean recorded : new boolean[] {false, true}) {
            Runnable check = () -> {
                NDArray sequence = tokens.tokens(x);
                assertThat(sequence.getShape()).isEqualTo(new Shape(2, 20, 3));
                assertClose(sequence, expected);
                assertThat(tokens.map(sequence, 4, 5)).isEqualTo(x);
            };
            if (recorded) {
                recorded(check);
            } else {
                check.run();
            }
        }
    }

    @Test
    void nearestUpsamplingRepeatsValues() {
        NearestUpsampling nearest = new NearestUpsampling(loops.parameters);
        NDArray x = loops.manager.create(new float[] {1, 2, 3, 4}, new Shape(1, 1, 2, 2));
        double[] twice = {1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4};
        assertClose(nearest.forward(x, 4, 4), twice);
        recorded(() -> assertClose(nearest.forward(x, 4, 4), twice));
        // row i of three comes from row floor(i * 2 / 3)
        assertClose(nearest.forward(x, 3, 2), new double[] {1, 2, 1, 2, 3, 4});
        recorded(() -> assertThatThrownBy(() -> nearest.forward(x, 3, 2))
                .isInstanceOf(NnException.class)
                .hasMessageContaining("2 x 2"));
    }

    @Test
    void blocksLeaveNothingBehindButTheirResults() {
        Parameters p = loops.parameters.at("x");
        int d = 8;
        Attention attention = Attention.fused(
                p, new Linear(p, "qkv.weight", null, d, 24), new Linear(p.at("o"), d, d, true), 2, 1, true);
        Mlp mlp =
                Mlp.gated(new Linear(p.at("i"), d, 12, true), Activation.GELU_TANH, new Linear(p.at("j"), 6, d, true));
        GroupNorm norm = new GroupNorm(p.at("n"), 2, 8, 1e-5);
        try (var scope = loops.manager.newSubManager()) {
            NDArray x = Taps.alias(loops.normal(2, d, d), scope);
            attention.forward(x, Tap.NONE, "a");
            mlp.forward(x, Tap.NONE, "m");
            norm.forward(x);
            assertThat(scope.getManagedArrays()).hasSize(4);
            int before = loops.manager.getManagedArrays().size();
            attention.forward(x, Tap.NONE, "a").close();
            recorded(() -> {
                attention.forward(x, Tap.NONE, "a").close();
                mlp.forward(x, Tap.NONE, "m").close();
                norm.forward(x).close();
            });
            assertThat(scope.getManagedArrays()).hasSize(4);
            assertThat(loops.manager.getManagedArrays()).hasSize(before);
        }
    }
}
