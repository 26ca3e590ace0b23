package org.echelle.sae.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.step.Trainer;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultiTopKTest {
    private static final int B = 7;
    private static final int D = 5;
    private static final int N = 12;
    private static final int K = 2;
    private final double[] x = FiniteDifferences.random(1, B * D, 1);

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    @ParameterizedTest
    @CsvSource({"0.125,4,0,sum-mse,unit", "0.5,3,0.5,mean-mse,unit", "0.5,2,0,batch-fvu,unit", "0.125,4,0.5,row,unit"})
    void gradientsEqualFiniteDifferences(double weight, double factor, double auxWeight, String scaling, String norms) {
        TrainConfig config = config(weight, factor)
                .withAux(auxWeight, 2, 1000)
                .withScaling(scaling)
                .withDecoderNorm(norms)
                .resolve(-1, D);
        double[][] p = MatryoshkaTest.parameters();
        long[] since = new long[N];
        Arrays.fill(since, 8, N, 1000);
        PlainSae plain = new PlainSae(config, x, D);
        double[][] now = PlainSae.topk(plain.activations(p), K);
        double[][] target = plain.residual(now, p);
        boolean[] dead = plain.dead(now, since); // what fires only at the larger k is dead
        FiniteDifferences.Measured measured = FiniteDifferences.measure(config, D, p, since, x, 0);
        assertThat(measured.stats()[Trainer.FIRED]).isLessThanOrEqualTo(B * K);
        FiniteDifferences.agree(measured, p, q -> {
            double[][] a = plain.activations(q);
            double out = plain.loss(plain.residual(PlainSae.topk(a, K), q));
            out += weight * plain.loss(plain.residual(PlainSae.topk(a, (int) (factor * K)), q));
            return out + (auxWeight > 0 ? auxWeight * plain.auxiliary(a, q[1], target, dead, false) : 0);
        });
    }

    @Test
    void withoutWeightItIsTopk() {
        FiniteDifferences.Measured with = measure(config(0, 4));
        FiniteDifferences.Measured without = measure(TrainConfig.topk(N, K).withBatch(B));
        FiniteDifferences.Measured tiny = measure(config(1e-300, 4));
        for (int i = 0; i < 4; i++) {
            assertThat(with.gradients()[i]).isEqualTo(without.gradients()[i]);
            assertThat(tiny.gradients()[i]).containsExactly(without.gradients()[i], within(1e-12));
        }
    }

    /** With 4 k >= n the second term is that of a ReLU dictionary, which is TopK with k = n. */
    @Test
    void fromAQuarterOfTheFeaturesOnTheSecondTermIsRelu() {
        FiniteDifferences.Measured both = measure(config(1, 6));
        FiniteDifferences.Measured past = measure(config(1, 100));
        FiniteDifferences.Measured first = measure(TrainConfig.topk(N, K).withBatch(B));
        FiniteDifferences.Measured relu = measure(TrainConfig.topk(N, N).withBatch(B));
        assertThat(both.stats()[Trainer.LOSS])
                .isCloseTo(first.stats()[Trainer.LOSS] + relu.stats()[Trainer.LOSS], within(1e-12));
        for (int i = 0; i < 4; i++) {
            assertThat(past.gradients()[i]).containsExactly(both.gradients()[i], within(1e-12));
            for (int e = 0; e < both.gradients()[i].length; e++) {
                assertThat(both.gradients()[i][e])
                        .isCloseTo(first.gradients()[i][e] + relu.gradients()[i][e], within(1e-12));
            }
        }
    }

    private FiniteDifferences.Measured measure(TrainConfig config) {
        return FiniteDifferences.measure(
                config.withAux(0, 2, 1000).resolve(-1, D), D, MatryoshkaTest.parameters(), new long[N], x, 0);
    }

    private static TrainConfig config(double weight, double factor) {
        return TrainConfig.topk(N, K)
                .withBatch(B)
                .withSetting("multi-k-weight", weight)
                .withSetting("multi-k", factor);
    }
}
