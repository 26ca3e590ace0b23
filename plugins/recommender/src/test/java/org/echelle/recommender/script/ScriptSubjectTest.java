package org.echelle.recommender.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.echelle.api.BadSampleException;
import org.echelle.api.EchelleException;
import org.echelle.api.HookPoint;
import org.echelle.api.ItemRanking;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.recommender.History;
import org.echelle.recommender.Opened;
import org.echelle.testkit.EditAt;
import org.echelle.testkit.RecordingTap;
import org.echelle.testkit.SubjectGradients;
import org.echelle.torch.Safetensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives as subjects, against what PyTorch's own hooks gave ({@code make_archives.py} beside the archives). */
class ScriptSubjectTest {
    private static final ScriptSubjectKind KIND = new ScriptSubjectKind();
    private static final List<Sample> HISTORIES = List.of(history(3, 1, 4), history(2, 2, 4, 1, 3));

    @TempDir
    Path folder;

    private final Opened opened = Opened.withEngine();

    @BeforeEach
    void files() throws IOException {
        for (String name : List.of("recurrent.pt", "attention.pt", "expected.safetensors")) {
            try (InputStream in = ScriptSubjectTest.class.getResourceAsStream(name)) {
                Files.copy(in, folder.resolve(name));
            }
        }
    }

    @AfterEach
    void closeEngine() {
        opened.close();
    }

    private static History history(int... items) {
        return new History("u", 0, items, new int[0], new long[0], List.of(), OptionalInt.empty());
    }

    private ScriptOptions recurrent() {
        return ScriptOptions.of(folder.resolve("recurrent.pt"), 4, 6).padded(Side.RIGHT);
    }

    private ScriptOptions attention() {
        return ScriptOptions.of(folder.resolve("attention.pt"), 4, 6);
    }

    private NDList prepared(Subject subject) {
        return subject.prepare(HISTORIES, opened.manager());
    }

    private float[] run(Subject subject, Tap tap) {
        return subject.forward(prepared(subject), tap).singletonOrThrow().toFloatArray();
    }

    private float[] expected(String name) {
        try (Safetensors file = Safetensors.open(folder.resolve("expected.safetensors"))) {
            return file.tensor(name).toFloats();
        }
    }

    private static Tap halfPlusOne(String hook) {
        return new EditAt(hook, x -> x.mul(0.5).add(1));
    }

    @Test
    void aScriptedModelWithLengthsGivesTheScoresActivationsAndEditsOfPyTorch() {
        assertThat(KIND.recognises(folder.resolve("recurrent.pt"))).isTrue();
        try (Subject subject = KIND.open(recurrent(), opened)) {
            RecordingTap recorder = new RecordingTap();
            assertThat(run(subject, recorder)).containsExactly(expected("recurrent.scores"), within(1e-5f));
            assertThat(recorder.shapes().get("gru")).containsExactly(2, 4, 5);
            assertThat(recorder.values().get("gru")).containsExactly(expected("recurrent.gru"), within(1e-5f));
            assertThat(recorder.values().get("dense")).containsExactly(expected("recurrent.dense"), within(1e-5f));
            assertThat(run(subject, halfPlusOne("dense"))).containsExactly(expected("recurrent.edited"), within(1e-5f));
        }
    }

    @Test
    void aTracedModelWithTheBatchInTheMiddleGivesTheLastPlacesScores() {
        try (Subject subject = KIND.open(attention(), opened)) {
            RecordingTap recorder = new RecordingTap();
            assertThat(run(subject, recorder)).containsExactly(expected("attention.scores"), within(1e-5f));
            assertThat(recorder.shapes().get("blocks.0")).containsExactly(2, 4, 3);
            assertThat(recorder.values().get("blocks.0"))
                    .containsExactly(expected("attention.blocks.0"), within(1e-5f));
            assertThat(run(subject, halfPlusOne("blocks.0")))
                    .containsExactly(expected("attention.edited"), within(1e-5f));
        }
    }

    @Test
    void aFinalStateThatIsReplacedDecidesTheScoresByItsProductsWithTheItems() {
        try (Subject subject = KIND.open(recurrent(), opened)) {
            float[] scores = run(subject, new EditAt("dense", x -> x.mul(0).add(2)));
            for (int i = 0; i < scores.length; i++) {
                double wanted = 0; // the items are parameter 0: element e is 0.8 sin(0.7 (e + 1))
                for (int w = 0; w < 3; w++) {
                    wanted += 2 * 0.8 * Math.sin(0.7 * (i % 6 * 3 + w + 1));
                }
                assertThat((double) scores[i]).isCloseTo(wanted, within(1e-5));
            }
        }
    }

    @Test
    void rowsAreActionsOrHistoriesAndOnlyTheLatestActionsAreShown() {
        try (Subject right = KIND.open(recurrent(), opened);
                Subject left = KIND.open(attention(), opened)) {
            Sites behind = right.sites(hook(right, "gru"), prepared(right));
            assertThat(behind.coordinates()[0]).containsExactly(0, 1, 2, -1, 1, 2, 3, 4);
            assertThat(behind.dropped()).containsExactly(false, false, false, true, false, false, false, false);
            Sites before = left.sites(hook(left, "blocks.0"), prepared(left));
            assertThat(before.coordinates()[0]).containsExactly(-1, 0, 1, 2, 1, 2, 3, 4);
            assertThat(before.dropped()).containsExactly(true, false, false, false, false, false, false, false);
            assertThat(hook(right, "dense").axes()).isEmpty();
            assertThat(right.sites(hook(right, "dense"), prepared(right)).rows())
                    .isEqualTo(2);
            assertThat(prepared(left).get(0).toLongArray()).containsExactly(0, 3, 1, 4, 2, 4, 1, 3);
            // the tables of rows and places: [2, 4] ids go in, so only what comes out is offered
            assertThat(left.hookPoints())
                    .extracting(HookPoint::name)
                    .contains("items", "blocks.0", "blocks.1", "blocks.0.value")
                    .doesNotContain("places", "items:in");
        }
    }

    private static HookPoint hook(Subject subject, String name) {
        return subject.hookPoints().stream()
                .filter(h -> h.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void gradientsOutliveJavasMemoryAndATwinHasOtherScores() {
        try (Subject subject = KIND.open(recurrent(), opened);
                Subject one = subject.randomTwin(5, opened);
                Subject two = subject.randomTwin(5, opened)) {
            SubjectGradients.outliveJavasMemory(subject, prepared(subject));
            assertThat(run(one, Tap.NONE)).isEqualTo(run(two, Tap.NONE)).isNotEqualTo(run(subject, Tap.NONE));
            assertThat(one.fingerprint()).isEqualTo(two.fingerprint()).isNotEqualTo(subject.fingerprint());
        }
    }

    @Test
    void whereNoScoresAreWantedOnlyHookPointsAreReadAndThatIsSaid() {
        try (Subject subject = KIND.open(attention().scored("none"), opened)) {
            assertThat(subject.outputs().get(0).name()).isEqualTo("output");
            assertThat(subject.outputs().get(0).shape()).containsExactly(-1L, 4L, 3L);
            assertThat(subject.facts().get("scores")).contains("no HR@k and no rerank");
            RecordingTap recorder = new RecordingTap();
            run(subject, recorder);
            assertThat(recorder.values().get("blocks.0"))
                    .containsExactly(expected("attention.blocks.0"), within(1e-5f));
        }
        try (Subject subject = KIND.open(attention(), opened)) {
            assertThat(subject.outputs().get(0).name()).isEqualTo(ItemRanking.SCORES);
            assertThat(subject.facts())
                    .containsEntry("method", "forward(items)")
                    .containsEntry("padding", "0 on the left");
        }
    }

    @Test
    void aTableOfOtherSizeAnotherLengthAndForeignOutputsAreRefusedWithTheWayOut() {
        refused(ScriptOptions.of(folder.resolve("attention.pt"), 4, 5), "[2, 4, 6]", "subject.rows", "rerank");
        refused(ScriptOptions.of(folder.resolve("attention.pt"), 4, 9), "rows 1 to 8", "subject.rows");
        refused(ScriptOptions.of(folder.resolve("attention.pt"), 5, 6), "Histories of 5 items", "subject.length");
        refused(attention().scored("logits"), "logits is none such", "subject.scores");
        ScriptOptions both = new ScriptOptions(
                folder.resolve("attention.pt"),
                4,
                6,
                1,
                0,
                Side.LEFT,
                Optional.of(Shown.ITEMS_LENGTH),
                Optional.empty(),
                "forward");
        refused(both, "does not take rows of items and the histories' lengths", "subject.inputs");
        refused(ScriptOptions.of(folder.resolve("expected.safetensors"), 4, 6), "expected.safetensors");
        refused(ScriptOptions.of(folder.resolve("attention.pt"), 0, 6), "subject.length is at least 1");
    }

    private void refused(ScriptOptions options, String... words) {
        assertThatThrownBy(() -> KIND.open(options, opened).close())
                .isInstanceOf(EchelleException.class)
                .message()
                .contains(words);
    }

    @Test
    void itemsBeyondTheTableAndPaddingAmongItemsAreRefused() {
        try (Subject subject = KIND.open(attention(), opened)) {
            assertThatThrownBy(() -> subject.prepare(List.<Sample>of(history(1, 6)), opened.manager()))
                    .isInstanceOf(BadSampleException.class)
                    .hasMessageContaining("an item of row 6");
        }
        ScriptOptions last = new ScriptOptions(
                folder.resolve("recurrent.pt"), 4, 6, 0, 5, Side.RIGHT, Optional.empty(), Optional.empty(), "forward");
        try (Subject subject = KIND.open(last, opened)) {
            assertThat(subject.prepare(List.<Sample>of(history(0, 4)), opened.manager())
                            .get(0)
                            .toLongArray())
                    .containsExactly(0, 4, 5, 5);
            assertThatThrownBy(() -> subject.prepare(List.<Sample>of(history(0, 5)), opened.manager()))
                    .isInstanceOf(BadSampleException.class)
                    .hasMessageContaining("stands for padding");
        }
    }
}
