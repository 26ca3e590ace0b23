package org.echelle.runs.reliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.api.Concept;
import org.junit.jupiter.api.Test;

/** Two scanners; on the second the subject guesses. */
class SubgroupsTest {
    private static final int SAMPLES = 200;
    private static final List<Concept> CONCEPTS = List.of(
            concept("finding/ill", "finding"),
            concept("acquisition/scanner/A", "acquisition/scanner"),
            concept("acquisition/scanner/B", "acquisition/scanner"),
            concept("acquisition/marker", "acquisition"),
            concept("acquisition/rare/X", "acquisition/rare"));

    private final List<Read> reads = new ArrayList<>();
    private final int[] samples = new int[SAMPLES];
    private final boolean[] ill = new boolean[SAMPLES];
    private final String[] groups = new String[SAMPLES];
    private final double[][] scores = new double[4][SAMPLES];

    private static Concept concept(String id, String group) {
        return new Concept(id, id, group, Concept.Level.SAMPLE, Concept.Scale.BOOLEAN, "made");
    }

    private Verdicts verdicts() {
        Random random = new Random(3);
        for (int i = 0; i < SAMPLES; i++) {
            samples[i] = 1000 + 2 * i;
            ill[i] = random.nextBoolean();
            boolean second = random.nextBoolean();
            groups[i] = "patient " + i / 2;
            for (int s = 0; s < scores.length; s++) {
                scores[s][i] = (ill[i] && !second ? 2 - s * 0.5 : 0) + random.nextGaussian();
            }
            float marker = i % 3 == 0 ? Float.NaN : i % 3 - 1;
            float[] labels = {ill[i] ? 1 : 0, second ? 0 : 1, second ? 1 : 0, marker, i == 0 ? 1 : 0};
            reads.add(new Read(samples[i], groups[i], null, null, null, null, labels, Optional.empty()));
        }
        return new Verdicts(
                samples,
                ill,
                groups,
                List.of(
                        new Verdicts.Seen(Verdicts.BASE, "", 0, 9, List.of(scores[0])),
                        new Verdicts.Seen(Verdicts.RECONSTRUCTION, Verdicts.FEATURES, 0, 9, List.of(scores[1])),
                        new Verdicts.Seen(Verdicts.ON, Verdicts.FEATURES, 5, 9, List.of(scores[2])),
                        new Verdicts.Seen(Verdicts.ON, Verdicts.FEATURES, 20, 9, List.of(scores[0])),
                        new Verdicts.Seen(Verdicts.OFF, Verdicts.FEATURES, 5, 9, List.of(scores[3])),
                        new Verdicts.Seen(Verdicts.OFF, Verdicts.FEATURES, 20, 9, List.of(scores[0]))),
                new GroupBootstrap(100, 0.95, 5));
    }

    /** Share of pairs in the right order, over all pairs. */
    private double auroc(double[] score, int concept, float wanted) {
        double right = 0;
        double pairs = 0;
        for (int p = 0; p < SAMPLES; p++) {
            for (int n = 0; n < SAMPLES; n++) {
                if (ill[p]
                        && !ill[n]
                        && reads.get(p).labels()[concept] == wanted
                        && reads.get(n).labels()[concept] == wanted) {
                    right += score[p] > score[n] ? 1 : score[p] == score[n] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return right / pairs;
    }

    @Test
    void eachPartIsToldByItsOwnPairsWithTheLargestFewFeatures() {
        Verdicts verdicts = verdicts();
        Subgroups parts = new Subgroups(CONCEPTS, reads);
        List<Findings.Subgroup> told = parts.told(verdicts, List.of(1, 2, 3));
        assertThat(told.stream().map(Findings.Subgroup::name))
                .containsExactly(
                        "acquisition/scanner/A",
                        "acquisition/scanner/B",
                        "acquisition/marker",
                        "not acquisition/marker");
        int[] concept = {1, 2, 3, 3};
        float[] wanted = {1, 1, 1, 0};
        for (int i = 0; i < told.size(); i++) {
            Findings.Subgroup part = told.get(i);
            double[] expected = new double[4];
            for (int s = 0; s < 4; s++) {
                expected[s] = auroc(scores[s], concept[i], wanted[i]);
            }
            assertThat(part.count()).isEqualTo(5);
            assertThat(part.base().value()).isCloseTo(expected[0], within(1e-12));
            assertThat(part.reconstruction().value()).isCloseTo(expected[1], within(1e-12));
            assertThat(part.on().orElseThrow().value()).isCloseTo(expected[2], within(1e-12));
            assertThat(part.off().orElseThrow().value()).isCloseTo(expected[3], within(1e-12));
            assertThat(part.base().interval().low()).isLessThan(expected[0]);
        }
        // the first scanner is told from the second
        assertThat(told.get(0).base().interval().low())
                .isGreaterThan(told.get(1).base().value());
        int known = 0;
        for (Read read : reads) {
            known += Float.isNaN(read.labels()[3]) ? 0 : 1;
        }
        assertThat(told.get(2).samples() + told.get(3).samples()).isEqualTo(known);
    }

    @Test
    void aPartOfTooFewIsLeftOutByName() {
        Verdicts verdicts = verdicts();
        Subgroups parts = new Subgroups(CONCEPTS, reads);
        assertThat(parts.told(verdicts, List.of(4)).stream().map(Findings.Subgroup::name))
                .containsExactly("not acquisition/rare/X");
        assertThat(parts.left()).containsExactly("acquisition/rare/X");
    }
}
