package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.echelle.api.CancelledException;
import org.echelle.api.Progress;
import org.echelle.testkit.NotedProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {
    @TempDir
    Path temp;

    private final ToyDomain domain = new ToyDomain();

    private JsonNode run(Path out, boolean resume, Progress progress, String... assignments) {
        List<String> all = new ArrayList<>(List.of(
                "domain=toy",
                "samples.count=160",
                "concepts=[{kind: symbols, planted: true}]",
                "hooks=[embed]",
                "dictionary={features: 12, k: 1, batch: 64, steps: 400}",
                "score={bootstrap: 40}",
                "out=" + out));
        all.addAll(List.of(assignments));
        RunConfig config = RunConfig.of("toy", all);
        try (RunFolder folder = RunFolder.open(config.out());
                OpenedDomain opened = OpenedDomain.whole(config, domain, progress)) {
            new Run(opened, folder, Map.of("echelle", "test"), progress).go(Run.Step.SCORE, resume);
            return folder.provenance();
        }
    }

    @Test
    void aDictionaryFindsThePlantedDirectionsAndTheirNames() {
        JsonNode run = run(temp.resolve("run"), false, Progress.SILENT);
        assertThat(run.path("status").asText()).isEqualTo("done");
        JsonNode score = run.path("steps").path("score embed");
        // six one-hot directions: one feature each, with nothing in common
        JsonNode ours = score.path("planted-factors").get(0);
        assertThat(ours.path("method").asText()).isEqualTo("SAE");
        assertThat(ours.path("recovered").asInt()).isEqualTo(ToyDomain.SYMBOLS);
        assertThat(run.path("steps")
                        .path("train embed")
                        .path("held-out")
                        .path("fvu")
                        .asDouble())
                .isLessThan(0.05);
        assertThat(run.path("subject").path("fingerprint").asText()).hasSize(64);
        assertThat(run.path("versions").path("echelle").asText()).isEqualTo("test");
        assertThat(temp.resolve("run/hooks/embed/scores/SAE.json")).exists();
        assertThat(temp.resolve("run/hooks/embed/random-subject/activations")).doesNotExist();
    }

    @Test
    void whatPluginsTellWhileOpeningStandsInRunJsonAndNothingElseDoes() {
        NotedProgress progress = new NotedProgress();
        JsonNode notes = run(temp.resolve("run"), false, progress).path("notes");
        assertThat(notes).hasSize(1);
        assertThat(notes.get(0).asText()).isEqualTo("Strips are drawn, not read.");
        assertThat(progress.notes()).contains("Strips are drawn, not read.").hasSizeGreaterThan(1);
    }

    @Test
    void fittedBaselinesAreScoredLikeTheOthers() {
        run(temp.resolve("run"), false, Progress.SILENT, "score={bootstrap: 40, baselines: [ica, k-means]}");
        assertThat(temp.resolve("run/hooks/embed/scores/ICA.json")).exists();
        assertThat(temp.resolve("run/hooks/embed/scores/k-means.json")).exists();
    }

    @Test
    void theSameConfigAndSeedGiveTheSameBytes() throws Exception {
        run(temp.resolve("a"), false, Progress.SILENT);
        run(temp.resolve("b"), false, Progress.SILENT);
        for (String file :
                List.of("dictionary/dictionary.safetensors", "scores/SAE.json", "comparison.json", "evaluation.json")) {
            assertThat(Files.mismatch(
                            temp.resolve("a/hooks/embed").resolve(file),
                            temp.resolve("b/hooks/embed").resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }

    @Test
    void trainingStraightFromTheSubjectFindsThemToo() {
        JsonNode run = run(temp.resolve("live"), false, Progress.SILENT, "extract.store=false");
        assertThat(run.path("steps")
                        .path("score embed")
                        .path("planted-factors")
                        .get(0)
                        .path("recovered")
                        .asInt())
                .isEqualTo(ToyDomain.SYMBOLS);
        assertThat(temp.resolve("live/hooks/embed/activations")).doesNotExist();
    }

    @Test
    void resumeUsesWhatIsThereAndDoesAnewWhatChanged() {
        Path out = temp.resolve("run");
        run(out, false, Progress.SILENT);
        NotedProgress notes = new NotedProgress();
        run(out, true, notes, "score={bootstrap: 50}");
        assertThat(notes.notes())
                .anyMatch(n -> n.startsWith("extract: done"))
                .anyMatch(n -> n.startsWith("train embed: done"))
                .noneMatch(n -> n.startsWith("score embed: done"));
        NotedProgress changed = new NotedProgress();
        run(
                out,
                true,
                changed,
                "score={bootstrap: 50}",
                "dictionary.seed=0".replace("dictionary.", ""),
                "samples.count=150");
        assertThat(changed.notes()).noneMatch(n -> n.contains("done by an earlier run"));
    }

    @Test
    void aCancelledRunEndsAsTheUnbrokenOneWhenResumed() throws Exception {
        run(temp.resolve("whole"), false, Progress.SILENT);
        Path broken = temp.resolve("broken");
        for (int checks : new int[] {3, 40, 150, 300}) {
            try {
                run(broken, true, new CancelAfter(checks));
            } catch (CancelledException e) {
                assertThat(RunFolder.readJson(broken.resolve("run.json"))
                                .path("status")
                                .asText())
                        .isEqualTo("stopped");
            }
        }
        run(broken, true, Progress.SILENT);
        for (String file : List.of("dictionary/dictionary.safetensors", "scores/SAE.json")) {
            assertThat(Files.mismatch(
                            temp.resolve("whole/hooks/embed").resolve(file),
                            broken.resolve("hooks/embed").resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }

    @Test
    void twoRunsOnOneFolderAreRefused() {
        Path out = temp.resolve("held");
        try (RunFolder held = RunFolder.open(out)) {
            assertThat(held.path()).exists();
            assertThatThrownBy(() -> run(out, false, Progress.SILENT))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("Another run is writing to")
                    .hasMessageContaining("wait for it, or stop it.")
                    .hasMessageNotContaining("--out");
        }
    }

    @Test
    void aRunCanBeReopenedFromItsFolder() {
        Path out = temp.resolve("run");
        run(out, false, Progress.SILENT);
        RunConfig again = RunConfig.reopen(out, List.of("score.bootstrap=7"));
        assertThat(again.domain()).isEqualTo("toy");
        assertThat(again.name()).isEqualTo("toy");
        assertThat(again.hooks()).containsExactly("embed");
        assertThat(again.score().bootstrap()).isEqualTo(7);
        assertThat(again.out()).isEqualTo(out);
        assertThatThrownBy(() -> RunConfig.reopen(temp, List.of())).hasMessageContaining("holds no run");
    }

    @Test
    void aDictionaryThatCannotBeTrainedIsRefusedBeforeRowsAreRead() {
        Path out = temp.resolve("wrong");
        for (String[] wrong : new String[][] {
            {"dictionary.architecture=topkk", "topkk"},
            {"dictionary.architecture=gated", "gated has no k"},
            {"dictionary.settings={foo: 1}", "no setting \"foo\""},
        }) {
            assertThatThrownBy(() -> run(out, true, Progress.SILENT, wrong[0]))
                    .as(wrong[0])
                    .hasMessageContaining(wrong[1]);
            assertThat(out.resolve("hooks")).doesNotExist();
        }
    }

    @Test
    void aDiskBudgetThatIsTooSmallIsSaidBeforeAnythingIsWritten() {
        assertThatThrownBy(() -> run(temp.resolve("small"), false, Progress.SILENT, "extract.disk-budget=1000"))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("extract.disk-budget")
                .hasMessageContaining("1.0 kB");
    }

    private static final class CancelAfter extends NotedProgress {
        private int left;

        CancelAfter(int checks) {
            this.left = checks;
        }

        @Override
        public synchronized void check() {
            if (left-- <= 0) {
                throw new CancelledException("enough");
            }
        }
    }
}
