package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Progress;
import org.echelle.runs.evaluation.Cell;
import org.echelle.runs.evaluation.Chapter;
import org.echelle.runs.evaluation.Evaluated;
import org.echelle.runs.evaluation.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunEvaluationTest {
    @TempDir
    Path temp;

    private List<Evaluated> evaluate(Path out, EvaluationRequest request, String... assignments) {
        List<String> all = new ArrayList<>(List.of(
                "domain=toy",
                "samples.count=240",
                "concepts=[{kind: symbols, planted: true}]",
                "hooks=[embed]",
                "dictionary={features: 12, k: 1, batch: 64, steps: 400}",
                "score={bootstrap: 40, baselines: [neurons]}",
                "out=" + out));
        all.addAll(List.of(assignments));
        RunConfig config = RunConfig.of("toy", all);
        try (RunFolder folder = RunFolder.open(config.out());
                OpenedDomain opened = OpenedDomain.whole(config, new ToyDomain(), Progress.SILENT)) {
            Run run = new Run(opened, folder, Map.of("echelle", "test"), Progress.SILENT);
            run.go(Run.Step.SCORE, true);
            return RunEvaluation.of(opened, folder, run, request, Progress.SILENT);
        }
    }

    private static EvaluationRequest request(String... probe) {
        return new EvaluationRequest(List.of(), List.of(probe), 100, Optional.empty());
    }

    @Test
    void aPerfectDictionaryIsToldSoByEveryChapterAndTheFileSaysTheSame() throws Exception {
        Path out = temp.resolve("run");
        Evaluated found = evaluate(out, request()).get(0);
        assertThat(figure(found, "FVU")).isLessThan(0.05);
        // each planted symbol is one direction with a feature of its own: one unit tells it
        assertThat(figure(found, "features, 1 unit")).isGreaterThan(0.95);
        assertThat(figure(found, "dead")).isBetween(0.0, 0.5);
        // the toy passes its embedding on: what is reconstructed is what comes out
        assertThat(figure(found, "output recovered")).isGreaterThan(0.9);
        assertThat(found.basis()).contains("100 of", "held-out samples", "seed 0");
        Path file = out.resolve("hooks/embed/scores/evaluation.json");
        String text = Files.readString(file);
        assertThat(text).doesNotContain("NaN").doesNotContain("Infinity").contains("not-defined");
        Evaluated back = Evaluated.of(new ObjectMapper().readTree(text));
        assertThat(back.toJson()).isEqualTo(found.toJson());
        for (Chapter chapter : found.chapters()) {
            assertThat(chapter.question()).isNotBlank();
            chapter.sheets().forEach(s -> assertThat(s.rows())
                    .as(s.id())
                    .isNotEmpty()
                    .allMatch(row -> row.size() == s.columns().size()));
        }
    }

    private static double figure(Evaluated found, String name) {
        for (Chapter chapter : found.chapters()) {
            for (Finding f : chapter.findings()) {
                if (f.name().equals(name)) {
                    return f.measure().value();
                }
            }
        }
        throw new AssertionError("no figure '" + name + "'");
    }

    @Test
    void theSameRunGivesTheSameFigures() {
        Evaluated first = evaluate(temp.resolve("run"), request()).get(0);
        Evaluated second = evaluate(temp.resolve("run"), request()).get(0);
        assertThat(first.toJson()).isEqualTo(second.toJson());
    }

    @Test
    void onlyConceptsThatWereAskedForAreProbed() {
        Path out = temp.resolve("run");
        String id;
        try (OpenedDomain opened = OpenedDomain.whole(
                RunConfig.of("toy", List.of("domain=toy", "concepts=[{kind: symbols}]", "hooks=[embed]", "out=" + out)),
                new ToyDomain(),
                Progress.SILENT)) {
            id = opened.concepts().get(0).id();
        }
        Evaluated found = evaluate(out, request(id)).get(0);
        long probed = found.chapters().stream()
                .filter(c -> c.id().equals("probing"))
                .flatMap(c -> c.sheets().stream())
                .mapToLong(s -> s.rows().size())
                .sum();
        assertThat(probed).isEqualTo(1);
        assertThatThrownBy(() -> evaluate(out, request("nothing-of-that-name")))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("no concept 'nothing-of-that-name'");
        assertThatThrownBy(() ->
                        evaluate(out, new EvaluationRequest(List.of("elsewhere"), List.of(), 100, Optional.empty())))
                .hasMessageContaining("elsewhere");
        assertThatThrownBy(() -> new EvaluationRequest(List.of(), List.of(), 3, Optional.empty()))
                .hasMessageContaining("at least 50");
    }

    @Test
    void aRunWithoutConceptsSaysWhatIsNotDefined() {
        Evaluated found =
                evaluate(temp.resolve("bare"), request(), "concepts=[]").get(0);
        assertThat(found.chapters())
                .anyMatch(c -> c.notes().stream().anyMatch(n -> n.startsWith("Not defined, because")));
        assertThat(figure(found, "explained variance")).isCloseTo(1 - figure(found, "FVU"), within(1e-12));
        assertThat(found.toJson().toString()).doesNotContain("NaN");
    }

    @Test
    void trainingAnewTakesTheOldEvaluationAway() {
        Path out = temp.resolve("run");
        evaluate(out, request());
        Path file = out.resolve("hooks/embed/scores/evaluation.json");
        assertThat(file).exists();
        RunConfig config = RunConfig.of(
                "toy",
                List.of(
                        "domain=toy",
                        "samples.count=240",
                        "concepts=[]",
                        "hooks=[embed]",
                        "dictionary={features: 10, k: 1, batch: 64, steps: 200}",
                        "score={bootstrap: 40, baselines: [neurons]}",
                        "out=" + out));
        try (RunFolder folder = RunFolder.open(config.out());
                OpenedDomain opened = OpenedDomain.whole(config, new ToyDomain(), Progress.SILENT)) {
            new Run(opened, folder, Map.of(), Progress.SILENT).go(Run.Step.SCORE, true);
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void rowsStraightFromTheSubjectAreEvaluatedToo() {
        Evaluated live =
                evaluate(temp.resolve("live"), request(), "extract.store=false").get(0);
        assertThat(figure(live, "features, 1 unit")).isGreaterThan(0.9);
        assertThat(live.chapters().stream()
                        .flatMap(c -> c.sheets().stream())
                        .flatMap(s -> s.rows().stream())
                        .flatMap(List::stream)
                        .filter(c -> c instanceof Cell.Figure))
                .isNotEmpty();
    }

    @Test
    void aRunBesideItselfIsTheSameAndARunOnOtherSamplesIsRefused() {
        Path out = temp.resolve("run");
        evaluate(out, request());
        EvaluationRequest beside = new EvaluationRequest(List.of(), List.of(), 100, Optional.of(out));
        Evaluated same = evaluate(temp.resolve("again"), beside).get(0);
        assertThat(figure(same, "best partner's correlation")).isCloseTo(1, within(1e-6));
        assertThat(figure(same, "directions, one to one")).isCloseTo(1, within(1e-6));
        assertThat(figure(same, "features with a partner")).isEqualTo(1);
        assertThatThrownBy(() -> evaluate(temp.resolve("other"), beside, "samples.count=200"))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("other samples");
        assertThatThrownBy(() -> evaluate(
                        temp.resolve("again"),
                        new EvaluationRequest(List.of(), List.of(), 100, Optional.of(temp.resolve("nothing")))))
                .hasMessageContaining("holds no run");
    }
}
