package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.analysis.Interval;
import org.echelle.analysis.ScoreComparison;
import org.echelle.api.Concept;
import org.junit.jupiter.api.Test;

class UntrainedTest {
    private static final ScoreComparison.Verdict NOBODY =
            new ScoreComparison.Verdict("", "SAE", "", 0, Interval.none(0));

    /** @param f1 of each concept: the dictionary's and the baseline's */
    private static Optional<String> sentence(String baseline, double[]... f1) {
        List<ScoreComparison.ConceptRow> rows = new ArrayList<>();
        for (int c = 0; c < f1.length; c++) {
            String name = "digit " + c;
            rows.add(new ScoreComparison.ConceptRow(
                    new Concept(name, name, "digit", Concept.Level.SAMPLE, Concept.Scale.BOOLEAN, "asked"),
                    8,
                    List.of(cell(f1[c][0]), cell(f1[c][1])),
                    NOBODY,
                    NOBODY));
        }
        ScoreComparison comparison = new ScoreComparison(List.of("SAE", baseline), rows, List.of(), NOBODY, List.of());
        return Untrained.sentence(
                new ConceptFindings("SAE", null, Optional.of(comparison), Map.of(), "", Optional.empty()), 0.5);
    }

    private static ScoreComparison.Cell cell(double f1) {
        return new ScoreComparison.Cell(0, f1, Interval.none(f1), 0, 0.5, Interval.none(0.5));
    }

    @Test
    void conceptsThatRandomWeightsTellAsWellAreNamedWithWhatThatMeans() {
        assertThat(sentence("untrained subject", new double[][] {{1, 1}, {0.9, 0.8}, {0.7, 0.75}}))
                .hasValueSatisfying(told -> assertThat(told)
                        .startsWith("With random weights the network tells digit 0, digit 2 at least as well: ")
                        .contains("read off the input alone")
                        .contains("not that the network learnt it"));
        assertThat(sentence("untrained subject", new double[][] {{1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}}))
                .hasValueSatisfying(told -> assertThat(told).contains("digit 0, digit 1, digit 2 and 2 more"));
    }

    @Test
    void whereTheDictionaryIsAheadOrTellsNothingThereIsNoSuchSentence() {
        assertThat(sentence("untrained subject", new double[][] {{1, 0.99}, {0.5, 0.6}}))
                .isEmpty();
        assertThat(sentence("neurons", new double[][] {{1, 1}})).isEmpty();
        assertThat(Untrained.sentence(
                        new ConceptFindings("SAE", null, Optional.empty(), Map.of(), "", Optional.empty()), 0.5))
                .isEmpty();
    }
}
