package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.echelle.analysis.Interval;
import org.echelle.analysis.ScoreComparison;
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
}
