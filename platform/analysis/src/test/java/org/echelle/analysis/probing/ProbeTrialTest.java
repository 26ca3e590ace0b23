package org.echelle.analysis.probing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.GroupBootstrap;
import org.junit.jupiter.api.Test;

class ProbeTrialTest {
    private static final GroupBootstrap DRAWS = new GroupBootstrap(200, 0.95, 3);

    private static double[][] rows(int[] label, double signal, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] x = new double[label.length][4];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < 4; j++) {
                x[i][j] = random.nextGaussian() + (label[i] == j ? signal : 0);
            }
        }
        return x;
    }

    private static int[] labels(int count, int classes) {
        int[] label = new int[count];
        for (int i = 0; i < count; i++) {
            label[i] = i % classes;
        }
        return label;
    }

    private static String[] groups(int count) {
        String[] groups = new String[count];
        for (int i = 0; i < count; i++) {
            groups[i] = "g" + i / 4;
        }
        return groups;
    }

    @Test
    void figuresAreThoseOfTheProbeItselfOnTheMeasuredSamples() {
        int[] train = labels(60, 2);
        int[] test = {0, 0, 0, 1, 1, 0, 0, 1};
        double[][] x = rows(train, 1, 1);
        double[][] held = rows(test, 1, 2);
        ProbeTrial trial = ProbeTrial.of(x, train, held, test, groups(8), 2, DRAWS);
        boolean[] y = new boolean[60];
        boolean[] truth = new boolean[8];
        for (int i = 0; i < 60; i++) {
            y[i] = train[i] == 1;
        }
        for (int i = 0; i < 8; i++) {
            truth[i] = test[i] == 1;
        }
        Answers answers = new Answers(LogisticProbe.fit(x, y).logits(held), truth);
        assertThat(trial.accuracy().value()).isEqualTo(answers.accuracy().value());
        assertThat(trial.f1().value()).isCloseTo(answers.f1().value(), within(1e-12));
        assertThat(trial.auroc().value()).isCloseTo(answers.auroc().value(), within(1e-6));
        assertThat(trial.majority().value()).isEqualTo(5 / 8.0); // the first of two equally frequent classes
        assertThat(trial.accuracy().interval().known()).isTrue();
    }

    @Test
    void manyClassesAreMeasuredByTheMeanOverClassesOfEachAgainstTheRest() {
        int[] train = labels(120, 4);
        int[] test = labels(40, 4);
        double[][] x = rows(train, 2, 4);
        double[][] held = rows(test, 2, 5);
        ProbeTrial trial = ProbeTrial.of(x, train, held, test, groups(40), 4, DRAWS);
        ClassProbe probe = ClassProbe.fit(x, train, 4);
        double[][] logits = probe.logits(held);
        double right = 0;
        double f1 = 0;
        double auroc = 0;
        for (int c = 0; c < 4; c++) {
            int tp = 0;
            int wrong = 0;
            double pairs = 0;
            for (int i = 0; i < 40; i++) {
                boolean said = ClassProbe.winner(logits[i]) == c;
                tp += said && test[i] == c ? 1 : 0;
                wrong += said != (test[i] == c) ? 1 : 0;
                for (int j = 0; j < 40; j++) {
                    pairs += test[i] == c && test[j] != c && logits[i][c] > logits[j][c] ? 1 : 0;
                }
            }
            right += tp;
            f1 += 2.0 * tp / (2.0 * tp + wrong) / 4;
            auroc += pairs / (10 * 30) / 4;
        }
        assertThat(trial.accuracy().value()).isCloseTo(right / 40, within(1e-12));
        assertThat(trial.f1().value()).isCloseTo(f1, within(1e-12));
        assertThat(trial.auroc().value()).isCloseTo(auroc, within(1e-12));
        assertThat(trial.majority().value()).isEqualTo(.25);
        assertThat(trial.auroc().interval().holds(trial.auroc().value())).isTrue();
    }

    @Test
    void whatIsNotMeasuredIsNotDefinedAndNoSampleIsRefused() {
        int[] train = labels(20, 2);
        double[][] x = rows(train, 1, 1);
        ProbeTrial trial = ProbeTrial.of(x, train, rows(new int[3], 1, 2), new int[3], groups(3), 2, DRAWS);
        assertThat(trial.auroc().because()).contains("all of one class");
        assertThat(trial.f1().because()).contains("no measured sample");
        assertThatThrownBy(() -> ProbeTrial.of(x, train, new double[0][], new int[0], new String[0], 2, DRAWS))
                .isInstanceOf(AnalysisException.class);
    }
}
