package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.echelle.analysis.prediction.Inputs;
import org.echelle.api.Progress;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Scores without labels against plain loops over a model that is followed by hand. */
class LabelFreeScoreTest {
    private static final String WILD = "ACDEACCDA";
    private static final List<String> VARIANTS = List.of(WILD, "ACDEACCDC", "CCDEACCDA", "ACDAEECDA");

    private static NDManager manager;

    @BeforeAll
    static void open() {
        manager = Torch.newManager(Device.cpu());
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private static double logProbability(double[] logits, int column) {
        return logits[column] - Math.log(Arrays.stream(logits).map(Math::exp).sum());
    }

    private static double[] scores(ToyLetters subject) {
        LabelFreeScore score = new LabelFreeScore(subject, subject, new ToyLetters.Word("wild", WILD, 0), manager);
        return score.of(VARIANTS, Progress.SILENT);
    }

    @Test
    void maskedMarginalsHideOneChangedPlaceOfTheOriginalAtATime() {
        ToyLetters subject = new ToyLetters(true, 3);
        double[] expected = VARIANTS.stream()
                .mapToDouble(v -> {
                    double sum = 0;
                    for (int i = 0; i < WILD.length(); i++) {
                        if (v.charAt(i) != WILD.charAt(i)) {
                            String hidden = WILD.substring(0, i) + '?' + WILD.substring(i + 1);
                            double[] logits = subject.logits(ToyLetters.tokens(hidden))[i + 1];
                            sum += logProbability(logits, subject.column(v.charAt(i)))
                                    - logProbability(logits, subject.column(WILD.charAt(i)));
                        }
                    }
                    return sum;
                })
                .toArray();
        assertThat(scores(subject)).containsExactly(expected, within(1e-5));
        assertThat(scores(subject)[0]).isZero();
    }

    @Test
    void aModelFromLeftToRightIsAskedForTheWholeSequence() {
        ToyLetters subject = new ToyLetters(false, 4);
        double[] whole = VARIANTS.stream()
                .mapToDouble(v -> {
                    double[][] logits = subject.logits(ToyLetters.tokens(v));
                    double sum = 0;
                    for (int i = 0; i < v.length(); i++) {
                        sum += logProbability(logits[i], subject.column(v.charAt(i)));
                    }
                    return sum;
                })
                .toArray();
        double[] expected = Arrays.stream(whole).map(w -> w - whole[0]).toArray();
        assertThat(scores(subject)).containsExactly(expected, within(1e-4));
    }

    @Test
    void oneHotHasTheLettersThatDifferAndTheSitesThatLostTheirOwn() {
        ToyLetters subject = new ToyLetters(true, 5);
        Inputs x = SequenceInputs.oneHot(subject, VARIANTS, java.util.Optional.of(new ToyLetters.Word("wild", WILD, 0)))
                .orElseThrow();
        assertThat(x.columns()).isEqualTo(WILD.length() * 4);
        int[] active = x.active();
        int[] expected = new int[WILD.length() * 4];
        for (String v : VARIANTS) {
            for (int i = 0; i < WILD.length(); i++) {
                if (v.charAt(i) != WILD.charAt(i)) {
                    expected[i * 4 + ToyLetters.LETTERS.indexOf(v.charAt(i))]++;
                    expected[i * 4 + ToyLetters.LETTERS.indexOf(WILD.charAt(i))]++;
                }
            }
        }
        assertThat(active).containsExactly(expected);
        assertThat(SequenceInputs.oneHot(subject, List.of("AC", "ACD"), java.util.Optional.empty()))
                .isEmpty();
    }
}
