package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SoftmaxTest {
    @Test
    void oddsOfThreeToOneAreThreeQuarters() {
        float[] logits = {99, 5, (float) (5 + Math.log(3)), 99};
        assertThat(Softmax.probabilities(logits, 1, 2)).containsExactly(new double[] {0.25, 0.75}, within(1e-7));
        assertThat(Softmax.logProbabilities(logits, 1, 2))
                .containsExactly(new double[] {Math.log(0.25), Math.log(0.75)}, within(1e-6));
    }

    @Test
    void logitsFarApartNeitherOverflowNorLoseTheLogarithmOfTheSmallerOne() {
        float[] logits = {-2000, 3000};
        assertThat(Softmax.probabilities(logits, 0, 2)).containsExactly(0, 1);
        assertThat(Softmax.logProbabilities(logits, 0, 2)).containsExactly(-5000, 0);
    }
}
