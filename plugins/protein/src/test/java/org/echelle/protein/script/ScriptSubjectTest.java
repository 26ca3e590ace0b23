package org.echelle.protein.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.EchelleException;
import org.echelle.api.HookPoint;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.protein.esm.EsmVocabulary;
import org.echelle.protein.subject.Opened;
import org.echelle.protein.subject.ProteinSubject;
import org.echelle.protein.subject.SequenceSubject;
import org.echelle.testkit.EditAt;
import org.echelle.testkit.RecordingTap;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Safetensors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Archives as subjects, against what PyTorch's own hooks gave ({@code make_archives.py} beside the archives). */
class ScriptSubjectTest {
    private static final List<Sample> PROTEINS = Opened.proteins("MKVLAT", "GAWY");

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        for (String name : List.of("masked.pt", "turned.pt", "unmasked.pt", "expected.safetensors")) {
            try (InputStream in = ScriptSubjectTest.class.getResourceAsStream(name)) {
                Files.copy(in, folder.resolve(name));
            }
        }
    }

    private ProteinSubject open(String name, Opened opened) {
        return new ScriptSubjectKind().open(ScriptOptions.of(folder.resolve(name + ".pt")), opened);
    }

    private float[][][] expected(String name) {
        try (Safetensors file = Safetensors.open(folder.resolve("expected.safetensors"))) {
            HostTensor tensor = file.tensor(name);
            return Opened.cube(tensor.toFloats(), tensor.shape());
        }
    }

    /** Rows of tokens are equal; behind a shorter protein there may be anything. */
    private static void requireSame(float[][][] actual, float[][][] expected) {
        int[] tokens = {8, 6};
        assertThat(actual.length).isEqualTo(expected.length);
        for (int s = 0; s < tokens.length; s++) {
            for (int t = 0; t < tokens[s]; t++) {
                assertThat(actual[s][t]).containsExactly(expected[s][t], within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"masked", "turned"})
    void logitsActivationsAndEditsAreThoseOfPyTorchsHooks(String name) {
        try (Opened opened = new Opened();
                ProteinSubject subject = open(name, opened)) {
            requireSame(opened.run(subject, PROTEINS, Tap.NONE), expected(name + ".logits"));
            RecordingTap recorder = new RecordingTap();
            opened.run(subject, PROTEINS, recorder);
            requireSame(Opened.cube(recorder, "layers.0"), expected(name + ".layers.0"));
            Tap edit = new EditAt("layers.0", x -> x.mul(0.5).add(1));
            requireSame(opened.run(subject, PROTEINS, edit), expected(name + ".edited"));
        }
    }

    @ParameterizedTest
    @CsvSource({"masked", "turned"})
    void everyHookPointHasARowForEachTokenAndKnowsItsResidue(String name) {
        try (Opened opened = new Opened();
                ProteinSubject subject = open(name, opened);
                NDManager scope = opened.manager().newSubManager()) {
            List<HookPoint> hooks = subject.hookPoints();
            assertThat(hooks).extracting(HookPoint::name).contains("embed", "layers.0", "layers.1", "head");
            RecordingTap recorder = new RecordingTap();
            opened.run(subject, PROTEINS, recorder);
            for (HookPoint hook : hooks) {
                Sites sites = subject.sites(hook, subject.prepare(PROTEINS, scope));
                assertThat(Opened.cube(recorder, hook.name())).hasDimensions(2, 8);
                assertThat(Opened.cube(recorder, hook.name())[0][0]).hasSize(hook.width());
                assertThat(sites.rows()).isEqualTo(16);
                assertThat(sites.coordinates()[0])
                        .containsExactly(-1, 0, 1, 2, 3, 4, 5, -1, -1, 0, 1, 2, 3, -1, -1, -1);
            }
            assertThat(subject.outputs().get(0).name()).isEqualTo(SequenceSubject.LOGITS);
            assertThat(subject.sequences()).isPresent();
            assertThat(subject.outputColumn('L')).hasValue(4);
        }
    }

    @Test
    void aRandomTwinIsAnotherNetworkAndEqualSeedsAreEqual() {
        try (Opened opened = new Opened();
                ProteinSubject subject = open("masked", opened);
                Subject one = subject.randomTwin(5, opened);
                Subject two = subject.randomTwin(5, opened)) {
            float[][][] own = opened.run(subject, PROTEINS, Tap.NONE);
            assertThat(opened.run(one, PROTEINS, Tap.NONE)).isDeepEqualTo(opened.run(two, PROTEINS, Tap.NONE));
            assertThat(opened.run(one, PROTEINS, Tap.NONE)[0][1]).isNotEqualTo(own[0][1]);
            assertThat(one.fingerprint()).isEqualTo(two.fingerprint()).isNotEqualTo(subject.fingerprint());
        }
    }

    @Test
    void proteinsOfSeveralLengthsAreRefusedWherePaddingChangesTheResult() {
        try (Opened opened = new Opened();
                ProteinSubject subject = open("unmasked", opened)) {
            assertThat(subject.facts()).containsKey("padding");
            assertThat(opened.run(subject, Opened.proteins("MKV"), Tap.NONE)).hasDimensions(1, 5);
            assertThatThrownBy(() -> opened.run(subject, PROTEINS, Tap.NONE))
                    .isInstanceOf(EchelleException.class)
                    .hasMessageContaining("Set extract.batch to 1");
        }
    }

    @Test
    void aVocabularyOfAnotherOrderOrSizeIsReadFromItsFile() throws IOException {
        Path file = Files.write(
                folder.resolve("vocab.txt"),
                List.of(
                        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "L", "A", "G", "V", "E", "S", "I", "K", "R", "D",
                        "T", "P", "N", "Q", "F", "Y", "M", "H", "C", "W", "X"));
        TokenList tokens = TokenList.read(file);
        assertThat(tokens.encode("LAJ")).containsExactly(2, 5, 6, 1, 3);
        assertThat(tokens.padding()).isZero();
        assertThat(tokens.mask()).hasValue(4);
        assertThat(tokens.special(3)).isTrue();
        assertThat(tokens.special(4)).isFalse();
    }

    @Test
    void esmsOwnVocabularyReadAsAListGivesItsTokens() {
        TokenList tokens = new TokenList("ESM-2's vocabulary", EsmVocabulary.TOKENS);
        String all = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        assertThat(tokens.encode(all)).isEqualTo(EsmVocabulary.ESM2.encode(all));
    }

    @Test
    void aVocabularyThatDoesNotFitTheWeightsIsRefused() throws IOException {
        List<String> longer = new java.util.ArrayList<>();
        for (int i = 0; i < 40; i++) {
            longer.add("<null_" + i + ">"); // pushes every letter past the 33 rows of the embedding
        }
        longer.addAll(EsmVocabulary.TOKENS);
        Path file = Files.write(folder.resolve("longer.txt"), longer);
        ScriptOptions options =
                new ScriptOptions(folder.resolve("masked.pt"), Optional.of(file), "forward", Optional.empty());
        try (Opened opened = new Opened()) {
            assertThatThrownBy(() -> new ScriptSubjectKind().open(options, opened))
                    .isInstanceOf(EchelleException.class)
                    .hasMessageContaining("cannot be run on the tokens")
                    .hasMessageContaining("subject.vocabulary");
        }
    }

    @Test
    void whatIsNoVocabularyOrNoOutputIsSaid() throws IOException {
        Path words = Files.write(folder.resolve("words.txt"), List.of("<cls>", "<pad>", "hello", "world"));
        assertThatThrownBy(() -> TokenList.read(words)).hasMessageContaining("twenty amino acids");
        Path none = Files.write(folder.resolve("none.txt"), List.of("A", "C"));
        assertThatThrownBy(() -> TokenList.read(none)).hasMessageContaining("a token for the beginning");
        ScriptOptions options =
                new ScriptOptions(folder.resolve("masked.pt"), Optional.empty(), "forward", Optional.of("contacts"));
        try (Opened opened = new Opened()) {
            assertThatThrownBy(() -> new ScriptSubjectKind().open(options, opened))
                    .hasMessageContaining("No output contacts")
                    .hasMessageContaining("logits");
        }
    }

    @Test
    void factsTellWhatItIs() {
        try (Opened opened = new Opened();
                ProteinSubject subject = open("masked", opened)) {
            Map<String, String> facts = subject.facts();
            assertThat(facts.get("architecture")).contains("Masked").contains("TorchScript");
            // 33 x 8 embedding, 2 layers of 3 x (8 x 8 + 8), head 8 x 33 + 33
            assertThat(facts.get("parameters")).isEqualTo("" + (264 + 432 + 297));
            assertThat(facts.get("method")).isEqualTo("forward(input_ids, attention_mask)");
        }
    }
}
