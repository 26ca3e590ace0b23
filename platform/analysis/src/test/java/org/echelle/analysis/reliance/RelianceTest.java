package org.echelle.analysis.reliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;
import org.junit.jupiter.api.Test;

class RelianceTest {
    @Test
    void weightedAreasAreThoseOfSamplesThatStandSeveralTimes() {
        Random random = new Random(3);
        for (int trial = 0; trial < 50; trial++) {
            int n = 5 + random.nextInt(20);
            double[] score = new double[n];
            boolean[] positive = new boolean[n];
            int[] weights = new int[n];
            for (int i = 0; i < n; i++) {
                score[i] = random.nextInt(6);
                positive[i] = i == 0 || (i != 1 && random.nextBoolean());
                weights[i] = i < 2 ? 1 : random.nextInt(4);
            }
            double wins = 0;
            double pairs = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    if (positive[i] && !positive[j]) {
                        double w = (double) weights[i] * weights[j];
                        pairs += w;
                        wins += score[i] > score[j] ? w : score[i] == score[j] ? w / 2 : 0;
                    }
                }
            }
            assertThat(new Ranking(score, positive).auroc(weights)).isCloseTo(wins / pairs, within(1e-12));
        }
    }

    @Test
    void averagePrecisionIsTheOneOfTheTextbookExample() {
        // scikit-learn's example: y = 0 0 1 1, scores 0.1 0.4 0.35 0.8 give 0.8333...
        Ranking ranking = new Ranking(new double[] {0.1, 0.4, 0.35, 0.8}, new boolean[] {false, false, true, true});
        assertThat(ranking.averagePrecision(new int[] {1, 1, 1, 1})).isCloseTo(5.0 / 6, within(1e-12));
        assertThat(ranking.auroc(new int[] {1, 1, 1, 1})).isCloseTo(0.75, within(1e-12));
    }

    @Test
    void aScoreThatOnlyKnowsTheStratumIsAtChanceWithinStrata() {
        double[] score = {1, 1, 1, 1, 0, 0, 0, 0};
        int[] stratum = {1, 1, 1, 1, 0, 0, 0, 0};
        boolean[] label = {true, true, true, false, false, false, false, true};
        assertThat(new StratifiedAuroc(score, label, stratum).plain()).isEqualTo(0.5);
        // without strata the same score seems to know the label: 9 wins and 6 ties of 16 pairs
        assertThat(new Ranking(score, label).auroc(new int[] {1, 1, 1, 1, 1, 1, 1, 1}))
                .isEqualTo(0.75);
    }

    @Test
    void whereLabelAndStratumAlwaysGoTogetherThereIsNoFigure() {
        boolean[] label = {true, true, false, false};
        assertThat(new StratifiedAuroc(new double[] {4, 3, 2, 1}, label, new int[] {1, 1, 0, 0}).plain())
                .isNaN();
    }

    @Test
    void studentsIntervalOverFourGroupsIsTheOneOfTables() {
        // 1, 2, 3, 4: mean 2.5, deviation 1.29099, t(3, 0.975) = 3.18245
        Measure m = FewMeans.of(new double[] {1, 2, 3, 4}, new String[] {"a", "b", "c", "d"}, -10, 10);
        double half = 3.182446305 * 1.290994449 / 2;
        assertThat(m.value()).isEqualTo(2.5);
        assertThat(m.n()).isEqualTo(4);
        assertThat(m.interval().low()).isCloseTo(2.5 - half, within(1e-6));
        assertThat(m.interval().high()).isCloseTo(2.5 + half, within(1e-6));
    }

    @Test
    void filmsOfOnePatientCountOnce() {
        Measure m = FewMeans.of(new double[] {0, 0, 0, 1}, new String[] {"a", "a", "a", "b"}, 0, 1);
        assertThat(m.value()).isEqualTo(0.5);
        assertThat(m.n()).isEqualTo(2);
    }

    @Test
    void fourHitsOfFourFilmsAreNoCertainty() {
        String[] groups = {"a", "b", "c", "d"};
        // Wilson, 4 of 4 at 95 %: from 4 / (4 + 1.96^2)
        double low = 4 / (4 + 1.959963984540054 * 1.959963984540054);
        assertThat(FewMeans.share(new double[] {1, 1, 1, 1}, groups).interval().low())
                .isCloseTo(low, within(1e-9));
        assertThat(FewMeans.of(new double[] {1, 1, 1, 1}, groups, 0, 1)
                        .interval()
                        .low())
                .isCloseTo(low, within(1e-9));
    }

    /** The mean of three fifths of one differs from each in its last digit, which is no spread. */
    @Test
    void equalGroupsAreEqualWhateverRoundingMakesOfTheirMean() {
        Interval i = FewMeans.of(new double[] {0.2, 0.2, 0.2}, new String[] {"a", "b", "c"}, 0, 1)
                .interval();
        // Wilson's ends solve (p - 0.2)^2 = z^2 p (1 - p) / 3
        for (double p : new double[] {i.low(), i.high()}) {
            assertThat((p - 0.2) * (p - 0.2))
                    .isCloseTo(1.959963984540054 * 1.959963984540054 * p * (1 - p) / 3, within(1e-9));
        }
        assertThat(i.high() - i.low()).isGreaterThan(0.5);
    }

    @Test
    void aMapIsScoredByOverlapPointingAndEnergy() {
        byte[] truth = {1, 1, 0, 0, -1};
        // the strongest known place is place 2, outside; place 4 is unknown and counts for nothing
        MapScore s = MapScore.of(4, new int[] {0, 1, 2, 4}, new float[] {2, 1, 4, 9}, truth);
        assertThat(s.pointing()).isEqualTo(0);
        assertThat(s.energy()).isCloseTo(3f / 7, within(1e-6f));
        assertThat(s.iou()[0]).isCloseTo(2f / 3, within(1e-6f)); // above 0: {0, 1, 2}
        assertThat(s.iou()[3]).isCloseTo(1f / 3, within(1e-6f)); // above 0.3 * 4: {0, 2}
        assertThat(s.iou()[6]).isEqualTo(0); // above 0.6 * 4: {2}
        MapScore silent = MapScore.of(0, new int[0], new float[0], truth);
        assertThat(silent.iou()[0] + silent.pointing() + silent.energy()).isZero();
    }

    @Test
    void theStrongestOfBothClassesAreJoined() {
        float[][] means = {{5, 1, 0, 2}, {7, 1, 0, 2}, {1, 3, 0, 2}, {1, 5, 0, 2}};
        ClassMeans m = ClassMeans.of(means, new boolean[] {true, true, false, false});
        assertThat(m.with()).containsExactly(6, 1, 0, 2);
        assertThat(m.without()).containsExactly(1, 4, 0, 2);
        assertThat(m.strongest(1)).containsExactly(0, 1);
        assertThat(m.strongest(2)).containsExactly(0, 1, 3);
        assertThat(m.apart(3)).isZero();
        // Welch: variances 1 and 0 (population), 1 / (2 - 1) + 0
        assertThat(m.apart(0)).isCloseTo(5, within(1e-12));
    }

    @Test
    void intervalsComeFromDrawingWholeGroups() {
        double[] score = {3, 2, 1, 0};
        boolean[] positive = {true, true, false, false};
        Measure one =
                new Ranking(score, positive).auroc(new String[] {"p", "p", "p", "p"}, new GroupBootstrap(100, 0.95, 1));
        assertThat(one.value()).isEqualTo(1);
        assertThat(one.interval().known()).isFalse(); // one patient says nothing of others
    }
}
