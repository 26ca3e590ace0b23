package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.echelle.analysis.prediction.FewLabels;
import org.echelle.api.Domain;
import org.echelle.api.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Designs from a scan whose measurements are planted. */
class DesignJobTest {
    private static final FewLabels.Request FITTING =
            new FewLabels.Request(new int[] {60}, 5, new double[] {0.1, 1, 10}, 0.2, 1);

    @TempDir
    Path folder;

    private Path run(Domain domain, String... more) {
        List<String> all = new java.util.ArrayList<>(List.of(
                "domain=" + domain.name(),
                "dictionary={features: 24, k: 2, batch: 64, steps: 300}",
                "extract.rows-per-sample=0",
                "score={baselines: [], bootstrap: 20, held-out: 0.2}",
                "out=" + folder.resolve("run")));
        all.addAll(List.of(more));
        RunConfig config = RunConfig.of("toy", all);
        try (RunFolder out = RunFolder.open(config.out());
                OpenedDomain opened = OpenedDomain.whole(config, domain, Progress.SILENT)) {
            new Run(opened, out, Map.of("echelle", "test"), Progress.SILENT).go(Run.Step.SCORE, false);
        }
        return folder.resolve("run");
    }

    private static Designs design(Path run, Domain domain, int labels, int distance) {
        try (FinishedRun finished = FinishedRun.open(run, name -> domain, Progress.SILENT)) {
            double[] values = new double[finished.samples().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = finished.samples().measure("fitness", i);
            }
            return DesignJob.of(
                    finished,
                    finished.results(""),
                    new TargetTable("fitness", values, values.length, 0),
                    new DesignRequest(labels, 6, 5, distance, 8, 4, FITTING),
                    Progress.SILENT);
        }
    }

    private static String made(String name) {
        StringBuilder text = new StringBuilder(ToyScan.WILD);
        for (String change : name.split(":")) {
            int place = Integer.parseInt(change.substring(1, change.length() - 1)) - 1;
            assertThat(text.charAt(place)).isEqualTo(change.charAt(0));
            text.setCharAt(place, change.charAt(change.length() - 1));
        }
        return text.toString();
    }

    @Test
    void designsAreChangesOfTheOriginalBestFirstAndHeldAgainstWhatWasNotLearntFrom() {
        ToyScan domain = new ToyScan();
        Path run = run(domain);
        Designs found = design(run, domain, 60, 2);
        Set<String> scanned = new HashSet<>(ToyScan.variants(120));
        assertThat(found.labels()).isEqualTo(60);
        assertThat(found.labels() + found.measured()).isEqualTo(156);
        assertThat(found.held()).as("planted, linear in the letters").isGreaterThan(0.5);
        assertThat(found.features()).hasSize(6);
        assertThat(found.features().get(0).values()).hasSize(3).allSatisfy(v -> assertThat(Math.signum(v))
                .isEqualTo(Math.signum(found.features().get(0).weight())));
        assertThat(found.designs()).isNotEmpty().hasSizeLessThanOrEqualTo(8);
        double before = Double.POSITIVE_INFINITY;
        for (Designs.Design d : found.designs()) {
            assertThat(d.letters()).isEqualTo(made(d.name()));
            assertThat(d.distance()).isEqualTo(d.name().split(":").length).isBetween(1, 2);
            assertThat(d.predicted()).isLessThanOrEqualTo(before);
            assertThat(d.features()).isNotEmpty();
            if (!Double.isNaN(d.known())) {
                assertThat(scanned).contains(d.letters());
                assertThat(d.known()).isEqualTo(ToyScan.fitness(d.letters()));
            }
            before = d.predicted();
        }
        Designs.Origin matched = found.origin(Designs.MATCHED);
        assertThat(matched.known()).isPositive().isLessThanOrEqualTo(matched.proposals());
        assertThat(found.origin("best 8 of all measured, by prediction").percentile())
                .isGreaterThan(50);
        assertThat(found.origin("best 8 of all measured, by " + LabelFreeScore.MASKED)
                        .known())
                .isEqualTo(8);

        // every label learnt from: nothing is left to hold a proposal against
        Designs all = design(run, domain, 0, 1);
        assertThat(all.measured()).isZero();
        assertThat(all.held()).isNaN();
        assertThat(all.designs()).allSatisfy(d -> {
            assertThat(d.known()).isNaN();
            assertThat(scanned).as("what was learnt from is no design").doesNotContain(d.letters());
        });

        assertThatThrownBy(() -> design(run, domain, 5, 1))
                .isInstanceOf(RunException.class)
                .hasMessage("Designs need at least 10 labels; 5 were given.");
    }

    @Test
    void aRunWithoutLettersIsToldSo() {
        ToyDomain domain = new ToyDomain();
        Path run = run(domain, "concepts=[{kind: symbols}]", "hooks=[embed]");
        assertThatThrownBy(() -> design(run, domain, 0, 1))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("a subject that predicts letters");
    }

    private static final VariantNames NAMES = new VariantNames("ACDE", 10);

    @Test
    void namesCountAsTheScanDoes() {
        assertThat(NAMES.name(2, 'A')).isEqualTo("D12A");
        assertThat(NAMES.place("E13C")).isEqualTo(3);
        assertThat(NAMES.changed("A10C:E13D")).isEqualTo("CCDD");
    }

    @Test
    void designsOfSeveralAreMadeOfTheBestAtDifferentPlaces() {
        Map<String, Set<Integer>> singles =
                Map.of("A10C", Set.of(1), "A10D", Set.of(2), "C11E", Set.of(2, 3), "E13A", Set.of(4));
        PredictedVariants said = new PredictedVariants(Map.of(
                "A10C", new double[] {1, 3}, "A10D", new double[] {5}, "C11E", new double[] {4}, "E13A", new double[] {0
                }));
        assertThat(said.best(singles.keySet(), 2)).containsExactly("A10D", "C11E");
        assertThat(said.mean("A10C")).isEqualTo(2);
        Map<String, Set<Integer>> all = JoinedDesigns.of(singles, said, NAMES, 3);
        assertThat(all.keySet())
                .containsExactlyInAnyOrder(
                        "A10C",
                        "A10D",
                        "C11E",
                        "E13A",
                        "A10C:C11E",
                        "A10D:C11E",
                        "A10C:E13A",
                        "A10D:E13A",
                        "C11E:E13A",
                        "A10C:C11E:E13A",
                        "A10D:C11E:E13A");
        assertThat(all.get("A10C:C11E")).containsExactly(1, 2, 3);
    }

    @Test
    void originsTellThePlaceOfWhatWasMeasured() {
        // measured: 1, 2, 3, 4; percentiles 12.5, 37.5, 62.5, 87.5
        MeasuredVariants measured = new MeasuredVariants(
                Map.of("CCDE", 4.0, "DCDE", 1.0, "AEDE", 3.0, "ACDA", 2.0), new double[] {1, 2, 3, 4});
        PredictedVariants said = new PredictedVariants(Map.of("A10C", new double[] {7}, "A10D", new double[] {9}));
        DesignOrigins origins = new DesignOrigins(NAMES, said, measured);
        Designs.Origin two = origins.of("two", List.of(List.of("A10C", "C11E", "D12A"), List.of("A10D")));
        assertThat(two.proposals()).isEqualTo(2);
        assertThat(two.known()).isEqualTo(1.5);
        assertThat(two.predicted()).isEqualTo(8);
        assertThat(two.mean()).isEqualTo((3.5 + 1) / 2);
        assertThat(two.percentile()).isEqualTo((75 + 12.5) / 2);
        assertThat(two.spread().known()).isTrue();
        Designs.Origin best = origins.best("best", List.of(List.of("A10C", "A10D", "C11E")), 1);
        assertThat(best.percentile()).isCloseTo(12.5, within(1e-12));
        Designs.Origin picked =
                origins.picked("picked", new double[] {0.1, Double.NaN, 0.3}, new double[] {2, 4, 3}, 1);
        assertThat(picked.mean()).isEqualTo(3);
        assertThat(picked.percentile()).isEqualTo(62.5);
        assertThat(picked.spread().known()).isFalse();
    }
}
