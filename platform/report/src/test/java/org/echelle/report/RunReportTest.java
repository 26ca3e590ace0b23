package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.echelle.analysis.ConceptScores;
import org.echelle.analysis.Interval;
import org.echelle.analysis.ScoreComparison;
import org.echelle.analysis.naming.FeatureCard;
import org.echelle.api.Concept;
import org.junit.jupiter.api.Test;

class RunReportTest {
    private static List<Facts> facts(String json) throws Exception {
        return RunReport.facts(new ObjectMapper().readTree(json));
    }

    @Test
    void whatWasToldWhileOpeningStandsAmongTheFactsInItsOrder() throws Exception {
        List<Facts> told = facts("{\"notes\": [\"2 of 5 files are left out.\", \"Names are in 3 files.\"]}").stream()
                .filter(f -> f.title().equals("Told while opening"))
                .toList();
        assertThat(told).hasSize(1);
        assertThat(told.get(0).values().values())
                .containsExactly("2 of 5 files are left out.", "Names are in 3 files.");
        assertThat(facts("{}")).noneMatch(f -> f.title().equals("Told while opening"));
    }

    @Test
    void siblingsThatOneDrawMoreWouldPutOutsideAreTwoOfDrawsAndOne() {
        // of 11 alike draws each is the least or the most of a sibling in 2 of 11 cases
        assertThat(RankingPage.byChance(17, 10)).isEqualTo(34.0 / 11);
        assertThat(RankingPage.byChance(0, 10)).isZero();
    }

    @Test
    void whereNoConceptWasScoredNobodyIsAhead() {
        ScoreComparison none = new ScoreComparison(
                List.of("SAE", "neurons"),
                List.of(),
                List.of(),
                new ScoreComparison.Verdict("", "SAE", "neurons", 0, Interval.none(0)),
                List.of());
        assertThat(Headline.verdict(none)).startsWith("no concept was scored").doesNotContain("ahead");
    }

    private static ScoreComparison oneConcept(String runnerUp, double lead) {
        ScoreComparison.Verdict verdict =
                new ScoreComparison.Verdict("", "SAE", runnerUp, lead, new Interval(lead, lead, 200));
        Concept digit = new Concept("0", "0", "digit", Concept.Level.SAMPLE, Concept.Scale.BOOLEAN, "asked");
        return new ScoreComparison(
                runnerUp.isEmpty() ? List.of("SAE") : List.of("SAE", runnerUp),
                List.of(new ScoreComparison.ConceptRow(digit, 8, List.of(), verdict, verdict)),
                List.of(),
                verdict,
                List.of());
    }

    @Test
    void equalMeansAreLevelAndNotAhead() {
        assertThat(Headline.verdict(oneConcept("neurons", 0)))
                .isEqualTo("SAE level with neurons, lead 0.000 [0.000, 0.000]");
        assertThat(Headline.verdict(oneConcept("neurons", 0.25)))
                .isEqualTo("SAE ahead of neurons by 0.250 [0.250, 0.250]");
    }

    @Test
    void withoutABaselineNobodyCanWin() {
        Html html = new Html();
        Headline.leader(html, oneConcept("", 0));
        assertThat(html.markup())
                .contains("No baseline was scored", "score.baselines")
                .doesNotContain("Who wins", "winner");
        assertThat(Headline.verdict(oneConcept("", 0))).isEqualTo("no baseline to compare with");
    }

    @Test
    void aSideOfOneGroupIsToldInTheSingular() {
        assertThat(ConceptSection.measuredOn(new ConceptScores.Split(2, 1, 512, 2_048)))
                .isEqualTo("2 held-out samples (512 rows, 1 group)");
    }

    @Test
    void oneSilentSampleThatLooksAlikeIsToldInTheSingular() {
        FeatureCard.Confidence one = new FeatureCard.Confidence(1, Interval.none(1), 5, 5, 5, 5, 1, 1, true);
        assertThat(CardSection.alike(one))
                .isEqualTo("; of 1 silent one that looks alike in everything else, 1 does not have it");
        FeatureCard.Confidence more = new FeatureCard.Confidence(1, Interval.none(1), 5, 5, 5, 5, 3, 2, true);
        assertThat(CardSection.alike(more))
                .isEqualTo("; of 3 silent ones that look alike in everything else, 2 do not have it");
        FeatureCard.Confidence none = new FeatureCard.Confidence(1, Interval.none(1), 5, 5, 5, 5, 0, 0, true);
        assertThat(CardSection.alike(none)).isEmpty();
    }
}
